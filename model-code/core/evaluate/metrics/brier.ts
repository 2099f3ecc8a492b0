import { metric } from "../metric";
import { weightedMean } from "../weighted-mean";

/**
 * Mean squared difference between probability and outcome, 0 to 1. Defined with one class too.
 * @see Brier, Verification of Forecasts Expressed in Terms of Probability (1950)
 */
export const brier = metric({
  name: "brier",
  title: "Brier score",
  tasks: ["binary-classification"],
  better: "lower",
  needs: "score",
  prepare: (rows) => weightedMean(rows.label.map((y, i) => (rows.prediction[i]! - y) ** 2)),
});
