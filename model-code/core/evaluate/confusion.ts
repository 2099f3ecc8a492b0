import type { MetricOptions } from "./metric";

/** Weight of the rows by answer and truth. */
export interface Confusion {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly trueNegative: number;
  readonly falseNegative: number;
}

/**
 * The confusion matrix as a function of the weights.
 * @param label length rows, 0 or 1
 * @param prediction length rows; the answer is yes from the threshold on (≥)
 */
export function confusion(
  label: Float64Array,
  prediction: Float64Array,
  { threshold }: MetricOptions,
): (weight?: Float64Array) => Confusion {
  const cell = Uint8Array.from(label, (y, i) => (y >= 0.5 ? 2 : 0) + (prediction[i]! >= threshold ? 1 : 0));
  const once = new Float64Array(cell.length).fill(1);
  return (weight = once) => {
    const sums = new Float64Array(4);
    for (let i = 0; i < cell.length; i++) sums[cell[i]!]! += weight[i]!;
    return { trueNegative: sums[0]!, falsePositive: sums[1]!, falseNegative: sums[2]!, truePositive: sums[3]! };
  };
}
