import type { Learner } from "./learner";
import { linear } from "./linear";
import { logistic } from "./logistic";
import { naiveScore } from "./naive-score";
import { prior } from "./prior";

/** Every learner by its name, which is what a candidate in model.yaml may ask for. */
export const LEARNERS: Readonly<Record<string, Learner>> = Object.fromEntries(
  [prior, naiveScore, linear, logistic].map((learner: Learner) => [learner.name, learner]),
);

export { applyCalibration, type Calibration, fitCalibration } from "./calibration";
export { checkParams, withDefaults } from "./params";
