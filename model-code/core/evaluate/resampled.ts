import type { Weighted } from "./metric";
import { takeValues } from "./slices";
import { everyOnce, weighting } from "./weighting";

/** Figures that look at the same rows. */
export interface FigureGroup {
  /** The rows that the figures were prepared on, as positions among those that are resampled. */
  readonly rows: Int32Array;
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
 * @param weights one array a resample, of the length of what is resampled
 * @param resamples how many they are
 * @returns a list a group, in its order of figures
 */
export function overResamples(
  groups: readonly FigureGroup[],
  weights: Iterable<Float64Array>,
  resamples: number,
): readonly (readonly Resampled[])[] {
  const results = groups.map(({ rows, figures }) => {
    const once = everyOnce(rows.length);
    return { rows, figures: figures.map((figure) => ({ figure, value: figure(once), resampled: new Float64Array(resamples) })) };
  });
  let resample = 0;
  for (const weight of weights) {
    for (const { rows, figures } of results) {
      const drawn = weighting(takeValues(weight, rows));
      for (const { figure, resampled } of figures) resampled[resample] = figure(drawn);
    }
    resample++;
  }
  return results.map(({ figures }) => figures);
}
