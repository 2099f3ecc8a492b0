/** @throws RangeError if two binned samples do not have the same bins, or none */
export function sameBins(expected: Float64Array, actual: Float64Array): void {
  if (expected.length === 0 || expected.length !== actual.length)
    throw new RangeError(`expected two samples in the same bins, one at least, got ${expected.length} and ${actual.length} bins`);
}
