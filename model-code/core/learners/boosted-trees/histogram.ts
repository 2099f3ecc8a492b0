import type { BinnedMatrix } from "./binning";
import { CODES } from "./tree";

/** Doubles that one feature takes in a histogram: a pair a bin. */
export const STRIDE = 2 * CODES;
const GROUP_STRIDE = 4 * STRIDE;

/** A histogram of all features, in groups of four, as the matrix has them: the sums of the pairs in each bin. */
export function emptyHistogram(matrix: BinnedMatrix): Float64Array {
  return new Float64Array(Math.ceil(matrix.bins.length / 4) * GROUP_STRIDE);
}

/**
 * Nearly all the time of training goes here. A word brings four bins in one read; the pairs of some rows are gathered once and
 * then read in order for every group. The arrays of the inner loop belong to one closure that is made once: V8 then compiles
 * their addresses in, where arrays that come as arguments would be looked up at every access, which takes twice the time.
 */
const summing = (() => {
  const rowsAtOnce = 1024;
  const groupsAtOnce = 64;
  const sums = new Float64Array(groupsAtOnce * 4 * 512);
  const pairsHere = new Float64Array(2 * rowsAtOnce);
  const rowsHere = new Uint32Array(rowsAtOnce);

  function gather(pairs: Float64Array, rows: Uint32Array, from: number, count: number): void {
    for (let k = 0; k < count; k++) {
      const row = rows[from + k]!;
      rowsHere[k] = row;
      pairsHere[2 * k] = pairs[2 * row]!;
      pairsHere[2 * k + 1] = pairs[2 * row + 1]!;
    }
  }

  function addGroup(words: Uint32Array, start: number, at: number, count: number): void {
    for (let k = 0; k < count; k++) {
      const word = words[start + rowsHere[k]!]!;
      const gradient = pairsHere[2 * k]!;
      const hessian = pairsHere[2 * k + 1]!;
      const a = at + ((word & 255) << 1);
      sums[a]! += gradient;
      sums[a + 1]! += hessian;
      const b = at + 512 + ((word >>> 7) & 510);
      sums[b]! += gradient;
      sums[b + 1]! += hessian;
      const c = at + 1024 + ((word >>> 15) & 510);
      sums[c]! += gradient;
      sums[c + 1]! += hessian;
      const d = at + 1536 + ((word >>> 23) & 510);
      sums[d]! += gradient;
      sums[d + 1]! += hessian;
    }
  }
  return { rowsAtOnce, groupsAtOnce, sums, gather, addGroup };
})();

/**
 * The histogram of the rows at positions from … to − 1 of `rows`.
 * @param groups    the groups of four features that are asked for; the others are left as they are
 * @param pairs     2 a row of the matrix: gradient and unit + hessian
 * @param histogram is overwritten
 */
export function fillHistogram(
  matrix: BinnedMatrix,
  groups: readonly number[],
  rows: Uint32Array,
  from: number,
  to: number,
  pairs: Float64Array,
  histogram: Float64Array,
): void {
  const { rowsAtOnce, groupsAtOnce, sums, gather, addGroup } = summing;
  for (let first = 0; first < groups.length; first += groupsAtOnce) {
    const these = groups.slice(first, first + groupsAtOnce);
    sums.fill(0, 0, these.length * GROUP_STRIDE);
    for (let k = from; k < to; k += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, to - k);
      gather(pairs, rows, k, count);
      for (let g = 0; g < these.length; g++) addGroup(matrix.words, these[g]! * matrix.rows, g * GROUP_STRIDE, count);
    }
    for (const [g, group] of these.entries()) {
      histogram.set(sums.subarray(g * GROUP_STRIDE, (g + 1) * GROUP_STRIDE), group * GROUP_STRIDE);
    }
  }
}

/** Turns a parent's histogram into that of one child, given the other's. Exact, because the sums are. */
export function subtract(parent: Float64Array, child: Float64Array): void {
  for (let i = 0; i < parent.length; i++) parent[i]! -= child[i]!;
}
