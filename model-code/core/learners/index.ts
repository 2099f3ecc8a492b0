import { boostedTrees } from "./boosted-trees";
import type { Learner } from "./learner";
import { linear } from "./linear";
import { logistic } from "./logistic";
import { naiveScore } from "./naive-score";
import { prior } from "./prior";

const ALL: readonly Learner[] = [prior, naiveScore, linear, logistic, boostedTrees];

/** Every learner by its name, which is what a candidate in model.yaml may ask for. */
export const LEARNERS: Readonly<Record<string, Learner>> = Object.fromEntries(ALL.map((learner) => [learner.name, learner]));

export { applyCalibration, type Calibration, fitCalibration } from "./calibration";
export { checkParams, withDefaults } from "./params";
