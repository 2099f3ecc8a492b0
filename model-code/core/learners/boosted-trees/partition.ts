import type { BinnedMatrix } from "./binning";

/** Parts some rows at a time, in arrays of its own for the same reason as a histogram is summed in such: see `summing` there. */
const parting = (() => {
  const rowsAtOnce = 1024;
  const here = new Uint32Array(rowsAtOnce);
  const toLeft = new Uint32Array(rowsAtOnce);
  const toRight = new Uint32Array(rowsAtOnce);
  const goesLeft = new Uint8Array(256);

  /** Every row is written to both sides and the end of one side moves: there is no branch to guess. */
  function part(words: Uint32Array, start: number, shift: number, count: number): number {
    let left = 0;
    let right = 0;
    for (let k = 0; k < count; k++) {
      const row = here[k]!;
      const isLeft = goesLeft[(words[start + row]! >>> shift) & 255]!;
      toLeft[left] = row;
      toRight[right] = row;
      left += isLeft;
      right += 1 - isLeft;
    }
    return left;
  }
  return { rowsAtOnce, here, toLeft, toRight, goesLeft, part };
})();

/**
 * Brings the rows that go left before those that go right, both in the order they were in.
 * @param rows     positions from … to − 1 are rearranged
 * @param goesLeft one entry a bin, 1 for left
 * @param room     scratch, at least to − from long
 * @returns the position at which those that go right begin
 */
export function partition(
  matrix: BinnedMatrix,
  feature: number,
  goesLeft: Uint8Array,
  rows: Uint32Array,
  from: number,
  to: number,
  room: Uint32Array,
): number {
  const { rowsAtOnce, here, toLeft, toRight, part } = parting;
  const start = (feature >>> 2) * matrix.rows;
  const shift = (feature & 3) * 8;
  parting.goesLeft.set(goesLeft);
  let left = from;
  let right = 0;
  for (let k = from; k < to; k += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, to - k);
    here.set(rows.subarray(k, k + count));
    const toTheLeft = part(matrix.words, start, shift, count);
    rows.set(toLeft.subarray(0, toTheLeft), left);
    room.set(toRight.subarray(0, count - toTheLeft), right);
    left += toTheLeft;
    right += count - toTheLeft;
  }
  rows.set(room.subarray(0, right), left);
  return left;
}
