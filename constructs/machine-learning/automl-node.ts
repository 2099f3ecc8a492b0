import { TARGET } from "../../model-code/core/automl/training-data";
import { AUTOML_METRICS } from "../../model-code/core/automl/vocabulary";
import type { Task } from "../../model-code/core/learners/learner";
import type { CandidateSpec, MetricName } from "../../model-code/core/spec/model-schema";
import type { AutomlNode } from "./pipeline-job";

const TASKS: Readonly<Record<Task, AutomlNode["task"]>> = { "binary-classification": "classification", regression: "regression" };

/** Azure ML's names as a pipeline's nodes write them: `LightGBM` is light_gbm. */
export const snakeCase = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();

export interface AutomlSearch {
  readonly name: string;
  readonly candidate: CandidateSpec;
  readonly task: Task;
  /** What the model's own search goes by. */
  readonly metric: MetricName;
  readonly training: AutomlNode["training"];
  readonly validation: AutomlNode["validation"];
}

/**
 * A search of Azure ML's AutoML as a node of a pipeline: on our fold's rows, by our metric, only models that can be written as ONNX. No
 * ensembles: a stack of them is what ONNX cannot hold, and what nobody explains.
 * @throws Error for a candidate that the check of model.yaml would refuse
 */
export function automlNode({ name, candidate, task, metric, training, validation }: AutomlSearch): AutomlNode {
  const { budget, algorithms } = candidate;
  const primary = AUTOML_METRICS[metric];
  if (budget === undefined || primary === undefined)
    throw new Error(
      `candidate ${candidate.name}: expected a budget and a metric that AutoML knows, got ${JSON.stringify({ budget, metric })}`,
    );
  return {
    kind: "automl",
    name,
    task: TASKS[task],
    training,
    validation,
    target: TARGET,
    primaryMetric: snakeCase(primary),
    limits: budget,
    algorithms: algorithms?.map(snakeCase),
  };
}
