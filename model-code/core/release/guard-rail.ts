import type { ReleaseWindows } from "./observe";
import type { ReleasePlan } from "./transitions";

export type RailName = "errors" | "latency" | "prediction-shift" | "loss";

/**
 * kept: the figure's upper bound is within the limit, or the candidate did no worse than the stable version, though its bound may lie
 * beyond: to wait for that proof would hold half of the equal candidates for as long as the noise takes;
 * violated: the figure is beyond the limit, and that is no chance;
 * unclear: neither; unknown: too little was seen to say.
 */
export type Verdict = "kept" | "violated" | "unclear" | "unknown";

/** An alias, so that it is evidence for the audit. */
export type RailVerdict = {
  readonly verdict: Verdict;
  /** The candidate held against the stable version; null where too little was seen. */
  readonly figure: number | null;
  readonly limit: number;
  /** The figure's one-sided 80 % bound. Within the limit, it shows that the candidate is. */
  readonly upper: number | null;
  /** The sequential test's. */
  readonly statistic: number | null;
  /** The statistic from which chance is ruled out. */
  readonly threshold: number | null;
  /** Chance that this rail ever calls a candidate violated that is as good as the stable version. */
  readonly errorBound: number;
  /** What was counted, by the rail's `counts`. */
  readonly observations: { readonly stable: number; readonly candidate: number };
};

/** One thing that a candidate must not do worse. A plain object in the table `GUARD_RAILS`. */
export interface GuardRail {
  readonly name: RailName;
  readonly title: string;
  /** What the figure is, as a person reads it. */
  readonly figure: string;
  /** What it counts: requests, rows or blocks. */
  readonly counts: string;
  /** Whether it is judged by what the current stage showed, or by all since the release began: then it spends its error once. */
  readonly per: "stage" | "release";
  judge(windows: ReleaseWindows, limits: ReleasePlan["guardRails"], errorBound: number): RailVerdict;
}

/** Standard errors of the one-sided 80 % bound of a normal. */
export const BOUND_80 = 0.8416;

/**
 * The verdict by figure, bound and statistic.
 * @param equal the figure of a candidate that is as good: 0 for a difference, 1 for a ratio
 */
export function verdictOf(v: Omit<RailVerdict, "verdict">, equal: number): RailVerdict {
  const { figure, limit, upper, statistic, threshold } = v;
  if (figure === null || upper === null || statistic === null || threshold === null) return { ...v, verdict: "unknown" };
  if (figure > limit && statistic >= threshold) return { ...v, verdict: "violated" };
  return { ...v, verdict: figure <= equal || upper <= limit ? "kept" : "unclear" };
}
