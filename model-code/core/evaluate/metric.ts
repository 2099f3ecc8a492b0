import type { Task } from "../learners/learner";
import type { MetricName } from "../spec/model-schema";

export interface MetricOptions {
  /** Probability from which the answer is yes; only metrics that need a decision look at it. */
  readonly threshold: number;
}

/**
 * A metric bound to its rows: weights in, value out.
 * @param weight length rows, ≥ 0; left out, every row weighs 1. A weight of 2 is the row twice, 0 is the row left out.
 * @returns NaN where the weighted rows do not determine the metric (its file says when)
 */
export type Weighted = (weight?: Float64Array) => number;

/** One figure that predictions are judged by. A plain object in the table `METRICS`. */
export interface Metric {
  readonly name: MetricName;
  readonly title: string;
  readonly tasks: readonly Task[];
  readonly better: "higher" | "lower";
  /** Whether it judges the predictions as they are or the answers that a threshold makes of them. */
  readonly needs: "score" | "decision";
  /**
   * Does once what does not depend on the weights (sorting, losses a row), so that a thousand resamples are a thousand passes.
   *
   * @param label length rows; 0 or 1 for classification
   * @param prediction length rows; the probability of class 1, or the predicted value
   * @returns NaN for all weights if a label or a prediction is not a finite number
   * @throws RangeError if the lengths differ
   */
  prepare(label: Float64Array, prediction: Float64Array, options?: MetricOptions): Weighted;
  /** `prepare` and the weights in one call; same arguments, same errors. */
  compute(label: Float64Array, prediction: Float64Array, weight?: Float64Array, options?: MetricOptions): number;
}

/** What a metric's file says of itself; rows are finite and of one length when its `prepare` is called. */
export interface MetricDefinition extends Omit<Metric, "prepare" | "compute"> {
  prepare(label: Float64Array, prediction: Float64Array, options: MetricOptions): Weighted;
}

const DEFAULTS: MetricOptions = { threshold: 0.5 };

const undetermined: Weighted = () => Number.NaN;

/** Makes a metric of its definition: the checks that all share, and `compute`. */
export function metric(definition: MetricDefinition): Metric {
  const prepare = (label: Float64Array, prediction: Float64Array, options = DEFAULTS): Weighted => {
    if (label.length !== prediction.length) {
      throw new RangeError(`${definition.name}: ${label.length} labels and ${prediction.length} predictions; give one prediction a label`);
    }
    const finite = label.every(Number.isFinite) && prediction.every(Number.isFinite);
    return finite ? definition.prepare(label, prediction, options) : undetermined;
  };
  return { ...definition, prepare, compute: (label, prediction, weight, options) => prepare(label, prediction, options)(weight) };
}

/** How much better `value` is than `reference`, in the metric's own unit: positive is better whichever way the metric points. */
export const gainOver = (of: Pick<Metric, "better">, value: number, reference: number): number =>
  of.better === "higher" ? value - reference : reference - value;
