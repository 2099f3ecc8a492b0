import { nextBelow } from "./float32-neighbours";
import type { CategoryProfile, NumberProfile } from "./reference-profile";

/** The bins that a column's drift is measured in, fixed by its reference profile. */
export interface Bins {
  readonly labels: readonly string[];
  /** How many of them, the first, are in order; 0 for categories. */
  readonly ordered: number;
  /** The reference's share per bin. */
  readonly expected: Float64Array;
}

/** A level with a smaller share in the reference has no bin of its own: too few rows of a window would be in it. */
const RARE = 0.01;

const short = (edge: number) => String(Number(edge.toPrecision(4)));

/** The profile's bins, and one for missing rows. */
export function numberBins({ edges, shares, missingShare }: NumberProfile): Bins {
  const labels = Array.from({ length: edges.length + 1 }, (_, i) => {
    if (edges.length === 0) return "any";
    if (i === 0) return `< ${short(edges[0]!)}`;
    return i === edges.length ? `≥ ${short(edges[i - 1]!)}` : `${short(edges[i - 1]!)} to ${short(edges[i]!)}`;
  });
  return { labels: [...labels, "missing"], ordered: labels.length, expected: Float64Array.of(...shares, missingShare) };
}

/** A bin for each frequent level, by rising name, and one each for rare levels, unseen ones and missing rows. */
export function categoryBins({ shares, missingShare }: CategoryProfile): Bins & { readonly levels: readonly string[] } {
  const levels = Object.keys(shares)
    .filter((level) => shares[level]! >= RARE)
    .sort();
  const frequent = levels.map((level) => shares[level]!);
  const rare = Object.values(shares)
    .filter((share) => share < RARE)
    .reduce((a, b) => a + b, 0);
  return {
    levels,
    labels: [...levels, "rare", "unseen", "missing"],
    ordered: 0,
    expected: Float64Array.of(...frequent, rare, 0, missingShare),
  };
}

const CELLS = 256;
const LEAST = Number.NEGATIVE_INFINITY;
const { fround, trunc } = Math;

/**
 * Finds the cell of a value between two edges; −1 is below, CELLS at or above. It only grows with the value, so that the edges of
 * earlier cells are surely smaller.
 */
function grid(first: number, last: number) {
  const scale = last > first ? CELLS / (last - first) : 0;
  return (value: number): number => (value < first ? -1 : value < last ? trunc((value - first) * scale) : CELLS);
}

/**
 * The bin of each value as a float32; one that equals an edge lies above it. A grid of even cells between the edges tells how many
 * edges lie below a cell, so that few are left to compare: that is several times as fast as a binary search, whose steps a processor
 * cannot foresee.
 * @param values NaN is missing: bin `edges.length + 1`
 */
export function binNumbers(edges: ArrayLike<number>, values: Float64Array): Int32Array {
  const bounds = Float64Array.from(edges);
  const count = bounds.length;
  const bins = new Int32Array(values.length);
  // the outermost edges may lie far out: they would leave the others one cell
  const margin = count >= 4 ? 1 : 0;
  const cellOf = grid(bounds[margin] ?? 0, bounds[count - 1 - margin] ?? 0);
  // entry c + 1: edges in cells before c
  const below = new Int32Array(CELLS + 2);
  for (const edge of bounds) below.fill(below.at(-1)! + 1, cellOf(edge) + 2);
  for (let i = 0; i < values.length; i++) {
    const value = fround(values[i]!);
    let bin = below[cellOf(value) + 1]!;
    while (bin < count && value >= bounds[bin]!) bin++;
    bins[i] = value >= LEAST ? bin : count + 1;
  }
  return bins;
}

/**
 * A number that tells no more of a value than its bin, in which it lies: the bin's lower edge, or what is just below the lowest.
 * @returns null where the profile has no edges, as of a number that was always missing
 */
export function standIn({ edges }: Pick<NumberProfile, "edges">, value: number): number | null {
  if (edges.length === 0) return null;
  const bin = binNumbers(edges, Float64Array.of(value))[0]!;
  return bin === 0 ? nextBelow(edges[0]!) : edges[bin - 1]!;
}

/** The bin of each value by `categoryBins`; null and the empty text are missing, as they are to a model. */
export function binCategories(profile: CategoryProfile, values: readonly (string | null)[]): Int32Array {
  const { levels } = categoryBins(profile);
  const rare = levels.length;
  const binOf = new Map(Object.keys(profile.shares).map((level) => [level, rare]));
  for (const [bin, level] of levels.entries()) binOf.set(level, bin);
  return Int32Array.from(values, (value) => (value ? (binOf.get(value) ?? rare + 1) : rare + 2));
}

/** Rows per bin, as shares that sum to 1; all 0 without rows. */
export function sharesOf(bins: Int32Array, count: number): Float64Array {
  const rows = new Float64Array(count);
  for (let i = 0; i < bins.length; i++) rows[bins[i]!]!++;
  return rows.map((n) => n / Math.max(1, bins.length));
}
