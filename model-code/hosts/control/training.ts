import type { ModelSpec } from "../../core/spec/model-schema";

/** How a training run stands. */
export type TrainingStatus =
  | { readonly state: "running" }
  /** Nobody knows of it: it was allowed, but whoever asked broke off before it began. */
  | { readonly state: "absent" }
  | { readonly state: "packaged"; readonly digest: string; readonly computeHours: number }
  /** refused: by the gates; failed: it broke. */
  | { readonly state: "refused" | "failed"; readonly reasons: readonly string[]; readonly computeHours: number };

/** Where training runs: on this machine, or as a job of Azure ML. */
export interface Training {
  /** The environment that trains a model which this one does not. */
  elsewhere?(model: ModelSpec): string | undefined;
  /** An id for a run that may begin; no two have the same. */
  newRunId(model: string, at: Date): string;
  /** Begins a run. Where that takes long it comes back at once, and `status` says how the run ended. To begin one twice begins it once. */
  start(model: string, runId: string, why: string): Promise<void>;
  status(model: string, runId: string): Promise<TrainingStatus>;
}
