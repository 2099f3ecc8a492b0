import { confusion } from "../confusion";
import { metric } from "../metric";

/** Share of the yes answers that are right. NaN if no answer is yes: a model that never says yes has no precision, not a bad one. */
export const precision = metric({
  name: "precision",
  title: "Precision",
  tasks: ["binary-classification"],
  better: "higher",
  needs: "decision",
  prepare(label, prediction, options) {
    const counts = confusion(label, prediction, options);
    return (weight) => {
      const { truePositive, falsePositive } = counts(weight);
      return truePositive / (truePositive + falsePositive);
    };
  },
});
