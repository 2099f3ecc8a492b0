import { confusion } from "../confusion";
import { metric } from "../metric";

/**
 * Harmonic mean of precision and recall, 2·TP / (2·TP + FP + FN). NaN if nothing is class 1 and no answer is yes.
 * @see van Rijsbergen, Information Retrieval (1979), ch. 7
 */
export const f1 = metric({
  name: "f1",
  title: "F1",
  tasks: ["binary-classification"],
  better: "higher",
  needs: "decision",
  prepare(label, prediction, options) {
    const counts = confusion(label, prediction, options);
    return (weight) => {
      const { truePositive, falsePositive, falseNegative } = counts(weight);
      return (2 * truePositive) / (2 * truePositive + falsePositive + falseNegative);
    };
  },
});
