import type { LakeZone } from "../model-code/core/lifecycle/step";
import { type GroupJob, groupJob } from "./group-job";

/** The groups that take raw files to features. */
export const DATA_GROUPS = ["prepare", "features"] as const;

/**
 * Groups in a row as one job, so that they cost one start: what a group reads and an earlier one wrote, it reads where that one wrote it.
 * The first that fails ends the job.
 */
export function dataJob(model: string, groups: readonly string[] = DATA_GROUPS): GroupJob {
  const jobs = groups.map((group) => groupJob(group, model));
  const outputs: Record<string, LakeZone> = {};
  const inputs: Record<string, LakeZone> = {};
  const commands = jobs.map((job) => {
    const made = Object.keys(job.inputs).filter((name) => name in outputs);
    for (const [name, zone] of Object.entries(job.inputs)) if (!made.includes(name)) inputs[name] = zone;
    Object.assign(outputs, job.outputs);
    return made.reduce((command, name) => command.replaceAll(`\${{inputs.${name}}}`, `\${{outputs.${name}}}`), job.command);
  });
  return { command: commands.join(" && "), inputs, outputs };
}
