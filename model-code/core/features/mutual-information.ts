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
 * Mutual information of a feature and the label, both in deciles (a label of few values as it is), in nats, ≥ 0, as a function of the
 * feature: the label is put in its bins once.
 * @see Cover and Thomas, Elements of Information Theory (2006), 2.3
 */
export function informationAbout(label: Float64Array): (values: ArrayLike<number | string | null>) => number {
  const rows = label.length;
  const y = new Set(label).size <= BINS ? bins(Array.from(label, String)) : bins(label);
  const width = y.reduce((most, bin) => Math.max(most, bin), 0) + 1;
  const py = new Float64Array(width);
  for (let i = 0; i < rows; i++) py[y[i]!]!++;
  return (values) => {
    if (rows === 0) return 0;
    const x = bins(values);
    const height = x.reduce((most, bin) => Math.max(most, bin), 0) + 1;
    const px = new Float64Array(height);
    const joint = new Float64Array(height * width);
    const cells: number[] = [];
    for (let i = 0; i < rows; i++) {
      px[x[i]!]!++;
      const cell = x[i]! * width + y[i]!;
      if (joint[cell]!++ === 0) cells.push(cell);
    }
    let information = 0;
    for (const cell of cells) {
      const count = joint[cell]!;
      information += (count / rows) * Math.log((count * rows) / (px[Math.floor(cell / width)]! * py[cell % width]!));
    }
    return Math.max(0, information);
  };
}
