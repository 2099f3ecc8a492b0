import { metric } from "../metric";

/** Share of the yes answers that are right. NaN if no answer is yes: a model that never says yes has no precision, not a bad one. */
export const precision = metric({
  name: "precision",
  title: "Precision",
  tasks: ["binary-classification"],
  better: "higher",
  needs: "decision",
  prepare: (rows) => (weighting) => {
    const { truePositive, falsePositive } = rows.confusion(weighting);
    return truePositive / (truePositive + falsePositive);
  },
});
