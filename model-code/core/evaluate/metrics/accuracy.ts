import { metric } from "../metric";

/** Share of right answers at the threshold. Says little where one class is rare. NaN without rows. */
export const accuracy = metric({
  name: "accuracy",
  title: "Accuracy",
  tasks: ["binary-classification"],
  better: "higher",
  needs: "decision",
  prepare: (rows) => (weighting) => {
    const { truePositive, trueNegative } = rows.confusion(weighting);
    return (truePositive + trueNegative) / weighting.total;
  },
});
