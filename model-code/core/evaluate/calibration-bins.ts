import { rankByPrediction } from "./ranked";

/** Rows whose predictions lie next to each other. */
export interface CalibrationBin {
  /** Smallest and largest prediction. */
  readonly from: number;
  readonly to: number;
  readonly meanPrediction: number;
  /** Share of class 1. */
  readonly observed: number;
  /** Sum of the rows' weights. */
  readonly weight: number;
}

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
  return (weight) => {
    let total = 0;
    for (let i = 0; i < order.length; i++) total += weight === undefined ? 1 : weight[i]!;
    const mass = new Float64Array(bins);
    const yes = new Float64Array(bins);
    const predicted = new Float64Array(bins);
    const highest = new Float64Array(bins);
    const lowest = new Float64Array(bins);
    let before = 0;
    let tied = 0;
    let tiedYes = 0;
    for (let r = 0; r < order.length; r++) {
      const w = weight === undefined ? 1 : weight[order[r]!]!;
      tied += w;
      tiedYes += positive[r]! * w;
      if (endsTie[r] === 0) continue;
      if (tied > 0) {
        const p = prediction[order[r]!]!;
        const bin = Math.min(bins - 1, Math.floor((bins * (before + tied / 2)) / total));
        if (mass[bin] === 0) highest[bin] = p;
        lowest[bin] = p;
        mass[bin]! += tied;
        yes[bin]! += tiedYes;
        predicted[bin]! += tied * p;
      }
      before += tied;
      tied = 0;
      tiedYes = 0;
    }
    const filled: CalibrationBin[] = [];
    for (let bin = bins - 1; bin >= 0; bin--) {
      const m = mass[bin]!;
      if (m === 0) continue;
      filled.push({ from: lowest[bin]!, to: highest[bin]!, meanPrediction: predicted[bin]! / m, observed: yes[bin]! / m, weight: m });
    }
    return filled;
  };
}
