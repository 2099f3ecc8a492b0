import { applyCalibration, type Calibration } from "./calibration";
import { LEARNERS } from "./index";
import type { Features, Task } from "./learner";

/** A learner's result with its calibration: all that a graph is written from. Plain JSON. */
export interface FittedModel {
  /** Name in the table `LEARNERS`. */
  readonly learner: string;
  readonly task: Task;
  readonly fitted: unknown;
  /** null: the learner's log-odds are taken as they are. Regression has none. */
  readonly calibration: Calibration | null;
}

/** A model names a learner that is not in the table. */
export class UnknownLearner extends Error {
  readonly code = "UNKNOWN_LEARNER";
  constructor(name: string, known: readonly string[]) {
    super(`no learner is called "${name}"; there are: ${known.join(", ")}`);
  }
}

/**
 * The model's answers: probability of class 1, or the predicted value. The graph that `toOnnx` writes gives the same.
 * @returns length `features.rows`
 */
export function predict(model: FittedModel, features: Features): Float64Array {
  const learner = LEARNERS[model.learner];
  if (learner === undefined) throw new UnknownLearner(model.learner, Object.keys(LEARNERS));
  return applyCalibration(model.task, model.calibration, learner.score(model.fitted, features));
}
