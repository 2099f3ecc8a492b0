import { metric } from "../metric";
import { weightedMean } from "../weighted-mean";

/** Share of right answers at the threshold. Says little where one class is rare. NaN without rows. */
export const accuracy = metric({
  name: "accuracy",
  title: "Accuracy",
  tasks: ["binary-classification"],
  better: "higher",
  needs: "decision",
  prepare: (label, prediction, { threshold }) => weightedMean(label.map((y, i) => (y >= 0.5 === prediction[i]! >= threshold ? 1 : 0))),
});
