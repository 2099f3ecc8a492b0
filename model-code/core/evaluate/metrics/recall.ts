import { metric } from "../metric";

/** Share of the rows of class 1 that are answered yes. NaN without a row of class 1. */
export const recall = metric({
  name: "recall",
  title: "Recall",
  tasks: ["binary-classification"],
  better: "higher",
  needs: "decision",
  prepare: (rows) => (weighting) => {
    const { truePositive, falseNegative } = rows.confusion(weighting);
    return truePositive / (truePositive + falseNegative);
  },
});
