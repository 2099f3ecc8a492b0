import { metric } from "../metric";

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
  prepare: (rows) => (weighting) => {
    const tallies = rows.tallies(weighting);
    let yes = 0;
    let all = 0;
    let above = 0;
    for (let s = 0; s < tallies.score.length; s++) {
      const tied = tallies.weight[s]!;
      const tiedYes = tallies.yes[s]!;
      above += (tied - tiedYes) * (yes + tiedYes / 2);
      yes += tiedYes;
      all += tied;
    }
    return above / (yes * (all - yes));
  },
});
