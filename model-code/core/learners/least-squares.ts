/** A pivot below this share of its diagonal entry says that the column is a combination of those before it. */
const ALIASED = 1e-11;

/**
 * The normal equations of weighted least squares, XᵀWX and XᵀWr. Zeros in X are skipped, so that one-hot columns cost little.
 * @param matrix n × width, row by row
 * @param weight length n, ≥ 0
 * @param residual length n, already weighted
 * @returns the lower triangle of XᵀWX (width × width, row by row), and Xᵀ·residual
 */
export function normalEquations(
  matrix: Float64Array,
  width: number,
  weight: Float64Array,
  residual: Float64Array,
): { readonly gram: Float64Array; readonly moment: Float64Array } {
  const gram = new Float64Array(width * width);
  const moment = new Float64Array(width);
  for (let row = 0, at = 0; row < weight.length; row++, at += width) {
    for (let i = 0; i < width; i++) {
      const x = matrix[at + i]!;
      if (x === 0) continue;
      moment[i]! += x * residual[row]!;
      const wx = weight[row]! * x;
      for (let j = 0; j <= i; j++) gram[i * width + j]! += wx * matrix[at + j]!;
    }
  }
  return { gram, moment };
}

/**
 * Solves A·x = b by Cholesky's decomposition. A column that depends on those before it gets the solution 0, as R's `lm` leaves
 * out an aliased one, so that the answer is defined without a penalty too.
 * @param a lower triangle of a positive semidefinite matrix, n × n row by row; is overwritten
 * @param b length n
 */
export function solveSymmetric(a: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = Float64Array.from(b);
  const aliased = new Uint8Array(n);
  for (let j = 0; j < n; j++) {
    const diagonal = a[j * n + j]!;
    let pivot = diagonal;
    for (let k = 0; k < j; k++) pivot -= a[j * n + k]! ** 2;
    if (!(pivot > ALIASED * diagonal)) {
      aliased[j] = 1;
      x[j] = 0;
      for (let i = j; i < n; i++) a[i * n + j] = 0;
      continue;
    }
    const root = Math.sqrt(pivot);
    a[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
      a[i * n + j] = sum / root;
    }
    let sum = x[j]!;
    for (let k = 0; k < j; k++) sum -= a[j * n + k]! * x[k]!;
    x[j] = sum / root;
  }
  for (let j = n - 1; j >= 0; j--) {
    if (aliased[j]) continue;
    let sum = x[j]!;
    for (let i = j + 1; i < n; i++) sum -= a[i * n + j]! * x[i]!;
    x[j] = sum / a[j * n + j]!;
  }
  return x;
}
