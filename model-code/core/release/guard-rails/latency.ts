import { BOUND_80, type GuardRail, verdictOf } from "../guard-rail";
import { LATENCY_BINS, latencyBin, latencyQuantile, slowerThan } from "../latency-histogram";
import { countEvidence } from "../sequential-test";

const TAIL = 0.95;
/** Nobody who calls over a network notices less. */
const UNNOTICED_MS = 1;
/** Thresholds of the test lie so many bins apart: a factor of 1.19. */
const APART = 4;
const FIRST = latencyBin(UNNOTICED_MS);
const THRESHOLDS = Math.ceil((LATENCY_BINS - FIRST) / APART);

const noticed = (milliseconds: number): number => Math.max(UNNOTICED_MS, milliseconds);

/** Variance of ln of the tail quantile, from the quantiles that lie a standard error of their share around it. */
function tailVariance(counts: Float64Array, requests: number): number {
  const around = Math.sqrt((TAIL * (1 - TAIL)) / requests);
  const [low, high] = [latencyQuantile(counts, TAIL - around), latencyQuantile(counts, TAIL + around)];
  return (Math.log(noticed(high) / noticed(low)) / 2) ** 2;
}

/**
 * Slow answers: the ratio of both 95th percentiles; what is below 1 ms counts as 1 ms. As good means as likely to be slower than any
 * given time: a request is an event if it took as long as a threshold near the 95th percentile of both together. The threshold is one of
 * 65 that lie fixed, and the evidence is divided by their number, so that the choice may depend on what was seen.
 * @see Woodruff, Confidence Intervals for Medians and Other Position Measures (1952), for the bound
 */
export const latency: GuardRail = {
  name: "latency",
  title: "Latency",
  figure: "95th percentile over that of stable",
  counts: "answers",
  per: "stage",
  judge({ stable, candidate }, { maxLatencyRatio: limit }, errorBound) {
    const answered = { stable: stable.requests - stable.errors, candidate: candidate.requests - candidate.errors };
    const threshold = -Math.log(errorBound);
    const common = { limit, threshold, errorBound, observations: answered };
    if (answered.stable === 0 || answered.candidate === 0) return verdictOf({ ...common, figure: null, upper: null, statistic: null }, 1);
    const figure = noticed(latencyQuantile(candidate.latency, TAIL)) / noticed(latencyQuantile(stable.latency, TAIL));
    const variance = tailVariance(candidate.latency, answered.candidate) + tailVariance(stable.latency, answered.stable);
    const both = candidate.latency.map((n, bin) => n + stable.latency[bin]!);
    const tail = latencyBin(noticed(latencyQuantile(both, TAIL)));
    const slow = tail - ((tail - FIRST) % APART);
    const evidence = countEvidence(
      slowerThan(candidate.latency, slow),
      slowerThan(stable.latency, slow),
      answered.candidate / (answered.candidate + answered.stable),
    );
    const upper = figure * Math.exp(BOUND_80 * Math.sqrt(variance));
    return verdictOf({ ...common, figure, upper, statistic: evidence - Math.log(THRESHOLDS) }, 1);
  },
};
