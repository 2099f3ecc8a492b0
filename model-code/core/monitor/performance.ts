import { interval, resampleWeights } from "../evaluate/block-bootstrap";
import type { Estimates } from "../evaluate/evaluation";
import { judgedRows } from "../evaluate/judged-rows";
import { gainOver } from "../evaluate/metric";
import { METRICS } from "../evaluate/metrics";
import { overResamples } from "../evaluate/resampled";
import { sessionsOf } from "../evaluate/sessions";
import { seededRandom } from "../random";
import type { MetricName, ModelSpec } from "../spec/model-schema";

/** A metric on the window's labels, beside the package's own test. null: not determined. */
export interface MeasuredMetric {
  readonly metric: MetricName;
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly reference: number | null;
}

export interface Performance {
  readonly labels: number;
  /** Whether there were labels enough, and a reference to hold them against. */
  readonly judged: boolean;
  readonly decayed: boolean;
  /** A plain sentence with the figures. */
  readonly why: string;
  /** What the model is searched by first; empty without labels enough. */
  readonly metrics: readonly MeasuredMetric[];
}

export interface PerformanceInput {
  readonly model: Pick<ModelSpec, "task" | "search" | "evaluation" | "monitors">;
  /** What the package reached on its own test; undefined if it does not say. */
  readonly tested: Estimates | undefined;
  /** Beside each other: rows whose label is known. */
  readonly sessions: Float64Array;
  readonly label: Float64Array;
  readonly prediction: Float64Array;
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
const shown = (value: number | null): string => (value === null ? "undetermined" : value.toFixed(3));

/**
 * Measures the window's labelled rows by `search.metric` and log loss (root mean squared error for regression), with the interval of a
 * bootstrap of blocks of sessions. It is decay only if all of the interval of `search.metric` is worse than the package's own test by
 * more than `monitors.maxMetricLoss`: a window is short, and one that is bad by chance shall start nothing.
 */
export function performanceOf({ model, tested, sessions, label, prediction }: PerformanceInput): Performance {
  const { task, search, evaluation, monitors } = model;
  const labels = label.length;
  if (labels < monitors.minLabels) {
    return { labels, judged: false, decayed: false, why: `${labels} labels, fewer than ${monitors.minLabels}`, metrics: [] };
  }
  const loss: MetricName = task === "regression" ? "root-mean-squared-error" : "log-loss";
  const names = [...new Set([search.metric, loss])];
  const { dates, sessionOfRow } = sessionsOf(sessions);
  const { blockSessions, resamples, confidence, threshold } = evaluation;
  const weights = resampleWeights(sessionOfRow, dates.length, blockSessions, resamples, seededRandom(search.seed).fork("monitor"));
  const judged = judgedRows(label, prediction, { threshold });
  const figures = names.map((name) => METRICS[name].prepare(judged));
  const metrics = overResamples([{ rows: Int32Array.from(label.keys()), figures }], weights, resamples)[0]!.map(
    ({ value, resampled }, i): MeasuredMetric => {
      const { lower, upper } = interval(resampled, confidence);
      const metric = names[i]!;
      return { metric, value: orNull(value), lower: orNull(lower), upper: orNull(upper), reference: tested?.[metric]?.value ?? null };
    },
  );
  const { value, lower, upper, reference } = metrics[0]!;
  const metric = METRICS[search.metric];
  const best = metric.better === "higher" ? upper : lower;
  const figure = `${metric.title} ${shown(value)} in [${shown(lower)}, ${shown(upper)}] on ${labels} labels`;
  if (reference === null || best === null) {
    return { labels, judged: false, decayed: false, why: `${figure}, ${shown(reference)} in the package's own test`, metrics };
  }
  const decayed = gainOver(metric, best, reference) < -monitors.maxMetricLoss;
  const verdict = decayed ? "all of it worse than" : "not shown to be worse than";
  return {
    labels,
    judged: true,
    decayed,
    why: `${figure}, ${verdict} the package's own ${shown(reference)} by more than ${monitors.maxMetricLoss}`,
    metrics,
  };
}
