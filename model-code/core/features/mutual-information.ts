const BINS = 10;

/** Bin of each value: deciles for numbers, a bin a text; a missing value has a bin of its own. */
function bins(values: ArrayLike<number | string | null>): Int32Array {
  const list = Array.from(values);
  if (list.some((v) => typeof v === "string")) {
    const codes = new Map<string | number | null, number>();
    return Int32Array.from(list, (v) => {
      const code = codes.get(v) ?? codes.size;
      codes.set(v, code);
      return code;
    });
  }
  const sorted = Float64Array.from(list.filter((v): v is number => typeof v === "number" && !Number.isNaN(v))).sort();
  const edges = Array.from({ length: BINS - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / BINS)]!);
  return Int32Array.from(list, (v) => {
    if (typeof v !== "number" || Number.isNaN(v)) return BINS;
    let bin = 0;
    while (bin < edges.length && v >= edges[bin]!) bin++;
    return bin;
  });
}

/**
 * Mutual information of a feature and the label, both in deciles (a label of few values as it is), in nats, ≥ 0.
 * @see Cover and Thomas, Elements of Information Theory (2006), 2.3
 */
export function mutualInformation(values: ArrayLike<number | string | null>, label: Float64Array): number {
  if (label.length === 0) return 0;
  const x = bins(values);
  const y = new Set(label).size <= BINS ? bins(Array.from(label, String)) : bins(label);
  const joint = new Map<string, number>();
  const px = new Map<number, number>();
  const py = new Map<number, number>();
  for (let i = 0; i < label.length; i++) {
    const key = `${x[i]} ${y[i]}`;
    joint.set(key, (joint.get(key) ?? 0) + 1);
    px.set(x[i]!, (px.get(x[i]!) ?? 0) + 1);
    py.set(y[i]!, (py.get(y[i]!) ?? 0) + 1);
  }
  let information = 0;
  for (const [key, count] of joint) {
    const [a, b] = key.split(" ").map(Number) as [number, number];
    information += (count / label.length) * Math.log((count * label.length) / (px.get(a)! * py.get(b)!));
  }
  return Math.max(0, information);
}
