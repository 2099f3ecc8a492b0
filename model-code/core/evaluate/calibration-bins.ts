import { rankByPrediction } from "./ranked";

/** Rows whose predictions lie next to each other. */
export interface CalibrationBin {
  /** Smallest and largest prediction; a row of weight 0 may be the smallest. */
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
 * @param label length rows, 0 or 1
 * @param prediction length rows, probabilities
 * @returns the bins that have weight, lowest predictions first, as a function of the weights
 * @see Roelofs et al., Mitigating Bias in Calibration Error Estimation (2022), on equal mass against equal width
 */
export function calibrationBins(
  label: Float64Array,
  prediction: Float64Array,
  bins: number,
): (weight?: Float64Array) => readonly CalibrationBin[] {
  const { order, positive, endsTie } = rankByPrediction(label, prediction);
  const sorted = Float64Array.from(order, (row) => prediction[row]!);
  const once = new Float64Array(order.length).fill(1);
  return (weight = once) => {
    let total = 0;
    for (let i = 0; i < order.length; i++) total += weight[i]!;
    const filled: CalibrationBin[] = [];
    let bin = 0;
    let mass = 0;
    let yes = 0;
    let predicted = 0;
    let to = Number.NaN;
    let from = Number.NaN;
    let before = 0;
    let tied = 0;
    let tiedYes = 0;
    for (let r = 0; r < order.length; r++) {
      const w = weight[order[r]!]!;
      tied += w;
      tiedYes += w * positive[r]!;
      if (endsTie[r] === 0) continue;
      const middle = (bins * (before + tied / 2)) / total;
      if (middle >= bin + 1) {
        if (mass > 0) filled.push(binOf(from, to, predicted, yes, mass));
        mass = 0;
        yes = 0;
        predicted = 0;
        bin = Math.floor(middle);
      }
      if (mass === 0) to = sorted[r]!;
      from = sorted[r]!;
      mass += tied;
      yes += tiedYes;
      predicted += tied * sorted[r]!;
      before += tied;
      tied = 0;
      tiedYes = 0;
    }
    if (mass > 0) filled.push(binOf(from, to, predicted, yes, mass));
    return filled.reverse();
  };
}
