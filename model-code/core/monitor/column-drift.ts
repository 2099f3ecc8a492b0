import type { Features } from "../learners/learner";
import { type Bins, binCategories, binNumbers, categoryBins, numberBins, sharesOf } from "./bins";
import { defaultThreshold } from "./calibrate-profile";
import { type DriftStatistics, driftStatistics } from "./drift-statistics";
import type { NumberProfile, ReferenceProfile } from "./reference-profile";
import { exceeded, thresholdsFor } from "./thresholds";

/** One column of a window beside the reference. */
export interface ColumnDrift {
  readonly name: string;
  readonly statistics: DriftStatistics;
  /** What the statistics are held to; null where the window is too short to be judged. */
  readonly threshold: DriftStatistics | null;
  /** The statistics above their thresholds; drift if there is one. */
  readonly exceeded: readonly (keyof DriftStatistics)[];
  /** The window's profile in the reference's bins, and the reference's. */
  readonly bins: readonly { readonly label: string; readonly reference: number; readonly window: number }[];
  /** Numbers only: rows below the smallest or above the largest value of the reference. */
  readonly outOfRangeShare: number | null;
}

/** How far a column has moved, as a share of its threshold, by the statistic that is nearest to its own; null where it is not judged. */
export function thresholdShare({ statistics, threshold }: Pick<ColumnDrift, "statistics" | "threshold">): number | null {
  if (threshold === null) return null;
  const shares = (["psi", "jensenShannon", "kolmogorovSmirnov"] as const).flatMap((name) => {
    const [value, limit] = [statistics[name], threshold[name]];
    return value === null || limit === null || limit === 0 ? [] : [value / limit];
  });
  return shares.length === 0 ? null : Math.max(...shares);
}

export interface WindowDrift {
  /** Of the profile's features, in its order; those that the rows do not have are left out. */
  readonly features: readonly ColumnDrift[];
  readonly prediction: ColumnDrift;
  /** Features of the profile that the rows do not have: redacted, or not asked for. */
  readonly absent: readonly string[];
  /** Sessions that the thresholds were calibrated for; null where they are the customary ones. */
  readonly calibratedFor: number | null;
}

function outOfRange(values: Float64Array, { min, max }: NumberProfile): number | null {
  if (min === null || max === null || values.length === 0) return null;
  const [least, most] = [Math.fround(min), Math.fround(max)];
  let outside = 0;
  for (let i = 0; i < values.length; i++) {
    const value = Math.fround(values[i]!);
    outside += value < least || value > most ? 1 : 0;
  }
  return outside / values.length;
}

function drift(name: string, bins: Bins, rows: Int32Array, threshold: DriftStatistics | null, outOfRangeShare: number | null): ColumnDrift {
  const actual = sharesOf(rows, bins.expected.length);
  const statistics = driftStatistics(bins.expected, actual, bins.ordered);
  return {
    name,
    statistics,
    threshold,
    exceeded: threshold === null ? [] : exceeded(statistics, threshold),
    bins: bins.labels.map((label, i) => ({ label, reference: bins.expected[i]!, window: actual[i]! })),
    outOfRangeShare,
  };
}

/**
 * Holds a window's features and answers against the reference: population stability index, Jensen–Shannon and Kolmogorov–Smirnov of
 * every column in one pass over it.
 *
 * @param features one row at least
 * @param prediction length `features.rows`; NaN where there was no answer
 * @param sessions that the rows lie in: they choose the thresholds
 */
export function windowDrift(profile: ReferenceProfile, features: Features, prediction: Float64Array, sessions: number): WindowDrift {
  const calibrated = profile.thresholds && thresholdsFor(profile.thresholds, sessions);
  const threshold = (name: string, bins: Bins) => {
    if (profile.thresholds === undefined) return defaultThreshold(bins);
    return calibrated === undefined ? null : (calibrated.features[name] ?? defaultThreshold(bins));
  };
  const absent: string[] = [];
  const columns: ColumnDrift[] = [];
  for (const p of profile.numbers) {
    const column = features.numbers.find((c) => c.name === p.name);
    const bins = numberBins(p);
    if (column === undefined) absent.push(p.name);
    else columns.push(drift(p.name, bins, binNumbers(p.edges, column.values), threshold(p.name, bins), outOfRange(column.values, p)));
  }
  for (const p of profile.categories) {
    const column = features.categories.find((c) => c.name === p.name);
    const bins = categoryBins(p);
    if (column === undefined) absent.push(p.name);
    else columns.push(drift(p.name, bins, binCategories(p, column.values), threshold(p.name, bins), null));
  }
  const answers = numberBins(profile.prediction);
  return {
    features: columns,
    prediction: drift(
      "prediction",
      answers,
      binNumbers(profile.prediction.edges, prediction),
      profile.thresholds === undefined ? defaultThreshold(answers) : (calibrated?.prediction ?? null),
      outOfRange(prediction, profile.prediction),
    ),
    absent,
    calibratedFor: calibrated?.sessions ?? null,
  };
}
