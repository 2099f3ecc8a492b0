import { populationStabilityIndex } from "../../monitor/population-stability-index";
import { BOUND_80, type GuardRail, verdictOf } from "../guard-rail";
import type { ArmWindow } from "../observe";
import { mixtureBoundary } from "../sequential-test";

/** Distinct rows below which the index is mostly noise. */
const MIN_ROWS = 100;
/** Groups of callers, of each version, below which nobody knows how much callers differ. */
const MIN_GROUPS = 20;

type Answers = ArmWindow["answers"];

interface Totals {
  /** Rows in each bin. */
  readonly counts: Float64Array;
  readonly rows: number;
  /** Shares with half a row more in each bin, so that an empty one is not taken for an impossible one. */
  readonly shares: Float64Array;
}

const sumOf = (counts: Float64Array): number => {
  let sum = 0;
  for (const n of counts) sum += n;
  return sum;
};

function totalsOf(answers: Answers): Totals {
  const [first] = answers.values();
  const counts = new Float64Array(first?.length ?? 0);
  for (const group of answers.values()) for (let bin = 0; bin < counts.length; bin++) counts[bin]! += group[bin]!;
  const rows = sumOf(counts);
  return { counts, rows, shares: counts.map((n) => (n + 0.5) / (rows + counts.length / 2)) };
}

/**
 * Variances of what is figured from both versions' shares, where the rows of a group may be alike in any way, in both versions.
 * @param slopes of the index in the shares of the stable version and of the candidate
 * @returns of the index, to the first order; and of the difference of both shares in each bin
 * @see Liang and Zeger, Longitudinal Data Analysis Using Generalized Linear Models (1986); the factor for few groups: MacKinnon and White,
 *   Some Heteroskedasticity-Consistent Covariance Matrix Estimators (1985)
 */
function groupedVariances(
  arms: readonly [Answers, Answers],
  totals: readonly [Totals, Totals],
  slopes: readonly [Float64Array, Float64Array],
) {
  const [[stable, candidate], [e, a]] = [arms, totals];
  const none = new Float64Array(slopes[0].length);
  const ofDifference = new Float64Array(none.length);
  let ofIndex = 0;
  for (const group of new Set([...stable.keys(), ...candidate.keys()])) {
    const [own, others] = [stable.get(group) ?? none, candidate.get(group) ?? none];
    const [size, othersSize] = [sumOf(own), sumOf(others)];
    let part = 0;
    for (let bin = 0; bin < none.length; bin++) {
      // what the group adds to the error of a share: its rows in the bin, less those that its size lets expect, over all rows
      const inStable = (own[bin]! - (size * e.counts[bin]!) / e.rows) / e.rows;
      const inCandidate = (others[bin]! - (othersSize * a.counts[bin]!) / a.rows) / a.rows;
      ofDifference[bin]! += (inCandidate - inStable) ** 2;
      part += slopes[0][bin]! * inStable + slopes[1][bin]! * inCandidate;
    }
    ofIndex += part * part;
  }
  const fewest = Math.min(stable.size, candidate.size);
  const factor = fewest / (fewest - 1);
  return { ofIndex: factor * ofIndex, ofDifference: ofDifference.map((v) => factor * v) };
}

/** Slopes of the population stability index in the shares of one side. */
const slopesIn = (shares: Float64Array, others: Float64Array): Float64Array =>
  shares.map((share, i) => Math.log(share / others[i]!) + 1 - others[i]! / share);

/**
 * Answers that lie elsewhere: the population stability index between both, less what it comes to by chance where there is no shift. A
 * good candidate may shift a little, so here the hypothesis that is to be rejected is that the index is within its limit.
 *
 * Callers are drawn, not rows: a version whose few callers differ from the others' answers otherwise, however good it is. So chance is
 * what groups of callers vary by. With fewer than 20 groups on a side it is not judged; in shadow, where both versions answer the same
 * rows, it always is.
 * @see Yurdakul and Naranjo, Statistical properties of the population stability index (2020): by chance the sum over the bins of the
 *   variance of the difference of both shares, over the share
 */
export const predictionShift: GuardRail = {
  name: "prediction-shift",
  title: "Prediction shift",
  figure: "population stability index against stable",
  counts: "groups of callers",
  per: "stage",
  judge({ stable, candidate }, { maxPredictionShift: limit }, errorBound) {
    const observations = { stable: stable.answers.size, candidate: candidate.answers.size };
    const common = { limit, errorBound, observations };
    const [e, a] = [totalsOf(stable.answers), totalsOf(candidate.answers)];
    const fewest = Math.min(e.rows, a.rows);
    if (fewest < MIN_ROWS || Math.min(observations.stable, observations.candidate) < MIN_GROUPS)
      return verdictOf({ ...common, figure: null, upper: null, statistic: null, threshold: null }, 0);
    const { ofIndex, ofDifference } = groupedVariances(
      [stable.answers, candidate.answers],
      [e, a],
      [slopesIn(e.shares, a.shares), slopesIn(a.shares, e.shares)],
    );
    const byChance = ofDifference.reduce((sum, v, bin) => sum + (2 * v) / (e.shares[bin]! + a.shares[bin]!), 0);
    const figure = populationStabilityIndex(e.shares, a.shares) - byChance;
    const error = Math.sqrt(ofIndex);
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
