import type { Task } from "../learner";
import { logLoss } from "../log-odds";
import { type ExactSums, exactSums } from "./exact-sums";

/** What the trees lower, and its first two derivatives by the score. */
export interface Objective {
  /** Loss of one row. */
  loss(score: number, label: number): number;
  /**
   * @param largestWeight the largest entry of `weight`
   * @param pairs 2 a row: gradient and unit + hessian, both times the weight, rounded as the result says; is written
   */
  derive(scores: Float64Array, label: Float64Array, weight: Float64Array, largestWeight: number, pairs: Float64Array): ExactSums;
}

/** Log loss of log-odds: gradient p − y, hessian p · (1 − p). */
const logLossObjective: Objective = {
  loss: logLoss,
  derive(scores, label, weight, largestWeight, pairs) {
    const sums = exactSums(label.length, largestWeight, largestWeight / 4);
    const { gradientRounding, hessianRounding, leastHessian, unit } = sums;
    for (let i = 0; i < label.length; i++) {
      const p = 1 / (1 + Math.exp(-scores[i]!));
      const w = weight[i]!;
      const hessian = w * p * (1 - p) + hessianRounding - hessianRounding;
      pairs[2 * i] = w * (p - label[i]!) + gradientRounding - gradientRounding;
      pairs[2 * i + 1] = unit + Math.max(hessian, leastHessian);
    }
    return sums;
  },
};

/** Half the squared error: gradient s − y, hessian 1. Its loss is told as the squared error. */
const squaredError: Objective = {
  loss: (score, label) => (score - label) ** 2,
  derive(scores, label, weight, largestWeight, pairs) {
    let largestGradient = 0;
    for (let i = 0; i < label.length; i++) {
      largestGradient = Math.max(largestGradient, Math.abs(weight[i]! * (scores[i]! - label[i]!)));
    }
    const sums = exactSums(label.length, largestGradient, largestWeight);
    const { gradientRounding, hessianRounding, leastHessian, unit } = sums;
    for (let i = 0; i < label.length; i++) {
      pairs[2 * i] = weight[i]! * (scores[i]! - label[i]!) + gradientRounding - gradientRounding;
      pairs[2 * i + 1] = unit + Math.max(weight[i]! + hessianRounding - hessianRounding, leastHessian);
    }
    return sums;
  },
};

export const OBJECTIVES: Readonly<Record<Task, Objective>> = { "binary-classification": logLossObjective, regression: squaredError };

/** Weighted mean loss. */
export function meanLoss(objective: Objective, scores: Float64Array, label: Float64Array, weight: Float64Array): number {
  let loss = 0;
  let total = 0;
  for (let i = 0; i < label.length; i++) {
    loss += weight[i]! * objective.loss(scores[i]!, label[i]!);
    total += weight[i]!;
  }
  return loss / total;
}
