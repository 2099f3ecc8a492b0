import type { Features, TrainingData } from "./learner";

/** The largest finite float32. */
export const FLOAT32_MAX = 3.4028234663852886e38;

/** A model was given features among which one that it uses is not. */
export class MissingFeature extends Error {
  readonly code = "MISSING_FEATURE";
  constructor(kind: "number" | "category", name: string, given: readonly string[]) {
    super(`the model uses the ${kind} feature "${name}", but the features given are: ${given.join(", ") || "none"}`);
  }
}

/** There is nothing to learn from. */
export class NoTrainingRows extends Error {
  readonly code = "NO_TRAINING_ROWS";
  constructor(rows: number) {
    super(`a fit needs at least one row with a weight above 0, got ${rows} row${rows === 1 ? "" : "s"} with none`);
  }
}

/** A feature's value as every learner and graph sees it: the nearest finite float32; NaN, the missing value, stays NaN. */
export function float32(value: number): number {
  const single = Math.fround(value);
  return single === Infinity ? FLOAT32_MAX : single === -Infinity ? -FLOAT32_MAX : single;
}

/** The values of a number feature, length `features.rows`, before `float32`. */
export function numberColumn(features: Features, name: string): Float64Array {
  const column = features.numbers.find((c) => c.name === name);
  if (column === undefined) {
    throw new MissingFeature(
      "number",
      name,
      features.numbers.map((c) => c.name),
    );
  }
  return column.values;
}

/** The values of a category feature, length `features.rows`; the empty text is a missing value, as in the graph. */
export function categoryColumn(features: Features, name: string): readonly (string | null)[] {
  const column = features.categories.find((c) => c.name === name);
  if (column === undefined) {
    throw new MissingFeature(
      "category",
      name,
      features.categories.map((c) => c.name),
    );
  }
  return column.values;
}

/**
 * The rows that count, so that a row of weight 0 is as good as absent.
 * @returns their positions, and their weights (all 1 if the data has none), both of the same length
 * @throws NoTrainingRows if there are none
 */
export function weighted(data: TrainingData): { readonly rows: Uint32Array; readonly weight: Float64Array } {
  const { features, weight } = data;
  const rows = new Uint32Array(features.rows);
  const weights = new Float64Array(features.rows);
  let count = 0;
  for (let i = 0; i < features.rows; i++) {
    const w = weight === undefined ? 1 : weight[i]!;
    if (!(w > 0)) continue;
    rows[count] = i;
    weights[count++] = w;
  }
  if (count === 0) throw new NoTrainingRows(features.rows);
  return { rows: rows.subarray(0, count), weight: weights.subarray(0, count) };
}

/**
 * The categories of a column by how many rows have them, most frequent first, of equal ones the smaller text first.
 * @param rows positions to count
 * @param limit how many to keep at most
 */
export function levelsOf(values: readonly (string | null)[], rows: Uint32Array, limit: number): readonly string[] {
  const counts = new Map<string, number>();
  for (const i of rows) {
    const value = values[i];
    if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([level]) => level);
}
