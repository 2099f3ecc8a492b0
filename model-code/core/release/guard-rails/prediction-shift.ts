import { populationStabilityIndex } from "../../monitor/population-stability-index";
import { BOUND_80, type GuardRail, verdictOf } from "../guard-rail";
import { mixtureBoundary } from "../sequential-test";

/** Distinct rows below which the index is mostly noise. */
const MIN_ROWS = 100;

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

/** Shares with half a row more in each bin, so that an empty one is not taken for an impossible one. */
function sharesOf(counts: Float64Array): Float64Array {
  const total = sum(counts) + counts.length / 2;
  return counts.map((n) => (n + 0.5) / total);
}

/** Variance of one row's part in the index, by the delta method: of its slope in the shares of one side. */
function slopeVariance(shares: Float64Array, others: Float64Array): number {
  let [mean, square] = [0, 0];
  shares.forEach((share, i) => {
    const slope = Math.log(share / others[i]!) + 1 - others[i]! / share;
    mean += share * slope;
    square += share * slope * slope;
  });
  return square - mean * mean;
}

/**
 * Answers that lie elsewhere: the population stability index between both, less what it comes to by chance where there is no shift. A
 * good candidate may shift a little, so here the hypothesis that is to be rejected is that the index is within its limit.
 * @see Yurdakul and Naranjo, Statistical properties of the population stability index (2020): by chance (bins − 1)·(1/n + 1/m)
 */
export const predictionShift: GuardRail = {
  name: "prediction-shift",
  title: "Prediction shift",
  figure: "population stability index against stable",
  counts: "rows",
  per: "stage",
  judge({ stable, candidate }, { maxPredictionShift: limit }, errorBound) {
    const observations = { stable: sum(stable.answers), candidate: sum(candidate.answers) };
    const fewest = Math.min(observations.stable, observations.candidate);
    const common = { limit, errorBound, observations };
    if (fewest < MIN_ROWS) return verdictOf({ ...common, figure: null, upper: null, statistic: null, threshold: null }, 0);
    const [e, a] = [sharesOf(stable.answers), sharesOf(candidate.answers)];
    const byChance = (e.length - 1) * (1 / observations.stable + 1 / observations.candidate);
    const figure = populationStabilityIndex(e, a) - byChance;
    const error = Math.sqrt(slopeVariance(e, a) / observations.stable + slopeVariance(a, e) / observations.candidate);
    return verdictOf(
      {
        ...common,
        figure,
        upper: figure + BOUND_80 * error,
        statistic: error === 0 ? 0 : (figure - limit) / error,
        threshold: mixtureBoundary(fewest, errorBound, 5 * MIN_ROWS),
      },
      0,
    );
  },
};
