import type { ScoreTallies } from "./score-tallies";

/** Rows whose predictions lie next to each other. */
export interface CalibrationBin {
  /** Smallest and largest prediction; one of no weight may be the smallest. */
  readonly from: number;
  readonly to: number;
  readonly meanPrediction: number;
  /** Share of class 1. */
  readonly observed: number;
  /** Sum of the rows' weights. */
  readonly weight: number;
}

const binOf = (from: number, to: number, predicted: number, yes: number, weight: number): CalibrationBin => ({
  from,
  to,
  meanPrediction: predicted / weight,
  observed: yes / weight,
  weight,
});

/**
 * Bins of equal mass: the rows in the order of their predictions, cut into `bins` parts of equal weight. Rows with one and the same
 * prediction are never torn apart; they go where their middle lies. So a resample has bins of its own, a weight of 2 is the same as
 * the row twice, and a constant prediction is one bin.
 *
 * Equal mass, because probabilities of a hard problem crowd in the middle: bins of equal width would leave most of them empty and the
 * full ones coarse, and the estimate is the more biased of the two.
 *
 * @returns the bins that have weight, lowest predictions first
 * @see Roelofs et al., Mitigating Bias in Calibration Error Estimation (2022), on equal mass against equal width
 */
export function calibrationBins({ score, weight, yes }: ScoreTallies, bins: number): readonly CalibrationBin[] {
  let total = 0;
  for (let s = 0; s < score.length; s++) total += weight[s]!;
  const filled: CalibrationBin[] = [];
  let bin = 0;
  let first = 0;
  let mass = 0;
  let observed = 0;
  let predicted = 0;
  let before = 0;
  for (let s = 0; s < score.length; s++) {
    const tied = weight[s]!;
    const middle = bins * (before + tied / 2);
    if (middle >= (bin + 1) * total) {
      if (mass > 0) filled.push(binOf(score[s - 1]!, score[first]!, predicted, observed, mass));
      first = s;
      mass = 0;
      observed = 0;
      predicted = 0;
      bin = Math.floor(middle / total);
    }
    mass += tied;
    observed += yes[s]!;
    predicted += tied * score[s]!;
    before += tied;
  }
  if (mass > 0) filled.push(binOf(score[score.length - 1]!, score[first]!, predicted, observed, mass));
  return filled.reverse();
}
