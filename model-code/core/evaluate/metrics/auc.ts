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
    return (weight) => {
      let yes = 0;
      let no = 0;
      let tiedYes = 0;
      let tiedNo = 0;
      let above = 0;
      for (let r = 0; r < order.length; r++) {
        const w = weight === undefined ? 1 : weight[order[r]!]!;
        if (positive[r] === 1) tiedYes += w;
        else tiedNo += w;
        if (endsTie[r] === 0) continue;
        above += tiedNo * (yes + tiedYes / 2);
        yes += tiedYes;
        no += tiedNo;
        tiedYes = 0;
        tiedNo = 0;
      }
      return above / (yes * no);
    };
  },
});
