import { metric } from "../metric";

/**
 * Precision at each distinct score, weighted by the recall gained there; no interpolation, which would flatter. NaN without a row of
 * class 1.
 * @see Davis and Goadrich, The Relationship Between Precision-Recall and ROC Curves (2006)
 */
export const averagePrecision = metric({
  name: "average-precision",
  title: "Average precision",
  tasks: ["binary-classification"],
  better: "higher",
  needs: "score",
  prepare: (rows) => (weighting) => {
    const tallies = rows.tallies(weighting);
    let yes = 0;
    let all = 0;
    let sum = 0;
    for (let s = 0; s < tallies.score.length; s++) {
      all += tallies.weight[s]!;
      yes += tallies.yes[s]!;
      if (all > 0) sum += tallies.yes[s]! * (yes / all);
    }
    return sum / yes;
  },
});
