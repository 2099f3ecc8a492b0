function neighbour(value: number, up: boolean): number {
  const bits = new Int32Array(1);
  const single = new Float32Array(bits.buffer);
  single[0] = value;
  if (single[0] === 0) {
    bits[0] = 1;
    return up ? single[0]! : -single[0]!;
  }
  bits[0]! += single[0]! > 0 === up ? 1 : -1;
  return single[0]!;
}

/** The next larger float32. @param value a finite float32 */
export const nextAbove = (value: number): number => neighbour(value, true);

/** The next smaller float32. @param value a finite float32 */
export const nextBelow = (value: number): number => neighbour(value, false);
