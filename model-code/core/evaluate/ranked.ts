/** Rows in the order of their predictions. All arrays have length rows. */
export interface Ranked {
  /** Positions of the rows, highest prediction first; rows with equal predictions keep their order. */
  readonly order: Int32Array;
  /** The prediction at this rank. */
  readonly sorted: Float64Array;
  /** 1 where the row at this rank has label 1. */
  readonly positive: Uint8Array;
  /** 1 where the next rank has another prediction: ties end here. The last rank always ends one. */
  readonly endsTie: Uint8Array;
}

/**
 * Sorts once what area, precision and calibration walk along for every resample.
 * @param label length rows, 0 or 1
 * @param prediction length rows, finite
 */
export function rankByPrediction(label: Float64Array, prediction: Float64Array): Ranked {
  const order = Int32Array.from(prediction, (_, i) => i).sort((a, b) => prediction[b]! - prediction[a]! || a - b);
  const sorted = Float64Array.from(order, (row) => prediction[row]!);
  const positive = Uint8Array.from(order, (row) => (label[row]! >= 0.5 ? 1 : 0));
  const endsTie = Uint8Array.from(sorted, (score, r) => (score === sorted[r + 1] ? 0 : 1));
  return { order, sorted, positive, endsTie };
}
