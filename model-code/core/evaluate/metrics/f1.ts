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
  prepare: (rows) => (weighting) => {
    const { truePositive, falsePositive, falseNegative } = rows.confusion(weighting);
    return (2 * truePositive) / (2 * truePositive + falsePositive + falseNegative);
  },
});
