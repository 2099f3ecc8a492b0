import { BOUND_80, type GuardRail, verdictOf } from "../guard-rail";
import { LATENCY_BINS, latencyBin, latencyQuantile, runsIn, slowerThan } from "../latency-histogram";
import type { ArmWindow } from "../observe";
import { countEvidence } from "../sequential-test";

const TAIL = 0.95;
/** Nobody who calls over a network notices less. */
const UNNOTICED_MS = 1;
/** Thresholds of the test lie so many bins apart: a factor of 1.19. */
const APART = 4;
const THRESHOLDS = Math.ceil(LATENCY_BINS / APART);

type Arm = "stable" | "candidate";

/** Runs of both versions that had the same number of rows. */
type Stratum = Readonly<Record<Arm, { readonly latency: Float64Array; readonly runs: number }>> & {
  /** Runs that a comparison of both counts for: half the harmonic mean. */
  readonly weight: number;
};

function strataOf(stable: ArmWindow["latency"], candidate: ArmWindow["latency"]): readonly Stratum[] {
  return [...stable].flatMap(([rows, latency]) => {
    const other = candidate.get(rows);
    if (other === undefined) return [];
    const [ours, theirs] = [runsIn(latency), runsIn(other)];
    const weight = (ours * theirs) / (ours + theirs);
    return [{ stable: { latency, runs: ours }, candidate: { latency: other, runs: theirs }, weight }];
  });
}

/** One version's runs as if it had as many of each size as the other. */
function weighted(strata: readonly Stratum[], arm: Arm): Float64Array {
  const sum = new Float64Array(LATENCY_BINS);
  for (const stratum of strata) {
    const { latency, runs } = stratum[arm];
    for (let bin = 0; bin < LATENCY_BINS; bin++) sum[bin]! += (stratum.weight * latency[bin]!) / runs;
  }
  return sum;
}

/** How long rows took as they came: each as long as its run. */
function asWaited(arms: readonly ArmWindow["latency"][]): Float64Array {
  const sum = new Float64Array(LATENCY_BINS);
  for (const arm of arms) for (const [rows, latency] of arm) for (let bin = 0; bin < LATENCY_BINS; bin++) sum[bin]! += rows * latency[bin]!;
  return sum;
}

/** Variance of ln of the tail quantile, from the quantiles that lie a standard error of their share around it. */
function tailVariance(counts: Float64Array, strata: readonly Stratum[], arm: Arm, noticed: (milliseconds: number) => number): number {
  const total = strata.reduce((sum, s) => sum + s.weight, 0);
  const independent = total ** 2 / strata.reduce((sum, s) => sum + s.weight ** 2 / s[arm].runs, 0);
  const around = Math.sqrt((TAIL * (1 - TAIL)) / independent);
  const [low, high] = [latencyQuantile(counts, TAIL - around), latencyQuantile(counts, TAIL + around)];
  return (Math.log(noticed(high) / noticed(low)) / 2) ** 2;
}

/**
 * Slow runs: the ratio of both 95th percentiles, by runs that had the same number of rows, and with as many of each size on both sides.
 * The more of the traffic a version has, the more rows come together in its runs, and the longer these take: what callers wait hangs on
 * the weight of the canary, and an equal candidate at 90 % would look ten times as slow. Runs of one size do not hang on it, and the
 * scorer sees to it that both versions have some.
 *
 * What callers would not notice is no difference: where the 95th percentile of what they wait, by the sizes as they came, is below 1 ms,
 * it counts as 1 ms.
 *
 * As good means as likely to be slower than any given time: a run is an event if it took as long as the next threshold above
 * the stable version's 95th percentile. That is one of 89 that lie fixed, and the evidence is divided by their number, so that the choice
 * may depend on what was seen.
 * @see Woodruff, Confidence Intervals for Medians and Other Position Measures (1952), for the bound; Cochran, The Combination of Estimates
 *   from Different Experiments (1954), for the weights; docs/adr/0023-latency-in-runs-of-one-size.md
 */
export const latency: GuardRail = {
  name: "latency",
  title: "Latency",
  figure: "95th percentile over that of stable, in runs of as many rows",
  counts: "runs that had as many rows",
  per: "stage",
  judge({ stable, candidate }, { maxLatencyRatio: limit }, errorBound) {
    const strata = strataOf(stable.latency, candidate.latency);
    const runs = (arm: Arm) => Math.round(strata.reduce((sum, s) => sum + s[arm].runs, 0));
    const threshold = -Math.log(errorBound);
    const common = { limit, threshold, errorBound, observations: { stable: runs("stable"), candidate: runs("candidate") } };
    if (strata.length === 0) return verdictOf({ ...common, figure: null, upper: null, statistic: null }, 1);
    const arms = { stable: weighted(strata, "stable"), candidate: weighted(strata, "candidate") };
    const both = arms.stable.map((n, bin) => n + arms.candidate[bin]!);
    const unnoticed = (UNNOTICED_MS * latencyQuantile(both, TAIL)) / latencyQuantile(asWaited([stable.latency, candidate.latency]), TAIL);
    const noticed = (milliseconds: number) => Math.max(unnoticed, milliseconds);
    const usual = noticed(latencyQuantile(arms.stable, TAIL));
    const figure = noticed(latencyQuantile(arms.candidate, TAIL)) / usual;
    const variance = tailVariance(arms.candidate, strata, "candidate", noticed) + tailVariance(arms.stable, strata, "stable", noticed);
    const from = (Math.floor(latencyBin(usual) / APART) + 1) * APART;
    const evidence = countEvidence(
      strata.map((s) => ({
        candidate: slowerThan(s.candidate.latency, from),
        stable: slowerThan(s.stable.latency, from),
        share: s.candidate.runs / (s.candidate.runs + s.stable.runs),
      })),
    );
    const upper = figure * Math.exp(BOUND_80 * Math.sqrt(variance));
    return verdictOf({ ...common, figure, upper, statistic: evidence - Math.log(THRESHOLDS) }, 1);
  },
};
