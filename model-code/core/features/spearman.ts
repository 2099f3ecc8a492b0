/** Ranks with ties averaged, 1 to n. */
function ranks(values: Float64Array): Float64Array {
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const result = new Float64Array(values.length);
  for (let i = 0; i < order.length; ) {
    let j = i;
    while (j < order.length && values[order[j]!] === values[order[i]!]) j++;
    for (let k = i; k < j; k++) result[order[k]!] = (i + j + 1) / 2;
    i = j;
  }
  return result;
}

/**
 * Spearman's rank correlation over the rows where both are there, −1 to 1; 0 if either does not vary.
 * @see Spearman, The Proof and Measurement of Association between Two Things (1904)
 */
export function spearman(a: Float64Array, b: Float64Array): number {
  const both: number[] = [];
  for (let i = 0; i < a.length; i++) if (!Number.isNaN(a[i]!) && !Number.isNaN(b[i]!)) both.push(i);
  const x = ranks(Float64Array.from(both, (i) => a[i]!));
  const y = ranks(Float64Array.from(both, (i) => b[i]!));
  const mean = (both.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i]! - mean, y[i]! - mean];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}
