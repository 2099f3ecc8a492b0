import { metric } from "../metric";
import { weightedMean } from "../weighted-mean";

/** Root of the mean squared error, in the label's unit. NaN without rows. */
export const rootMeanSquaredError = metric({
  name: "root-mean-squared-error",
  title: "Root mean squared error",
  tasks: ["regression"],
  better: "lower",
  needs: "score",
  prepare(rows) {
    const meanSquare = weightedMean(rows.label.map((y, i) => (rows.prediction[i]! - y) ** 2));
    return (weighting) => Math.sqrt(meanSquare(weighting));
  },
});
