/** Ranks with ties averaged, 1 to n. A typed array sorts without a comparison function, which is many times as fast. */
function ranks(values: Float64Array): Float64Array {
  const sorted = Float64Array.from(values).sort();
  const rankOf = new Map<number, number>();
  for (let i = 0; i < sorted.length; ) {
    let j = i;
    while (j < sorted.length && sorted[j] === sorted[i]) j++;
    rankOf.set(sorted[i]!, (i + j + 1) / 2);
    i = j;
  }
  return values.map((v) => rankOf.get(v)!);
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
