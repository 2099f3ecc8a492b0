import { metric } from "../metric";
import { rankByPrediction } from "../ranked";

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
  prepare(label, prediction) {
    const { order, positive, endsTie } = rankByPrediction(label, prediction);
    const once = new Float64Array(order.length).fill(1);
    return (weight = once) => {
      let yes = 0;
      let all = 0;
      let tiedYes = 0;
      let sum = 0;
      for (let r = 0; r < order.length; r++) {
        const w = weight[order[r]!]!;
        all += w;
        tiedYes += w * positive[r]!;
        if (endsTie[r] === 0) continue;
        yes += tiedYes;
        if (all > 0) sum += tiedYes * (yes / all);
        tiedYes = 0;
      }
      return sum / yes;
    };
  },
});
