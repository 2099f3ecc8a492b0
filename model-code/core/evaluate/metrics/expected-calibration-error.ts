import { calibrationBins } from "../calibration-bins";
import { metric } from "../metric";

const BINS = 10;

/**
 * Mean distance between predicted and observed share over 10 bins of equal mass, weighted by their mass, 0 to 1. Noise alone makes it
 * positive (about 0.02 on 3,000 rows), so compare it with its own interval rather than with 0. NaN without rows.
 * @see Naeini, Cooper and Hauskrecht, Obtaining Well Calibrated Probabilities Using Bayesian Binning (2015); the bins: `calibrationBins`
 */
export const expectedCalibrationError = metric({
  name: "expected-calibration-error",
  title: "Expected calibration error",
  tasks: ["binary-classification"],
  better: "lower",
  needs: "score",
  prepare: (rows) => (weighting) => {
    let sum = 0;
    let total = 0;
    for (const bin of calibrationBins(rows.tallies(weighting), BINS)) {
      sum += bin.weight * Math.abs(bin.meanPrediction - bin.observed);
      total += bin.weight;
    }
    return sum / total;
  },
});
