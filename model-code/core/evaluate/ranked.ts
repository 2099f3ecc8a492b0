/** Rows in the order of their predictions. All arrays have length rows. */
export interface Ranked {
  /** Positions of the rows, highest prediction first; rows with equal predictions keep their order. */
  readonly order: Int32Array;
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
  const positive = new Uint8Array(order.length);
  const endsTie = new Uint8Array(order.length);
  for (let r = 0; r < order.length; r++) {
    positive[r] = label[order[r]!]! >= 0.5 ? 1 : 0;
    endsTie[r] = r + 1 === order.length || prediction[order[r + 1]!] !== prediction[order[r]!] ? 1 : 0;
  }
  return { order, positive, endsTie };
}
