/**
 * Gradients rounded to multiples of a power of two, so fine that they keep their meaning and so coarse that a double holds the
 * sum of all rows exactly. Sums then do not depend on the order of the rows, and what is left of a histogram when another is
 * taken from it is exact.
 *
 * Of a row's pair, the first is the gradient and the second is `unit` + hessian: in a sum of seconds, the multiple of the unit
 * is the number of rows and the remainder the sum of the hessians. One addition thus does for both. With n rows a hessian keeps
 * 52 − 2·log₂ n bits: 18 for 100,000 rows, 12 for a million.
 */
export interface ExactSums {
  /** Adding and then taking away this rounds a gradient. */
  readonly gradientRounding: number;
  /** The same for a hessian; none is rounded to 0, that every row has one. */
  readonly hessianRounding: number;
  readonly leastHessian: number;
  /** A power of two, more than twice any sum of hessians. */
  readonly unit: number;
}

/** The hessians in a sum of seconds: what is above the nearest multiple of the unit. */
export function hessianOf(sum: number, unit: number): number {
  const rounding = 1.5 * 2 ** 52 * unit;
  return sum - (sum + rounding - rounding);
}

/**
 * @param rows            how many there are, 1 to 2²²
 * @param largestGradient bound of |gradient|
 * @param largestHessian  bound of the hessian, > 0
 */
export function exactSums(rows: number, largestGradient: number, largestHessian: number): ExactSums {
  const bits = Math.ceil(Math.log2(rows + 1));
  const exponent = (x: number) => Math.ceil(Math.log2(Math.max(x, 2 ** -900)));
  const unit = 2 ** (exponent(largestHessian) + bits + 1);
  const leastHessian = unit * 2 ** (bits - 53);
  const gradientStep = 2 ** (exponent(largestGradient) + bits - 52);
  return { gradientRounding: 1.5 * 2 ** 52 * gradientStep, hessianRounding: 1.5 * 2 ** 52 * leastHessian, leastHessian, unit };
}
