/** How a training run stands. */
export type TrainingStatus =
  | { readonly state: "running" }
  /** Nobody knows of it: it was announced, but whoever did so broke off before it began. */
  | { readonly state: "absent" }
  | { readonly state: "registered"; readonly version: number; readonly digest: string; readonly computeHours: number }
  /** The gates refused what was trained. */
  | { readonly state: "refused"; readonly reasons: readonly string[]; readonly computeHours: number }
  | { readonly state: "failed"; readonly reasons: readonly string[]; readonly computeHours: number };

/** Where training runs: on this machine, or as a job of Azure ML. */
export interface Training {
  /** An id for a run that is about to begin; no two runs have the same. */
  newRunId(model: string, at: Date): string;
  /** Begins a run under the id. To begin the same id twice begins it once. */
  start(model: string, runId: string, reason: string): Promise<void>;
  status(model: string, runId: string): Promise<TrainingStatus>;
}
