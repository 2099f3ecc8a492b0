import type { Learner } from "./learner";
import { bestConstant } from "./log-odds";

export interface Prior {
  /** Log-odds of class 1, or the mean. */
  readonly margin: number;
}

/** Predicts the same for every row: what can be had without looking at a feature. */
export const prior: Learner<Prior> = {
  name: "prior",
  title: "Class share or mean of the training period",
  tasks: ["binary-classification", "regression"],
  baseline: true,
  complexity: 0,
  params: {},
  fit: (data, _params, { task }) => ({ margin: bestConstant(data, task) }),
  score: ({ margin }, features) => new Float64Array(features.rows).fill(margin),
  importance: () => [],
};
