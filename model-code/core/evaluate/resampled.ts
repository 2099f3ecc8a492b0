import type { Weighted } from "./metric";
import { takeValues } from "./slices";

/** Figures that look at the same rows. */
export interface FigureGroup {
  /** The rows that the figures were prepared on, as positions among those that are resampled. @default all of them, in order */
  readonly rows?: Int32Array;
  readonly figures: readonly Weighted[];
}

/** A figure on the rows as they are, and on each resample. */
export interface Resampled {
  readonly value: number;
  readonly resampled: Float64Array;
}

/**
 * Computes all figures in one pass over the resamples, so that whatever is compared is compared on the same ones.
 *
 * @param weights one array a resample, length rows
 * @param resamples how many they are
 * @returns a list a group, in its order of figures
 */
export function overResamples(
  groups: readonly FigureGroup[],
  weights: Iterable<Float64Array>,
  resamples: number,
): readonly (readonly Resampled[])[] {
  const results = groups.map((group) => group.figures.map((f) => ({ value: f(), resampled: new Float64Array(resamples) })));
  let resample = 0;
  for (const weight of weights) {
    for (const [g, { rows, figures }] of groups.entries()) {
      const of = rows === undefined ? weight : takeValues(weight, rows);
      for (const [f, figure] of figures.entries()) results[g]![f]!.resampled[resample] = figure(of);
    }
    resample++;
  }
  return results;
}
