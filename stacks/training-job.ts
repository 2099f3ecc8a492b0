import type { DatastoreUri } from "../constructs/machine-learning/command-job";
import { componentId } from "../constructs/machine-learning/component";
import {
  type AzureMlPipelineJob,
  type ComponentNode,
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
import { AUTOML_FOLDERS, AUTOML_GIVES, automlSearch } from "./automl";
import { listingEnvironment, listsData } from "./data-assets";
import { MODEL_FILES, modelFilesFolder } from "./model-files";
import { REGISTERS, SEARCHES, trainingComponents } from "./training-components";

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
  /** Content hash of the model's files. */
  readonly modelFiles: string;
}

const TIMEOUT_MINUTES = 120;
const nodeName = (group: string): string => group.replaceAll("-", "_");

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
  const madeBy = new Map(groups.flatMap((group) => components[group]!.outputs.map((output) => [output, nodeName(group)] as const)));
  const from = (input: string): InputBinding => {
    const node = madeBy.get(input);
    return node === undefined ? (AUTOML_GIVES[input] ?? { pipeline: input }) : { node, output: input };
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
  const automl = automlSearch(model, from);
  // beside the training, so that neither waits for the other
  const nodes: readonly PipelineNode[] = automl === undefined ? ofGroups : [...ofGroups.slice(0, -1), automl, ...ofGroups.slice(-1)];
  const outside = [...new Set(ofGroups.flatMap((n) => Object.values(n.inputs).flatMap((i) => ("pipeline" in i ? [i.pipeline] : []))))];
  const known: Readonly<Record<string, DatastoreUri>> = { ...AUTOML_FOLDERS, [MODEL_FILES]: modelFilesFolder(place.modelFiles) };
  const uriOf = (name: string): DatastoreUri => known[name] ?? `azureml://datastores/raw/paths/${model.name}/${name}/`;
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
