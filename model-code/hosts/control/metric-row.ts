import type { ModelMetricRow } from "./telemetry";

/** A figure about a model but not about one version or a share of its rows, unless `more` says so. */
export const metricRow = (Model: string, at: Date, Metric: string, Value: number, more: Partial<ModelMetricRow> = {}): ModelMetricRow => ({
  TimeGenerated: at.toISOString(),
  Model,
  Digest: "",
  Metric,
  Value,
  Lower: null,
  Upper: null,
  Samples: 1,
  WindowStart: at.toISOString(),
  WindowEnd: at.toISOString(),
  Slice: "",
  ...more,
});
