import { metric } from "../metric";
import { weightedMean } from "../weighted-mean";

/**
 * −ln of the probability given to what happened, in nats. Probabilities are clipped to [2⁻⁵², 1 − 2⁻⁵²], so that a certain and wrong
 * answer costs 36 and not infinity.
 * @param label 1 for yes, 0 for no
 * @see Good, Rational Decisions (1952)
 */
export function logLossOf(label: number, probability: number): number {
  const p = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probability));
  return label >= 0.5 ? -Math.log(p) : -Math.log1p(-p);
}

/** The mean over the rows. Defined with one class too. */
export const logLoss = metric({
  name: "log-loss",
  title: "Log loss",
  tasks: ["binary-classification"],
  better: "lower",
  needs: "score",
  prepare: (rows) => weightedMean(rows.label.map((y, i) => logLossOf(y, rows.prediction[i]!))),
});
