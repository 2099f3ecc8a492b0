import { sameBins } from "./same-bins";

/** What an empty bin counts as: the logarithm of nothing is not defined. */
const FLOOR = 1e-4;
const { log } = Math;

/**
 * Population stability index between two binned samples: the symmetric Kullback–Leibler divergence, in nats.
 *
 * @param expected share per bin of the reference, length k, sums to 1
 * @param actual   share per bin of the window, same bins, length k, sums to 1
 * @returns Σ (aᵢ − eᵢ) · ln(aᵢ / eᵢ), ≥ 0; an empty bin counts as 0.0001
 * @throws RangeError if the lengths differ or are 0
 * @see Siddiqi, Credit Risk Scorecards (2006), ch. 7; Jeffreys, An Invariant Form for the Prior Probability (1946)
 */
export function populationStabilityIndex(expected: Float64Array, actual: Float64Array): number {
  sameBins(expected, actual);
  let psi = 0;
  for (let i = 0; i < expected.length; i++) {
    const e = expected[i]! > FLOOR ? expected[i]! : FLOOR;
    const a = actual[i]! > FLOOR ? actual[i]! : FLOOR;
    psi += (a - e) * log(a / e);
  }
  return psi;
}
