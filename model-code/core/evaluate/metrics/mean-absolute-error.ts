import { metric } from "../metric";
import { weightedMean } from "../weighted-mean";

/** Mean absolute error, in the label's unit. NaN without rows. */
export const meanAbsoluteError = metric({
  name: "mean-absolute-error",
  title: "Mean absolute error",
  tasks: ["regression"],
  better: "lower",
  needs: "score",
  prepare: (label, prediction) => weightedMean(label.map((y, i) => Math.abs(prediction[i]! - y))),
});
