import type { ColumnDrift } from "../../core/monitor/column-drift";
import { MODEL_STATES } from "../../core/monitor/decide";
import { ANSWERS, FIGURE, testedFigure } from "../../core/monitor/figure-names";
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
      ...(report.prediction === null ? [] : drift(ANSWERS, report.prediction)),
    ],
    metrics: [
      ...performance.metrics.flatMap(({ metric: name, value, lower, upper, reference }) => [
        ...metric(name, value, { Lower: lower, Upper: upper, Samples: performance.labels }),
        ...metric(testedFigure(name), reference),
      ]),
      ...metric(FIGURE.labelsKnown, labels.known),
      ...metric(FIGURE.labelsMissing, labels.missing),
      ...metric(FIGURE.answersLate, freshness.sessionsLate),
      ...metric(FIGURE.anomalies, anomalies.length),
      ...metric(FIGURE.driftedFeatures, report.features.filter((f) => f.exceeded.length > 0).length),
      ...metric(FIGURE.state, MODEL_STATES.indexOf(decision.state)),
    ],
  };
}
