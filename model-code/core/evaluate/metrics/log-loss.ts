import { metric } from "../metric";
import { weightedMean } from "../weighted-mean";

/**
 * Mean of −ln of the probability given to what happened, in nats. Probabilities are clipped to [2⁻⁵², 1 − 2⁻⁵²], so that a certain
 * and wrong answer costs 36 and not infinity. Defined with one class too.
 * @see Good, Rational Decisions (1952)
 */
export const logLoss = metric({
  name: "log-loss",
  title: "Log loss",
  tasks: ["binary-classification"],
  better: "lower",
  needs: "score",
  prepare: (label, prediction) =>
    weightedMean(
      label.map((y, i) => {
        const p = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, prediction[i]!));
        return y >= 0.5 ? -Math.log(p) : -Math.log1p(-p);
      }),
    ),
});
