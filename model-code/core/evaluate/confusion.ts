import type { Weighting } from "./weighting";

/** Weight of the rows by answer and truth. */
export interface Confusion {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly trueNegative: number;
  readonly falseNegative: number;
}

function sumAt(values: Float64Array, rows: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < rows.length; i++) sum += values[rows[i]!]!;
  return sum;
}

/**
 * The confusion matrix as a function of the weights. The rows are told apart once.
 * @param label length rows, 0 or 1
 * @param prediction length rows; the answer is yes from the threshold on (≥)
 */
export function confusion(label: Float64Array, prediction: Float64Array, threshold: number): (weighting: Weighting) => Confusion {
  const where = (yes: boolean, said: boolean) =>
    Int32Array.from(label.keys()).filter((i) => label[i]! >= 0.5 === yes && prediction[i]! >= threshold === said);
  const [truePositive, falsePositive] = [where(true, true), where(false, true)];
  const [trueNegative, falseNegative] = [where(false, false), where(true, false)];
  return ({ weight }) => ({
    truePositive: sumAt(weight, truePositive),
    falsePositive: sumAt(weight, falsePositive),
    trueNegative: sumAt(weight, trueNegative),
    falseNegative: sumAt(weight, falseNegative),
  });
}
