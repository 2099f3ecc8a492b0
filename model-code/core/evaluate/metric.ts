import type { Task } from "../learners/learner";
import type { MetricName } from "../spec/model-schema";
import { type JudgedRows, judgedRows } from "./judged-rows";
import { everyOnce, type Weighting, weighting } from "./weighting";

export interface MetricOptions {
  /** Probability from which the answer is yes; only metrics that need a decision look at it. */
  readonly threshold: number;
}

/** A metric bound to its rows. @returns NaN where the weighted rows do not determine the metric (its file says when) */
export type Weighted = (weighting: Weighting) => number;

/** One figure that predictions are judged by. A plain object in the table `METRICS`. */
export interface Metric {
  readonly name: MetricName;
  readonly title: string;
  readonly tasks: readonly Task[];
  readonly better: "higher" | "lower";
  /** Whether it judges the predictions as they are or the answers that a threshold makes of them. */
  readonly needs: "score" | "decision";
  /**
   * Binds it to rows that other metrics may be bound to as well, which is faster than rows for each of them. Does once what does not
   * depend on the weights.
   * @returns NaN for all weights if a label or a prediction is not a finite number
   * @throws RangeError if there is not one prediction a label
   */
  prepare(rows: JudgedRows): Weighted;
  /** `prepare` on rows of its own, and the weights, in one call; same errors. @param weight length rows. @default every row weighs 1 */
  compute(label: Float64Array, prediction: Float64Array, weight?: Float64Array, options?: MetricOptions): number;
}

/** What a metric's file says of itself; the rows are finite when its `prepare` is called. */
export type MetricDefinition = Omit<Metric, "compute">;

const undetermined: Weighted = () => Number.NaN;

/** Makes a metric of its definition: the checks that all share, and `compute`. */
export function metric(definition: MetricDefinition): Metric {
  const prepare = (rows: JudgedRows): Weighted => {
    const { label, prediction } = rows;
    if (label.length !== prediction.length) {
      throw new RangeError(`${definition.name}: ${label.length} labels and ${prediction.length} predictions; give one prediction a label`);
    }
    if (!label.every(Number.isFinite) || !prediction.every(Number.isFinite)) return undetermined;
    return definition.prepare(rows);
  };
  return {
    ...definition,
    prepare,
    compute: (label, prediction, weight, options) =>
      prepare(judgedRows(label, prediction, options))(weight === undefined ? everyOnce(label.length) : weighting(weight)),
  };
}

/** How much better `value` is than `reference`, in the metric's own unit: positive is better whichever way the metric points. */
export const gainOver = (of: Pick<Metric, "better">, value: number, reference: number): number =>
  of.better === "higher" ? value - reference : reference - value;
