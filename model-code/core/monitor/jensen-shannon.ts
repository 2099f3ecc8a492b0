import { sameBins } from "./same-bins";

const { log2 } = Math;

/**
 * Jensen–Shannon divergence between two binned samples, with logarithms to base 2. Its square root is the distance that others, such
 * as SciPy's `jensenshannon`, give.
 *
 * @param expected share per bin of the reference, length k, sums to 1
 * @param actual   share per bin of the window, same bins, length k, sums to 1
 * @returns in bits: 0 for equal shares, 1 for shares that have no bin in common
 * @throws RangeError if the lengths differ or are 0
 * @see Lin, Divergence Measures Based on the Shannon Entropy (1991)
 */
export function jensenShannonDivergence(expected: Float64Array, actual: Float64Array): number {
  sameBins(expected, actual);
  let sum = 0;
  for (let i = 0; i < expected.length; i++) {
    const e = expected[i]!;
    const a = actual[i]!;
    const middle = (e + a) / 2;
    if (e > 0) sum += e * log2(e / middle);
    if (a > 0) sum += a * log2(a / middle);
  }
  return Math.min(1, Math.max(0, sum / 2));
}
