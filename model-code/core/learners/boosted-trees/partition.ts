import type { BinnedMatrix } from "./binning";

/**
 * Brings the rows that go left before those that go right, both in the order they were in.
 * @param rows    positions from … to − 1 are rearranged
 * @param goesLeft one entry a bin, 1 for left
 * @param room    scratch, at least to − from long
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
  const { words } = matrix;
  const start = (feature >>> 2) * matrix.rows;
  const shift = (feature & 3) * 8;
  let left = from;
  let right = 0;
  for (let k = from; k < to; k++) {
    const row = rows[k]!;
    const isLeft = goesLeft[(words[start + row]! >>> shift) & 255]!;
    rows[left] = row;
    room[right] = row;
    left += isLeft;
    right += 1 - isLeft;
  }
  rows.set(room.subarray(0, right), left);
  return left;
}
