import { type Confusion, confusion } from "./confusion";
import type { MetricOptions } from "./metric";
import { type ScoreTallies, scoreTallies } from "./score-tallies";
import type { Weighting } from "./weighting";

/**
 * The rows that metrics look at. What several metrics ask for is worked out once for each weighting, and what does not depend on the
 * weights once for all: a thousand resamples are a thousand passes over the rows, and not a thousand for each metric.
 */
export interface JudgedRows {
  /** Length rows; 0 or 1 for classification. */
  readonly label: Float64Array;
  /** Length rows; the probability of class 1, or the predicted value. */
  readonly prediction: Float64Array;
  tallies(weighting: Weighting): ScoreTallies;
  confusion(weighting: Weighting): Confusion;
}

/** Does `prepare` where it is first asked for, and what it gives once for each weighting. */
function perWeighting<T>(prepare: () => (weighting: Weighting) => T): (weighting: Weighting) => T {
  let work: ((weighting: Weighting) => T) | undefined;
  let last: { readonly of: Weighting; readonly value: T } | undefined;
  return (weighting) => {
    if (last?.of !== weighting) {
      work ??= prepare();
      last = { of: weighting, value: work(weighting) };
    }
    return last.value;
  };
}

/** @param label length rows, as the prediction */
export function judgedRows(label: Float64Array, prediction: Float64Array, { threshold }: MetricOptions = { threshold: 0.5 }): JudgedRows {
  return {
    label,
    prediction,
    tallies: perWeighting(() => scoreTallies(label, prediction)),
    confusion: perWeighting(() => confusion(label, prediction, threshold)),
  };
}
