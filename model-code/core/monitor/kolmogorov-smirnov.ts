import { sameBins } from "./same-bins";

/**
 * Two-sample Kolmogorov–Smirnov statistic on fixed bins: the largest distance between the two distribution functions at the bins'
 * edges. That of the samples themselves is never smaller, and equal where every value is an edge.
 *
 * @param expected share per bin of the reference in the order of the bins, length k; need not sum to 1, as what is missing has no order
 * @param actual   share per bin of the window, same bins, length k
 * @returns 0 to 1; 0 if either has no row in these bins, which is for the share of missing rows to tell
 * @throws RangeError if the lengths differ or are 0
 * @see Smirnov, Table for Estimating the Goodness of Fit of Empirical Distributions (1948)
 */
export function kolmogorovSmirnov(expected: Float64Array, actual: Float64Array): number {
  sameBins(expected, actual);
  let ofExpected = 0;
  let ofActual = 0;
  for (let i = 0; i < expected.length; i++) {
    ofExpected += expected[i]!;
    ofActual += actual[i]!;
  }
  if (ofExpected === 0 || ofActual === 0) return 0;
  let below = 0;
  let belowActual = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    below += expected[i]!;
    belowActual += actual[i]!;
    const apart = below / ofExpected - belowActual / ofActual;
    if (apart > largest) largest = apart;
    else if (-apart > largest) largest = -apart;
  }
  return largest > 1 ? 1 : largest;
}
