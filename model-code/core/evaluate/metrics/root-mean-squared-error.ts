import { metric } from "../metric";
import { weightedMean } from "../weighted-mean";

/** Root of the mean squared error, in the label's unit. NaN without rows. */
export const rootMeanSquaredError = metric({
  name: "root-mean-squared-error",
  title: "Root mean squared error",
  tasks: ["regression"],
  better: "lower",
  needs: "score",
  prepare(label, prediction) {
    const meanSquare = weightedMean(label.map((y, i) => (prediction[i]! - y) ** 2));
    return (weight) => Math.sqrt(meanSquare(weight));
  },
});
