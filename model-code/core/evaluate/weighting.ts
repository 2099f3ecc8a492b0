/** How much each row counts: a weight of 2 is the row twice, 0 is the row left out. */
export interface Weighting {
  /** Length rows, ≥ 0. */
  readonly weight: Float64Array;
  /** Their sum. */
  readonly total: number;
}

export function weighting(weight: Float64Array): Weighting {
  let total = 0;
  for (let row = 0; row < weight.length; row++) total += weight[row]!;
  return { weight, total };
}

export const everyOnce = (rows: number): Weighting => weighting(new Float64Array(rows).fill(1));
