import type { DatastoreUri } from "../constructs/machine-learning/command-job";
import { type ComponentSpec, componentId } from "../constructs/machine-learning/component";
import { jobEnvironmentVersion } from "../constructs/machine-learning/job-environment";
import {
  type AzureMlPipelineJob,
  type InputBinding,
  type PipelineNode,
  pipelineJob,
  type Sweep,
} from "../constructs/machine-learning/pipeline-job";
import { sweepSpace } from "../constructs/machine-learning/sweep-space";
import { METRICS } from "../model-code/core/evaluate/metrics";
import { GROUPS, groupFolders } from "../model-code/core/lifecycle/groups";
import { searchObjective } from "../model-code/core/lifecycle/steps/tune";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import { groupJob } from "./group-job";

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

/** The name of a model's environment in the workspace. */
export const environmentName = (model: string): string => `${model}-job`;

const nodeName = (group: string): string => group.replaceAll("-", "_");

/**
 * The components of a model, one for each group of the step table; where the model asks for a sweep, the one that searches takes a point
 * of the space. One that registers does more than write folders.
 */
export const trainingComponents = (model: ModelSpec, jobImageTag: string): Readonly<Record<string, ComponentSpec>> =>
  Object.fromEntries(
    Object.entries(GROUPS).map(([group, steps]): [string, ComponentSpec] => {
      const swept = model.search.sweep !== undefined && steps.includes(SEARCHES) ? sweepSpace(model.candidates) : undefined;
      const { command, inputs, outputs } = groupJob(group, model.name, swept && { points: swept.points });
      return [
        group,
        {
          name: `${model.name}-${group}`,
          title: `${model.name}: ${steps.join(", ")}`,
          command,
          environment: `${environmentName(model.name)}/versions/${jobEnvironmentVersion(jobImageTag)}`,
          inputs: Object.keys(inputs),
          outputs: Object.keys(outputs),
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
  const madeBy = new Map(groups.flatMap((group) => groupFolders(group).outputs.map((o) => [o.name, group] as const)));
  const from = (input: string): InputBinding => {
    const group = madeBy.get(input);
    return group === undefined ? { pipeline: input } : { node: nodeName(group), output: input };
  };
  const sweep = sweepOf(model, place);
  const nodes = groups.map((group): PipelineNode => {
    const component = components[group]!;
    const registers = GROUPS[group]!.includes(REGISTERS);
    return {
      name: nodeName(group),
      componentId: componentId(place.workspaceId, component),
      inputs: Object.fromEntries(component.inputs.map((name) => [name, from(name)])),
      keeps: registers ? component.outputs : [],
      environmentVariables: registers
        ? { MLOPS_STORE: place.storeUrl, MLOPS_PACKAGES: place.packagesUrl, AZURE_CLIENT_ID: place.trainingClientId }
        : {},
      timeoutMinutes: TIMEOUT_MINUTES,
      ...(sweep !== undefined && GROUPS[group]!.includes(SEARCHES) && { sweep }),
    };
  });
  const outside = [...new Set(nodes.flatMap((n) => Object.values(n.inputs).flatMap((i) => ("pipeline" in i ? [i.pipeline] : []))))];
  return pipelineJob({
    displayName: "{{runId}}",
    description: "{{why}}",
    experiment: model.name,
    computeId: place.computeId,
    identityClientId: place.trainingClientId,
    inputs: Object.fromEntries(outside.map((name) => [name, `azureml://datastores/raw/paths/${model.name}/${name}/` as const])),
    outputs: Object.fromEntries(nodes.flatMap((n) => n.keeps).map((name) => [name, leftAt(name)])),
    nodes,
    tags: { model: model.name, owner: model.owner.contact, image: place.jobImageTag },
  });
}
