import { groupFolders } from "../model-code/core/lifecycle/groups";
import type { LakeZone } from "../model-code/core/lifecycle/step";
import { STEPS } from "../model-code/core/lifecycle/steps";
import { MODELS_OPTION } from "./model-files";

/** A group of the lifecycle's steps as one job: its command, and the zone of each folder that the command names but the model's files. */
export interface GroupJob {
  /** Reads `${{inputs.x}}` and `${{outputs.x}}`. */
  readonly command: string;
  readonly inputs: Readonly<Record<string, LakeZone>>;
  readonly outputs: Readonly<Record<string, LakeZone>>;
}

/** Where the job image keeps the bundle. Azure ML starts a command in a folder of its own. */
export const JOB_DIRECTORY = "/app";

const ZONES: Readonly<Record<string, LakeZone>> = Object.fromEntries(STEPS.flatMap((s) => s.outputs.map((o) => [o.name, o.zone])));

/** The zones that some step writes: what a training identity must be able to write, and nothing else. */
export const WRITTEN_ZONES: readonly LakeZone[] = [...new Set(Object.values(ZONES))].sort();

/**
 * The job of a group, from the step table. An input that no step writes comes from outside, and lies in `raw`. Optional inputs are
 * left out: Azure ML cannot mount a folder that may not be there.
 * @param params values without a single quote; they may read `${{inputs.x}}`
 */
export function groupJob(group: string, model: string, params: Readonly<Record<string, string>> = {}): GroupJob {
  const folders = groupFolders(group);
  const inputs = folders.inputs.filter((i) => i.optional !== true).map((i) => i.name);
  const outputs = folders.outputs.map((o) => o.name);
  const zones = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, ZONES[name] ?? "raw"]));
  const command = [
    `cd ${JOB_DIRECTORY} && node job.js group ${group} --model ${model} ${MODELS_OPTION}`,
    ...inputs.map((name) => `--input ${name}=\${{inputs.${name}}}`),
    ...outputs.map((name) => `--output ${name}=\${{outputs.${name}}}`),
    ...Object.entries(params).map(([name, value]) => `--param '${name}=${value}'`),
  ].join(" ");
  return { command, inputs: zones(inputs), outputs: zones(outputs) };
}
