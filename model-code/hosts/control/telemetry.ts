/** Where figures about a model go, to be alerted on. */
export interface Telemetry {
  /** @throws if they were not taken */
  send(figures: MonitorFigures): Promise<void>;
}

/** A row of the table of model metrics in Log Analytics. */
export interface ModelMetricRow {
  readonly TimeGenerated: string;
  readonly Model: string;
  readonly Digest: string;
  readonly Metric: string;
  readonly Value: number;
  readonly Lower: number | null;
  readonly Upper: number | null;
  readonly Samples: number;
  readonly WindowStart: string;
  readonly WindowEnd: string;
  readonly Slice: string;
}

/** A row of the table of drift in Log Analytics. */
export interface DriftRow {
  readonly TimeGenerated: string;
  readonly Model: string;
  readonly Digest: string;
  /** `score` for the answers. */
  readonly Feature: string;
  readonly Statistic: "psi" | "jensen_shannon" | "kolmogorov_smirnov";
  readonly Value: number;
  readonly Threshold: number | null;
  readonly Samples: number;
  readonly WindowStart: string;
  readonly WindowEnd: string;
}

export interface MonitorFigures {
  readonly metrics: readonly ModelMetricRow[];
  readonly drift: readonly DriftRow[];
}
