import { randomBytes } from "node:crypto";
import type { Training, TrainingStatus } from "./training";

/** How a run of the lifecycle on this machine ended. */
export interface TrainedHere {
  readonly status: "done" | "refused" | "failed";
  readonly reasons: readonly string[];
  /** Of the package that was registered; null if none was. */
  readonly digest: string | null;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // a process of somebody else's is one, too
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
};

function statusOf({ status, reasons, digest }: TrainedHere, computeHours: number): TrainingStatus {
  if (status === "done" && digest !== null) return { state: "packaged", digest, computeHours };
  return { state: status === "refused" ? "refused" : "failed", reasons, computeHours };
}

/**
 * Training on this machine: `start` comes back when the run is over. A run of another process is under way as long as that process is.
 * @param train takes the model from data to a verdict
 */
export function localTraining(train: (model: string, why: string) => Promise<TrainedHere>): Training {
  const runs = new Map<string, TrainingStatus>();
  return {
    newRunId: (_model, at) => `${at.toISOString().replace(/[-:.]/g, "")}-${process.pid}-${randomBytes(3).toString("hex")}`,
    async start(model, runId, why) {
      const begun = performance.now();
      runs.set(runId, { state: "running" });
      let result: TrainedHere;
      try {
        result = await train(model, why);
      } catch (error) {
        runs.delete(runId);
        throw error;
      }
      runs.set(runId, statusOf(result, (performance.now() - begun) / 3_600_000));
    },
    async status(_model, runId) {
      const known = runs.get(runId);
      if (known !== undefined) return known;
      const pid = Number(runId.split("-")[1]);
      if (pid === process.pid) return { state: "absent" };
      if (isAlive(pid)) return { state: "running" };
      return { state: "failed", reasons: ["the process that ran it ended before it did"], computeHours: 0 };
    },
  };
}
