/** How a run stands; MLflow's own words. */
export type RunStatus = "RUNNING" | "FINISHED" | "FAILED" | "KILLED";

/** One value of a metric. A metric may have many, told apart by step and time. */
export interface Metric {
  readonly key: string;
  /** May be NaN or infinite. */
  readonly value: number;
  /** An integer: a round, a trial; 0 where there is no such thing. */
  readonly step: number;
  /** Milliseconds since 1970, an integer. */
  readonly timestamp: number;
}

export interface RunSummary {
  readonly experiment: string;
  readonly runId: string;
  readonly name: string;
  readonly status: RunStatus;
  /** Milliseconds since 1970. */
  readonly startTime: number;
  /** Undefined while the run goes on. */
  readonly endTime: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** All that is known of a run. */
export interface RunRecord extends RunSummary {
  readonly params: Readonly<Record<string, string>>;
  /** The whole history of each metric, by key, step and time. */
  readonly metrics: readonly Metric[];
  /** Paths, sorted. */
  readonly artifacts: readonly string[];
}

export interface StartRun {
  readonly name: string;
  /** @default the clock's time */
  readonly startTime?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A run that is written to. Each promise resolves when what was logged is kept, whatever happens to this process then.
 * All of them throw BadInput for what exceeds `LIMITS`, with every problem.
 */
export interface Run {
  readonly experiment: string;
  readonly runId: string;
  /** A parameter has one value for ever. @throws BadInput for another value */
  logParams(params: Readonly<Record<string, string>>): Promise<void>;
  logMetrics(metrics: readonly Metric[]): Promise<void>;
  /** A tag's last value counts. */
  setTags(tags: Readonly<Record<string, string>>): Promise<void>;
  /** @param path relative, with forward slashes; an artifact of the same path is replaced */
  logArtifact(path: string, content: Uint8Array): Promise<void>;
  /** @param endTime @default the clock's time */
  finish(status: Exclude<RunStatus, "RUNNING">, endTime?: number): Promise<void>;
}

/** Keeps experiments' runs. To be read by the same interface, so that runs can be sent from one tracker to another. */
export interface Tracker {
  /** Starts a run; the experiment is made if absent. */
  startRun(experiment: string, start: StartRun): Promise<Run>;
  /** Goes on with a run that another process began. @throws an error with a code if there is none */
  resumeRun(experiment: string, runId: string): Promise<Run>;
  /** Sorted. */
  experiments(): Promise<readonly string[]>;
  /** By start, then id; none for an experiment that is absent. */
  runs(experiment: string): Promise<readonly RunSummary[]>;
  run(experiment: string, runId: string): Promise<RunRecord>;
  artifact(experiment: string, runId: string, path: string): Promise<Uint8Array>;
}

/** The time, in milliseconds since 1970. */
export type Clock = () => number;

/** The order in which trackers give a run's metrics. */
export const byKeyStepTime = (a: Metric, b: Metric): number =>
  a.key === b.key ? a.step - b.step || a.timestamp - b.timestamp : a.key < b.key ? -1 : 1;

export const byStart = (a: RunSummary, b: RunSummary): number => a.startTime - b.startTime || (a.runId < b.runId ? -1 : 1);
