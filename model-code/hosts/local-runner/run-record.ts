import type { LakeZone } from "../../core/lifecycle/step";

/** A folder that a step wrote: `<zone>/<name>/<digest>/` in the store. */
export interface OutputRecord {
  readonly zone: LakeZone;
  readonly digest: string;
}

/** What is kept of a step's work under its fingerprint: only what its inputs determine, so that two runners write the same. */
export interface StepRecord {
  readonly step: string;
  readonly fingerprint: string;
  readonly outputs: Readonly<Record<string, OutputRecord>>;
  /** Last value of each figure. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  /** Why a gate refused; empty if none did. */
  readonly refused: readonly string[];
}

/** A step in a run. */
export interface StepOutcome extends StepRecord {
  /** Taken from an earlier run with the same fingerprint. */
  readonly reused: boolean;
  readonly seconds: number;
}

/** One run of a model, with what its hashed artifacts must not hold: time, commit, machine. */
export interface RunRecord {
  readonly runId: string;
  readonly model: string;
  readonly dataset: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly commit: string | null;
  /** sha256 of the bundle that ran. */
  readonly bundle: string;
  readonly status: "done" | "refused" | "failed";
  /** Why it was refused or failed. */
  readonly reasons: readonly string[];
  readonly steps: readonly StepOutcome[];
}
