/** A column with its rows in the order of their values, to be held against many others: it is sorted once. */
export interface Sorted {
  readonly values: Float64Array;
  /** Positions of the values that are there, ascending by value. */
  readonly order: Uint32Array;
}

export function sortedColumn(values: Float64Array): Sorted {
  const present = Uint32Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]!));
  return { values, order: present.sort((a, b) => values[a]! - values[b]! || 0) };
}

/** Ranks among the rows that the other column has too, ties averaged, from 1 on; length rows, 0 where one of them is missing. */
function ranksBeside({ values, order }: Sorted, other: Float64Array): Float64Array {
  const ranks = new Float64Array(values.length);
  const both = order.filter((row) => !Number.isNaN(other[row]!));
  for (let from = 0, to = 0; from < both.length; from = to) {
    while (to < both.length && values[both[to]!] === values[both[from]!]) to++;
    for (let k = from; k < to; k++) ranks[both[k]!] = (from + to + 1) / 2;
  }
  return ranks;
}

/**
 * Spearman's rank correlation over the rows where both are there, −1 to 1; 0 if either does not vary.
 * @see Spearman, The Proof and Measurement of Association between Two Things (1904)
 */
export function spearman(a: Sorted, b: Sorted): number {
  const x = ranksBeside(a, b.values);
  const y = ranksBeside(b, a.values);
  let both = 0;
  for (let row = 0; row < x.length; row++) if (x[row]! > 0) both++;
  const mean = (both + 1) / 2;
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let row = 0; row < x.length; row++) {
    if (x[row] === 0) continue;
    const dx = x[row]! - mean;
    const dy = y[row]! - mean;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}
