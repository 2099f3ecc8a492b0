import { automlNode } from "../constructs/machine-learning/automl-node";
import type { DatastoreUri } from "../constructs/machine-learning/command-job";
import { type ComponentSpec, componentId } from "../constructs/machine-learning/component";
import { jobEnvironmentVersion } from "../constructs/machine-learning/job-environment";
import {
  type AutomlNode,
  type AzureMlPipelineJob,
  type ComponentNode,
  type InputBinding,
  type PipelineNode,
  pipelineJob,
  type Sweep,
} from "../constructs/machine-learning/pipeline-job";
import { sweepSpace } from "../constructs/machine-learning/sweep-space";
import { automlOf } from "../model-code/core/automl/vocabulary";
import { METRICS } from "../model-code/core/evaluate/metrics";
import { GROUPS, groupFolders } from "../model-code/core/lifecycle/groups";
import { searchObjective } from "../model-code/core/lifecycle/steps/tune";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import { listingData, listingEnvironment, listsData } from "./data-assets";
import { groupJob, JOB_DIRECTORY } from "./group-job";

/** Where a model is trained. */
export interface TrainingPlace {
  readonly workspaceId: string;
  readonly computeId: string;
  /** ARM id of the cluster for trials. */
  readonly sweepComputeId: string;
  readonly trainingClientId: string;
  /** Blob store of the environment, where a package gets its version. */
  readonly storeUrl: string;
  /** Blob store of the packages. */
  readonly packagesUrl: string;
  /** Content hash of the job bundle. */
  readonly jobImageTag: string;
}

const TIMEOUT_MINUTES = 120;
const REGISTERS = "register";
const SEARCHES = "tune";
const JUDGES = "evaluate";
const SELECTS = "select-features";
/** Where AutoML's tables are written and its graph is taken up, beside the steps of the group. */
const AUTOML_NODE = "automl";
const TABLES = ["automl_training", "automl_validation"] as const;
/** What AutoML's runs wrote, and what it gives out. */
const GIVEN = ["best_model", "artifacts"] as const;
const ARTIFACTS: DatastoreUri = "azureml://datastores/workspaceartifactstore/paths/ExperimentRun/";

/** The name of a model's environment in the workspace. */
export const environmentName = (model: string): string => `${model}-job`;

const nodeName = (group: string): string => group.replaceAll("-", "_");

type Folders = Pick<ComponentSpec, "command" | "inputs" | "outputs" | "kinds">;

/** A group's job where the model asks Azure ML for a candidate: what goes before its search, and what comes after. */
function withAutoml(steps: readonly string[], model: string, plain: Folders): Folders {
  const { command, inputs, outputs } = plain;
  const given = (names: readonly string[]) => names.map((name) => `--input ${name}=\${{inputs.${name}}}`).join(" ");
  const to = (names: readonly string[]) => names.map((name) => `--output ${name}=\${{outputs.${name}}}`).join(" ");
  if (steps.includes(SELECTS)) {
    const read = ["training", "selected"].map((name) => `--input ${name}=\${{outputs.${name}}}`).join(" ");
    const tables = `node job.js automl-table --model ${model} ${read} ${to(TABLES)}`;
    const kinds = Object.fromEntries(TABLES.map((name) => [name, "mltable" as const]));
    return { command: `${command} && ${tables}`, inputs, outputs: [...outputs, ...TABLES], kinds };
  }
  if (!steps.includes(JUDGES)) return plain;
  const bring = `cd ${JOB_DIRECTORY} && node job.js automl-graph ${given(GIVEN)} ${to(["automl"])}`;
  const judged = `${bring} && ${command} --input automl=\${{outputs.automl}}`;
  return { command: judged, inputs: [...inputs, ...GIVEN], outputs: [...outputs, "automl"], kinds: { best_model: "mlflow_model" } };
}

/**
 * The components of a model, one for each group of the step table; where the model asks for a sweep, the one that searches takes a point
 * of the space. One that registers does more than write folders.
 */
export const trainingComponents = (model: ModelSpec, jobImageTag: string): Readonly<Record<string, ComponentSpec>> =>
  Object.fromEntries(
    Object.entries(GROUPS).map(([group, steps]): [string, ComponentSpec] => {
      const swept = model.search.sweep !== undefined && steps.includes(SEARCHES) ? sweepSpace(model.candidates) : undefined;
      const job = groupJob(group, model.name, swept && { points: swept.points });
      const command = listingData(job.command, model.name, Object.keys(job.outputs));
      const plain = { command, inputs: Object.keys(job.inputs), outputs: Object.keys(job.outputs) };
      return [
        group,
        {
          name: `${model.name}-${group}`,
          title: `${model.name}: ${steps.join(", ")}`,
          ...(automlOf(model.candidates) === undefined ? plain : withAutoml(steps, model.name, plain)),
          environment: `${environmentName(model.name)}/versions/${jobEnvironmentVersion(jobImageTag)}`,
          values: swept?.values ?? {},
          reusable: !steps.includes(REGISTERS),
        },
      ];
    }),
  );

