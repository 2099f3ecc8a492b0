import type { ColumnDrift } from "../../core/monitor/column-drift";
import { MODEL_STATES } from "../../core/monitor/decide";
import type { MonitorReport } from "../../core/monitor/monitor";
import type { DriftRow, ModelMetricRow, MonitorFigures } from "./telemetry";

const STATISTICS = [
  ["psi", "psi"],
  ["jensenShannon", "jensen_shannon"],
  ["kolmogorovSmirnov", "kolmogorov_smirnov"],
] as const;

/** A report as rows of the tables that alerts look at. @param at when it was measured */
export function monitorFigures(report: MonitorReport, at: Date): MonitorFigures {
  const { window, performance, labels, freshness, anomalies, decision } = report;
  const common = {
    TimeGenerated: at.toISOString(),
    Model: report.model,
    Digest: report.digest,
    WindowStart: `${window.from}T00:00:00Z`,
    WindowEnd: `${window.to}T23:59:59Z`,
  };
  const metric = (Metric: string, Value: number | null, more: Partial<ModelMetricRow> = {}): readonly ModelMetricRow[] =>
    Value === null ? [] : [{ ...common, Metric, Value, Lower: null, Upper: null, Samples: window.rows, Slice: "", ...more }];
  const drift = (Feature: string, { statistics, threshold }: ColumnDrift): readonly DriftRow[] =>
    STATISTICS.flatMap(([key, Statistic]) => {
      const Value = statistics[key];
      return Value === null ? [] : [{ ...common, Feature, Statistic, Value, Threshold: threshold?.[key] ?? null, Samples: window.rows }];
    });
  return {
    drift: [
      ...report.features.flatMap((column) => drift(column.name, column)),
      ...(report.prediction === null ? [] : drift("score", report.prediction)),
    ],
    metrics: [
      ...performance.metrics.flatMap(({ metric: name, value, lower, upper }) =>
        metric(name, value, { Lower: lower, Upper: upper, Samples: performance.labels }),
      ),
      ...metric("labels_known", labels.known),
      ...metric("labels_missing", labels.missing),
      ...metric("sessions_late", freshness.sessionsLate),
      ...metric("anomalies", anomalies.length),
      ...metric("drifted_features", report.features.filter((f) => f.exceeded.length > 0).length),
      // 0 healthy, 1 watch, 2 retrain, 3 retire
      ...metric("model_state", MODEL_STATES.indexOf(decision.state)),
    ],
  };
}
