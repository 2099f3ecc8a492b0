import { metric } from "../metric";
import { weightedMean } from "../weighted-mean";

/**
 * Share of the label's variance that is explained, 1 − Σ(y − ŷ)² / Σ(y − ȳ)²; negative for worse than the mean. The mean is that of the
 * rows judged, not of training. NaN if all labels are equal.
 */
export const rSquared = metric({
  name: "r-squared",
  title: "R²",
  tasks: ["regression"],
  better: "higher",
  needs: "score",
  prepare(rows) {
    const { label, prediction } = rows;
    const mean = weightedMean(label);
    const meanSquare = weightedMean(label.map((y, i) => (prediction[i]! - y) ** 2));
    const deviations = new Float64Array(label.length);
    const variance = weightedMean(deviations);
    return (weighting) => {
      const center = mean(weighting);
      let lowest = Infinity;
      let highest = -Infinity;
      for (let i = 0; i < label.length; i++) {
        deviations[i] = (label[i]! - center) ** 2;
        if (weighting.weight[i] === 0) continue;
        lowest = Math.min(lowest, label[i]!);
        highest = Math.max(highest, label[i]!);
      }
      // the mean of equal labels may be a rounding away from them, and their variance not quite 0
      return lowest === highest ? Number.NaN : 1 - meanSquare(weighting) / variance(weighting);
    };
  },
});
