import { randomBytes } from "node:crypto";
import type { AzureMlJobs } from "../../adapters/azure-ml/jobs";
import type { BlobStore } from "../../adapters/blob-store/blob-store";
import { NotFound } from "../../adapters/blob-store/errors";
import type { Registration } from "../../core/lifecycle/steps/register";
import type { VerdictDocument } from "../../core/lifecycle/steps/select-best";
import { BadInput } from "../../core/problem";
import type { Training, TrainingStatus } from "./training";

/** The definition of each model's training job, as the jobs API takes it under `properties`. `{{runId}}` and `{{why}}` are filled in. */
export type TrainingJobs = Readonly<Record<string, object>>;

/** The setting that holds a model's job: `TRAINING_JOB_MARKET_VOLATILITY`. */
export const jobSetting = (model: string): string => `TRAINING_JOB_${model.toUpperCase().replaceAll("-", "_")}`;

/** Where a job of a run leaves what it wrote, in the container `models` of the environment: `runs/<run id>/<output>/`. */
const outputOf = (runId: string, output: "registration" | "verdict") => `runs/${runId}/${output}/${output}.json`;

const OVER: ReadonlySet<string> = new Set(["Completed", "Failed", "Canceled", "NotResponding"]);
const HOUR = 3_600_000;

const filled = (value: unknown, runId: string, why: string): unknown => {
  if (typeof value === "string") return value.replaceAll("{{runId}}", runId).replaceAll("{{why}}", why);
  if (Array.isArray(value)) return value.map((v) => filled(v, runId, why));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, v]) => [name, filled(v, runId, why)]));
  return value;
};

/**
 * Training as jobs of Azure ML: `start` submits and comes back, `status` asks. How a run ended is told by what its job left in the
 * store, since Azure ML calls a job that a gate refused a failed one.
 * @param environment where the jobs leave what they write
 */
export function azureMlTraining(jobs: AzureMlJobs, definitions: TrainingJobs, environment: BlobStore, clock: () => Date): Training {
  const left = async <T>(name: string): Promise<T | undefined> => {
    try {
      return JSON.parse(new TextDecoder().decode((await environment.get("models", name)).content)) as T;
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  };
  return {
    // control's stack gives it the jobs of the models that train in its environment, and no others
    elsewhere: ({ name, trainsIn }) => (definitions[name] === undefined ? trainsIn : undefined),
    newRunId: (model, at) => `${model}-${at.toISOString().replace(/[-:.]/g, "").toLowerCase()}-${randomBytes(3).toString("hex")}`,
    async start(model, runId, why) {
      const definition = definitions[model];
      if (definition === undefined)
        throw new BadInput("training", [
          {
            where: jobSetting(model),
            expected: `the job of ${model}`,
            got: `jobs of ${Object.keys(definitions).join(", ") || "none"}`,
            remedy: "A model trains in one environment: ask there, or add its job.",
          },
        ]);
      await jobs.submit(runId, filled(definition, runId, why));
    },
    async status(_model, runId): Promise<TrainingStatus> {
      const job = await jobs.state(runId);
      if (job === undefined) return { state: "absent" };
      if (!OVER.has(job.status)) return { state: "running" };
      // what the cluster bills is less: the wait for a node and for this look are in it, too
      const computeHours = Math.max(0, clock().getTime() - job.createdAt.getTime()) / HOUR;
      const registration = await left<Registration>(outputOf(runId, "registration"));
      if (job.status === "Completed" && registration !== undefined) return { state: "packaged", digest: registration.digest, computeHours };
      const verdict = await left<VerdictDocument>(outputOf(runId, "verdict"));
      if (verdict?.passed === false)
        return { state: "refused", reasons: verdict.gates.filter((g) => !g.passed).map((g) => g.why), computeHours };
      const reason = job.status === "Completed" ? `the job left no ${outputOf(runId, "registration")}` : `Azure ML says ${job.status}`;
      return { state: "failed", reasons: [reason], computeHours };
    },
  };
}
