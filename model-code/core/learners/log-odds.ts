import { weighted } from "./columns";
import type { Task, TrainingData } from "./learner";

/** 1 / (1 + e⁻ˣ), without overflow for any finite or infinite x. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** ln(1 + eˣ) − y·x, the log loss of the log-odds x for a label y in [0, 1], without overflow. */
export function logLoss(x: number, y: number): number {
  return Math.max(x, 0) - x * y + Math.log1p(Math.exp(-Math.abs(x)));
}

/**
 * The best constant prediction: log-odds of the weighted share of class 1, or the weighted mean.
 *
 * A class that does not occur would have infinite log-odds; it counts as half a row of weight 1, which is the estimate of
 * Krichevsky and Trofimov (1981) for an empty class.
 *
 * @throws NoTrainingRows if no row has a weight
 */
export function bestConstant(data: TrainingData, task: Task): number {
  const { rows, weight } = weighted(data);
  let total = 0;
  let sum = 0;
  for (let k = 0; k < rows.length; k++) {
    total += weight[k]!;
    sum += weight[k]! * data.label[rows[k]!]!;
  }
  if (task === "regression") return sum / total;
  const empty = 0.5 / (total + 1);
  const share = Math.min(Math.max(sum / total, empty), 1 - empty);
  return Math.log(share / (1 - share));
}
