import { STEPS } from "../../model-code/core/lifecycle/steps";
import type { RunRecord } from "../../model-code/hosts/local-runner/run-record";

/** The step that a failed run was at: its record holds only steps that ended. */
export const failedStep = ({ status, steps }: RunRecord): string | undefined =>
  status === "failed" ? STEPS[steps.length]?.name : undefined;

/** How far a run came: "failed at train", "was refused after select-best", "was told to end after split". */
export function reachOf(run: RunRecord): string {
  const last = run.steps.at(-1)?.step ?? "no step";
  if (run.status === "failed") return `failed at ${failedStep(run) ?? last}`;
  return `${run.status === "refused" ? "was refused" : "was told to end"} after ${last}`;
}
