import type { Metric } from "../evaluate/metric";
import type { Params } from "../learners/learner";

export interface RungScore {
  /** 0 is the first. */
  readonly rung: number;
  /** Positions of the folds that the mean is over. */
  readonly folds: readonly number[];
  /** Mean of the metric over them; null if one did not determine it. */
  readonly mean: number | null;
}

export interface Trial {
  /** Position among the points. */
  readonly trial: number;
  readonly point: Params;
  /** One a rung that the trial took part in. */
  readonly rungs: readonly RungScore[];
  /** The metric by fold; null where the trial was not evaluated, or the metric not determined. */
  readonly folds: readonly (number | null)[];
}

export interface SearchResult {
  /** In the order of the points. */
  readonly trials: readonly Trial[];
  /** The best of those that were evaluated on all folds. */
  readonly best: Trial;
}

export interface HalvingOptions {
  /** At least one, usually from `drawPoints`. */
  readonly points: readonly Params[];
  /** How many folds there are, in time order. */
  readonly folds: number;
  readonly metric: Pick<Metric, "better">;
  /** One in so many goes on to the next rung. @default 3 */
  readonly reduction?: number;
  /**
   * Trains and judges a point.
   * @param folds positions of folds on which this point was not evaluated yet
   * @returns the metric on each of them, in their order
   */
  evaluate(point: Params, folds: readonly number[]): Promise<readonly number[]>;
}

/**
 * How many folds each rung uses: all in the last, a `reduction`-th of the next in each before it. No rung is made for so few trials
 * that a single one would be left.
 */
function rungsOf(folds: number, trials: number, reduction: number): readonly number[] {
  const rungs = [folds];
  for (let left = trials; left > reduction && rungs[0]! > 1; left = Math.ceil(left / reduction)) {
    rungs.unshift(Math.max(1, Math.floor(rungs[0]! / reduction)));
  }
  return rungs;
}

/**
 * Successive halving over walk-forward folds: all points are judged on few folds, the best part of them on more, and so on until the
 * rest is judged on all. The newest folds come first: they train on the most, as the final fit does. A fold is never evaluated twice
 * for a point. One evaluation runs at a time, in the order of the points, and a tie goes to the earlier point.
 *
 * @throws RangeError if there is no point, `reduction` is below 2, or `evaluate` does not give one figure a fold
 * @see Jamieson and Talwalkar, Non-stochastic Best Arm Identification and Hyperparameter Optimization (2016)
 */
export async function successiveHalving(options: HalvingOptions): Promise<SearchResult> {
  const { points, folds, metric, reduction = 3, evaluate } = options;
  if (points.length === 0) throw new RangeError("a search needs at least one point");
  if (!(reduction >= 2)) throw new RangeError(`a rung can keep one in 2 or more, got ${reduction}`);
  const trials = points.map((point, trial) => ({
    trial,
    point,
    rungs: [] as RungScore[],
    folds: Array.from({ length: folds }, (): number | null => null),
  }));
  const sign = metric.better === "higher" ? 1 : -1;
  const worth = (trial: Trial): number => {
    const mean = trial.rungs[trial.rungs.length - 1]!.mean;
    return mean === null ? -Infinity : sign * mean;
  };
  const rungs = rungsOf(folds, points.length, reduction);
  let left = trials;
  for (const [rung, count] of rungs.entries()) {
    const used = Array.from({ length: count }, (_, i) => folds - count + i);
    const before = rungs[rung - 1] ?? 0;
    const fresh = used.slice(0, count - before);
    for (const trial of left) {
      const figures = await evaluate(trial.point, fresh);
      if (figures.length !== fresh.length) throw new RangeError(`${fresh.length} folds were asked for, ${figures.length} figures came`);
      for (const [i, fold] of fresh.entries()) trial.folds[fold] = Number.isFinite(figures[i]) ? figures[i]! : null;
      const mean = used.reduce((sum, fold) => sum + (trial.folds[fold] ?? Number.NaN), 0) / count;
      trial.rungs.push({ rung, folds: used, mean: Number.isFinite(mean) ? mean : null });
    }
    const ranked = [...left].sort((a, b) => (worth(a) === worth(b) ? a.trial - b.trial : worth(b) - worth(a)));
    left = rung === rungs.length - 1 ? ranked.slice(0, 1) : ranked.slice(0, Math.ceil(left.length / reduction));
  }
  return { trials, best: left[0]! };
}
