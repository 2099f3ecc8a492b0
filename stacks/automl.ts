import { automlNode } from "../constructs/machine-learning/automl-node";
import type { DatastoreUri } from "../constructs/machine-learning/command-job";
import type { ComponentSpec } from "../constructs/machine-learning/component";
import type { AutomlNode, InputBinding } from "../constructs/machine-learning/pipeline-job";
import { automlOf } from "../model-code/core/automl/vocabulary";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import { JOB_DIRECTORY } from "./group-job";
import { MODELS_OPTION } from "./model-files";

const JUDGES = "evaluate";
const SELECTS = "select-features";
const NODE = "automl";
/** The tables that it searches on. */
const TABLES = ["automl_training", "automl_validation"] as const;
/** What AutoML's runs wrote, and what it gives out. */
const GIVEN = ["best_model", "artifacts"] as const;
const ARTIFACTS: DatastoreUri = "azureml://datastores/workspaceartifactstore/paths/ExperimentRun/";

/** Where inputs come from that no step writes: the node that gives one, or the folder that one is. */
export const AUTOML_GIVES: Readonly<Record<string, InputBinding>> = { best_model: { node: NODE, output: "best_model" } };
export const AUTOML_FOLDERS: Readonly<Record<string, DatastoreUri>> = { artifacts: ARTIFACTS };

type Folders = Pick<ComponentSpec, "command" | "inputs" | "outputs" | "kinds">;

/** A group's job where the model asks Azure ML for a candidate: what goes before its search, and what comes after. */
export function withAutoml(steps: readonly string[], model: string, plain: Folders): Folders {
  const { command, inputs, outputs } = plain;
  const given = (names: readonly string[]) => names.map((name) => `--input ${name}=\${{inputs.${name}}}`).join(" ");
  const to = (names: readonly string[]) => names.map((name) => `--output ${name}=\${{outputs.${name}}}`).join(" ");
  if (steps.includes(SELECTS)) {
    const read = ["training", "selected"].map((name) => `--input ${name}=\${{outputs.${name}}}`).join(" ");
    const tables = `node job.js automl-table --model ${model} ${MODELS_OPTION} ${read} ${to(TABLES)}`;
    const kinds = Object.fromEntries(TABLES.map((name) => [name, "mltable" as const]));
    return { command: `${command} && ${tables}`, inputs, outputs: [...outputs, ...TABLES], kinds };
  }
  if (!steps.includes(JUDGES)) return plain;
  const bring = `cd ${JOB_DIRECTORY} && node job.js automl-graph ${given(GIVEN)} ${to(["automl"])}`;
  const judged = `${bring} && ${command} --input automl=\${{outputs.automl}}`;
  return { command: judged, inputs: [...inputs, ...GIVEN], outputs: [...outputs, "automl"], kinds: { best_model: "mlflow_model" } };
}

/** The search of Azure ML, where the model asks for one: on the tables that the group before it wrote. */
export function automlSearch(model: ModelSpec, from: (input: string) => InputBinding): AutomlNode | undefined {
  const candidate = automlOf(model.candidates);
  if (candidate === undefined) return undefined;
  const { task } = model;
  const [training, validation] = TABLES.map(from) as [InputBinding, InputBinding];
  return automlNode({ name: NODE, candidate, task, metric: model.search.metric, training, validation });
}
