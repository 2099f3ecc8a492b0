import { float32 } from "../learners/columns";
import type { Features } from "../learners/learner";
import { nextAbove } from "./float32-neighbours";
import type { DriftThresholds } from "./thresholds";

/**
 * A number's distribution: bins [−∞, e₀), [e₀, e₁), …, [eₖ, ∞) and the share of rows in each; missing rows apart. The first and the
 * last bin of a profile made here are empty: they lie outside of all values seen.
 */
export interface NumberProfile {
  readonly name: string;
  readonly edges: readonly number[];
  /** Length `edges.length + 1`; with `missingShare` they sum to 1. */
  readonly shares: readonly number[];
  readonly missingShare: number;
  readonly min: number | null;
  readonly max: number | null;
}

export interface CategoryProfile {
  readonly name: string;
  readonly shares: Readonly<Record<string, number>>;
  readonly missingShare: number;
}

/** What the model's inputs and answers looked like when it was made: what drift is measured against. */
export interface ReferenceProfile {
  readonly rows: number;
  readonly numbers: readonly NumberProfile[];
  readonly categories: readonly CategoryProfile[];
  readonly prediction: NumberProfile;
  /** @default what is customary, `DEFAULT_THRESHOLD` */
  readonly thresholds?: DriftThresholds;
}

/** Bins of equal mass between the smallest and the largest value. */
const BINS = 10;

/** Edges of bins of about equal mass, a value that many rows share being one edge, and of a bin below and one above all values. */
function edgesOf(sorted: Float32Array): readonly number[] {
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return [];
  const quantiles = Array.from({ length: BINS - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / BINS)]!);
  return [...new Set([first, ...quantiles, nextAbove(last)])];
}

/**
 * Profile of a number; its bins are of float32 values, which is what a graph sees.
 * @param values finite; NaN is missing
 */
export function profileNumber(name: string, values: Float64Array): NumberProfile {
  const present = values.filter((v) => !Number.isNaN(v)).sort();
  const singles = Float32Array.from(present, float32);
  const edges = edgesOf(singles);
  const counts = new Array<number>(edges.length + 1).fill(0);
  let bin = 0;
  for (const value of singles) {
    while (bin < edges.length && value >= edges[bin]!) bin++;
    counts[bin]!++;
  }
  const rows = Math.max(1, values.length);
  return {
    name,
    edges,
    shares: counts.map((c) => c / rows),
    missingShare: (values.length - present.length) / rows,
    min: present[0] ?? null,
    max: present.at(-1) ?? null,
  };
}

/** Profile of a category. @param values null and the empty text are missing */
function profileCategory(name: string, values: readonly (string | null)[]): CategoryProfile {
  const counts = new Map<string, number>();
  for (const v of values) if (v) counts.set(v, (counts.get(v) ?? 0) + 1);
  const rows = Math.max(1, values.length);
  const present = [...counts.values()].reduce((a, b) => a + b, 0);
  return {
    name,
    shares: Object.fromEntries([...counts].sort().map(([level, n]) => [level, n / rows])),
    missingShare: (values.length - present) / rows,
  };
}

/**
 * Profiles the features of the rows that a model was trained on, and its answers on rows that it was not.
 * @param prediction any length
 */
export const profileOf = (features: Features, prediction: Float64Array): ReferenceProfile => ({
  rows: features.rows,
  numbers: features.numbers.map((c) => profileNumber(c.name, c.values)),
  categories: features.categories.map((c) => profileCategory(c.name, c.values)),
  prediction: profileNumber("prediction", prediction),
});