/** The search as a sweep, where the model asks for one: the space of the local tuner, with points that Azure ML draws. */
function sweepOf(model: ModelSpec, { sweepComputeId }: TrainingPlace): Sweep | undefined {
  const { sweep, metric } = model.search;
  if (sweep === undefined) return undefined;
  return {
    space: sweepSpace(model.candidates).dimensions,
    metric: searchObjective(metric),
    goal: METRICS[metric].better === "higher" ? "maximize" : "minimize",
    trials: sweep.trials,
    concurrent: sweep.concurrent,
    computeId: sweepComputeId,
  };
}

/** The search of Azure ML, where the model asks for one: on the tables that the group before it wrote. */
function automlOfModel(model: ModelSpec, from: (input: string) => InputBinding): AutomlNode | undefined {
  const candidate = automlOf(model.candidates);
  if (candidate === undefined) return undefined;
  const { task } = model;
  const [training, validation] = TABLES.map(from) as [InputBinding, InputBinding];
  return automlNode({ name: AUTOML_NODE, candidate, task, metric: model.search.metric, training, validation });
}

/** Where a run leaves an output, so that who asked for it finds it; `{{runId}}` is filled in when it is submitted. */
const leftAt = (output: string): DatastoreUri => `azureml://datastores/models/paths/runs/{{runId}}/${output}/`;

/**
 * The training of a model as one job: the groups of the step table in a row, from raw files to a registered package. What the last
 * group writes lies in the zone `models`, in the run's own folder; the package also goes to the package store, by its digest.
 *
 * Nothing in it refers to a resource: `control` must stand before a model's stack, and only submits it once there is something to train.
 */
export function trainingJob(model: ModelSpec, place: TrainingPlace): AzureMlPipelineJob {
  const groups = Object.keys(GROUPS);
  const components = trainingComponents(model, place.jobImageTag);
  const madeBy = new Map(groups.flatMap((group) => components[group]!.outputs.map((output) => [output, nodeName(group)] as const)));
  const from = (input: string): InputBinding => {
    const node = input === "best_model" ? AUTOML_NODE : madeBy.get(input);
    return node === undefined ? { pipeline: input } : { node, output: input };
  };
  const sweep = sweepOf(model, place);
  const left = new Set(groups.flatMap((group) => groupFolders(group).outputs.map((o) => o.name)));
  const ofGroups = groups.map((group): ComponentNode => {
    const component = components[group]!;
    const registers = GROUPS[group]!.includes(REGISTERS);
    return {
      kind: "component",
      name: nodeName(group),
      componentId: componentId(place.workspaceId, component),
      inputs: Object.fromEntries(component.inputs.map((name) => [name, from(name)])),
      keeps: registers ? component.outputs.filter((name) => left.has(name)) : [],
      environmentVariables: {
        ...(listsData(component.outputs) && listingEnvironment(place.storeUrl, place.workspaceId, place.trainingClientId)),
        ...(registers && { MLOPS_STORE: place.storeUrl, MLOPS_PACKAGES: place.packagesUrl, AZURE_CLIENT_ID: place.trainingClientId }),
      },
      timeoutMinutes: TIMEOUT_MINUTES,
      ...(sweep !== undefined && GROUPS[group]!.includes(SEARCHES) && { sweep }),
    };
  });
  const automl = automlOfModel(model, from);
  // beside the training, so that neither waits for the other
  const nodes: readonly PipelineNode[] = automl === undefined ? ofGroups : [...ofGroups.slice(0, -1), automl, ...ofGroups.slice(-1)];
  const outside = [...new Set(ofGroups.flatMap((n) => Object.values(n.inputs).flatMap((i) => ("pipeline" in i ? [i.pipeline] : []))))];
  const uriOf = (name: string): DatastoreUri =>
    name === "artifacts" ? ARTIFACTS : `azureml://datastores/raw/paths/${model.name}/${name}/`;
  return pipelineJob({
    displayName: "{{runId}}",
    description: "{{why}}",
    experiment: model.name,
    computeId: place.computeId,
    identityClientId: place.trainingClientId,
    inputs: Object.fromEntries(outside.map((name) => [name, uriOf(name)])),
    outputs: Object.fromEntries(ofGroups.flatMap((n) => n.keeps).map((name) => [name, leftAt(name)])),
    nodes,
    tags: { model: model.name, owner: model.owner.contact, image: place.jobImageTag },
  });
}
