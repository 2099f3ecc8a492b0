import { metric } from "../metric";
import { weightedMean } from "../weighted-mean";

/** Mean absolute error, in the label's unit. NaN without rows. */
export const meanAbsoluteError = metric({
  name: "mean-absolute-error",
  title: "Mean absolute error",
  tasks: ["regression"],
  better: "lower",
  needs: "score",
  prepare: (rows) => weightedMean(rows.label.map((y, i) => Math.abs(rows.prediction[i]! - y))),
});
