import { BOUND_80, type GuardRail, verdictOf } from "../guard-rail";
import { countEvidence } from "../sequential-test";

/** Variance of a share, with one failure and one success more than were seen, so that "none" is not taken for "never". */
function shareVariance(errors: number, requests: number): number {
  const share = (errors + 1) / (requests + 2);
  return (share * (1 - share)) / (requests + 2);
}

/**
 * Requests that fail: the difference of both shares. As good means as likely to fail.
 * @see Agresti and Caffo, Simple and Effective Confidence Intervals for Proportions and Differences of Proportions (2000), for the bound
 */
export const errors: GuardRail = {
  name: "errors",
  title: "Errors",
  figure: "errors more, as a share of requests",
  counts: "requests",
  per: "stage",
  judge({ stable, candidate }, { maxErrorIncrease: limit }, errorBound) {
    const observations = { stable: stable.requests, candidate: candidate.requests };
    const threshold = -Math.log(errorBound);
    if (stable.requests === 0 || candidate.requests === 0)
      return verdictOf({ figure: null, limit, upper: null, statistic: null, threshold, errorBound, observations }, 0);
    const figure = candidate.errors / candidate.requests - stable.errors / stable.requests;
    const error = Math.sqrt(shareVariance(candidate.errors, candidate.requests) + shareVariance(stable.errors, stable.requests));
    const share = candidate.requests / (candidate.requests + stable.requests);
    const statistic = countEvidence([{ candidate: candidate.errors, stable: stable.errors, share }]);
    return verdictOf({ figure, limit, upper: figure + BOUND_80 * error, statistic, threshold, errorBound, observations }, 0);
  },
};
