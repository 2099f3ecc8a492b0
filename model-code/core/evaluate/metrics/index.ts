import type { Task } from "../../learners/learner";
import type { MetricName } from "../../spec/model-schema";
import type { Metric } from "../metric";
import { accuracy } from "./accuracy";
import { auc } from "./auc";
import { averagePrecision } from "./average-precision";
import { brier } from "./brier";
import { expectedCalibrationError } from "./expected-calibration-error";
import { f1 } from "./f1";
import { logLoss } from "./log-loss";
import { meanAbsoluteError } from "./mean-absolute-error";
import { precision } from "./precision";
import { rSquared } from "./r-squared";
import { recall } from "./recall";
import { rootMeanSquaredError } from "./root-mean-squared-error";

/** Every metric that a model.yaml can name. */
export const METRICS: Readonly<Record<MetricName, Metric>> = {
  auc,
  "average-precision": averagePrecision,
  "log-loss": logLoss,
  brier,
  "expected-calibration-error": expectedCalibrationError,
  accuracy,
  precision,
  recall,
  f1,
  "root-mean-squared-error": rootMeanSquaredError,
  "mean-absolute-error": meanAbsoluteError,
  "r-squared": rSquared,
};

/** The metrics of a task, in the order of the table. */
export const metricsOf = (task: Task): readonly Metric[] => Object.values(METRICS).filter((m) => m.tasks.includes(task));
