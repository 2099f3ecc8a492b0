import type { DriftStatistics } from "./drift-statistics";

/** What the statistics of a window must exceed, any of them, to be called drift; for windows of so many sessions. */
export interface WindowThresholds {
  readonly sessions: number;
  readonly features: Readonly<Record<string, DriftStatistics>>;
  readonly prediction: DriftStatistics;
}

/** Thresholds that were calibrated on the reference. */
export interface DriftThresholds {
  /** Chance that a window like the reference has any feature, or the prediction, above its thresholds. */
  readonly falseAlarmRate: number;
  /** By rising length: a window that is not full yet varies more than a full one. */
  readonly windows: readonly WindowThresholds[];
}

/**
 * Where nothing was calibrated, as in a package that was made elsewhere: what the customary PSI of 0.25 is to a normal distribution,
 * a shift by half of its standard deviation, in each of the three statistics. PSI = 0.5² exactly; the Kolmogorov–Smirnov distance is
 * 2Φ(0.25) − 1; the Jensen–Shannon divergence by numerical integration.
 * @see Siddiqi, Credit Risk Scorecards (2006), ch. 7, for 0.25
 */
export const DEFAULT_THRESHOLD: Required<{ readonly [K in keyof DriftStatistics]: number }> = {
  psi: 0.25,
  jensenShannon: 0.0437,
  kolmogorovSmirnov: 0.1974,
};

/** Statistics that lie above their thresholds. */
export const exceeded = (statistics: DriftStatistics, threshold: DriftStatistics): readonly (keyof DriftStatistics)[] =>
  (["psi", "jensenShannon", "kolmogorovSmirnov"] as const).filter((name) => {
    const [value, limit] = [statistics[name], threshold[name]];
    return value !== null && limit !== null && value > limit;
  });

/**
 * The thresholds for a window: those of the longest calibrated length that it fills.
 * @returns undefined if the window is shorter than all of them: it cannot be judged yet
 */
export const thresholdsFor = (thresholds: DriftThresholds, sessions: number): WindowThresholds | undefined =>
  thresholds.windows.filter((w) => w.sessions <= sessions).at(-1);

/** Why a window has no thresholds that it could be held to; null if it has. */
export function withoutThresholds(thresholds: DriftThresholds | undefined, sessions: number): string | null {
  if (thresholds === undefined || thresholdsFor(thresholds, sessions) !== undefined) return null;
  const [shortest] = thresholds.windows;
  return shortest === undefined
    ? "the package was made of too few sessions to know what is usual"
    : `${sessions} of ${shortest.sessions} sessions`;
}
