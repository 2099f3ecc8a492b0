import { metric } from "../metric";
import { rankByPrediction } from "../ranked";

/**
 * Area under the receiver operating characteristic: the probability that a row of class 1 is scored higher than one of class 0, a tie
 * counting half (the Mann-Whitney statistic divided by its largest value). NaN with one class only.
 * @see Fawcett, An Introduction to ROC Analysis (2006)
 */
export const auc = metric({
  name: "auc",
  title: "AUC",
  tasks: ["binary-classification"],
  better: "higher",
  needs: "score",
  prepare(label, prediction) {
    const { order, positive, endsTie } = rankByPrediction(label, prediction);
    const once = new Float64Array(order.length).fill(1);
    return (weight = once) => {
      let yes = 0;
      let all = 0;
      let tiedYes = 0;
      let tied = 0;
      let above = 0;
      for (let r = 0; r < order.length; r++) {
        const w = weight[order[r]!]!;
        tied += w;
        tiedYes += w * positive[r]!;
        if (endsTie[r] === 0) continue;
        above += (tied - tiedYes) * (yes + tiedYes / 2);
        yes += tiedYes;
        all += tied;
        tiedYes = 0;
        tied = 0;
      }
      return above / (yes * (all - yes));
    };
  },
});
