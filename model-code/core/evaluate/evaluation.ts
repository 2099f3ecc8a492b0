import type { Task } from "../learners/learner";
import type { MetricName, ModelSpec } from "../spec/model-schema";

export type StressScenario = ModelSpec["evaluation"]["stress"][number];

/** A figure with its interval. null: not determined (JSON has no NaN). */
export interface Estimate {
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

export type Estimates = Partial<Readonly<Record<MetricName, Estimate>>>;
export type Values = Partial<Readonly<Record<MetricName, number | null>>>;

/** A stretch of time and what lies in it; dates as YYYY-MM-DD, both ends within, null where rows have no time and each is a session. */
export interface Period {
  readonly from: string | null;
  readonly to: string | null;
  readonly rows: number;
  readonly sessions: number;
}

/** x and y, both 0 to 1. */
export type Point = readonly [number, number];

export interface Curves {
  /** False positive rate, true positive rate; from (0, 0) to (1, 1). */
  readonly roc: readonly Point[];
  /** Recall, precision; by rising recall. */
  readonly precisionRecall: readonly Point[];
}

/** A point of the reliability diagram. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly meanPrediction: number;
  readonly observed: number;
  readonly rows: number;
}

export interface SliceResult {
  /** Column, or `year`. */
  readonly slice: string;
  readonly value: string;
  readonly rows: number;
  readonly sessions: number;
  readonly metrics: Estimates;
}

/** A candidate on the test period after a shock. */
export interface StressResult {
  readonly scenario: StressScenario;
  /** A scenario may take rows away. */
  readonly rows: number;
  readonly metrics: Values;
  /** Every score stayed a number. */
  readonly allFinite: boolean;
}

/** What the metric loses when a feature's values are moved to other times, in the metric's unit; positive: the feature helps. */
export interface PermutationLoss {
  readonly feature: string;
  readonly loss: number | null;
  /** Over the repeats. */
  readonly standardDeviation: number | null;
}

export interface CandidateEvaluation {
  readonly metrics: Estimates;
  /** Over the baseline, oriented so that positive is better; the interval is that of the paired difference on the same resamples. */
  readonly gains: Estimates;
  /** Classification only. */
  readonly curves?: Curves;
  /** Classification only. */
  readonly reliability?: readonly ReliabilityBin[];
  readonly slices: readonly SliceResult[];
  readonly stress: readonly StressResult[];
  readonly permutationImportance?: readonly PermutationLoss[];
}

/** All that the test period says of the candidates: plain JSON, read by gates, the model card and reports. */
export interface Evaluation {
  readonly task: Task;
  readonly baseline: string;
  readonly threshold: number;
  readonly test: Period;
  readonly resampling: {
    readonly blockSessions: number;
    readonly resamples: number;
    readonly confidence: number;
    readonly seed: number;
  };
  readonly candidates: Readonly<Record<string, CandidateEvaluation>>;
}
