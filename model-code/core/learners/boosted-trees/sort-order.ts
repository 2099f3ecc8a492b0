/** Digits of 11 bits: three of them make a float32. */
const DIGIT = 2048;
const SHIFTS = [0, 11, 22];

/**
 * The order that sorts float32 values, by a radix sort that is several times as fast as sorting with a comparison.
 * @param values no NaN, which has no place in an order; zeros of either sign are equal
 * @param positions which of the values to sort; equal ones stay in the order that they have here
 * @returns the positions, ascending by value
 */
export function sortOrder(values: Float32Array, positions: Uint32Array): Uint32Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const count = positions.length;
  let keys = new Uint32Array(count);
  let order = Uint32Array.from(positions);
  for (let k = 0; k < count; k++) {
    const b = values[positions[k]!] === 0 ? 0 : bits[positions[k]!]!;
    keys[k] = b >>> 31 === 1 ? ~b : b | 0x80000000;
  }
  let nextKeys = new Uint32Array(count);
  let nextOrder = new Uint32Array(count);
  for (const shift of SHIFTS) {
    const begins = new Uint32Array(DIGIT + 1);
    for (let k = 0; k < count; k++) begins[((keys[k]! >>> shift) & (DIGIT - 1)) + 1]!++;
    for (let d = 1; d <= DIGIT; d++) begins[d]! += begins[d - 1]!;
    for (let k = 0; k < count; k++) {
      const at = begins[(keys[k]! >>> shift) & (DIGIT - 1)]!++;
      nextKeys[at] = keys[k]!;
      nextOrder[at] = order[k]!;
    }
    [keys, nextKeys] = [nextKeys, keys];
    [order, nextOrder] = [nextOrder, order];
  }
  return order;
}
