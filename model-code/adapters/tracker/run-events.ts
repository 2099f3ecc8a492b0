import { fromJsonNumber, type JsonNumber, toJsonNumber } from "./numbers";
import { byKeyStepTime, type Metric, type RunRecord, type RunStatus } from "./tracker";

export type JsonMetric = Omit<Metric, "value"> & { readonly value: JsonNumber };

/** What can happen to a run, as the blob tracker keeps it. */
export type RunEvent =
  | { readonly kind: "start"; readonly name: string; readonly startTime: number; readonly tags: Readonly<Record<string, string>> }
  | { readonly kind: "params"; readonly params: Readonly<Record<string, string>> }
  | { readonly kind: "metrics"; readonly metrics: readonly JsonMetric[] }
  | { readonly kind: "tags"; readonly tags: Readonly<Record<string, string>> }
  | { readonly kind: "finish"; readonly status: RunStatus; readonly endTime: number };

export const metricsEvent = (metrics: readonly Metric[]): RunEvent => ({
  kind: "metrics",
  metrics: metrics.map(({ key, value, step, timestamp }) => ({ key, value: toJsonNumber(value), step, timestamp })),
});

/** A run's state: what its events come to. */
export type RunState = Omit<RunRecord, "experiment" | "runId" | "artifacts">;

/** Of two values of a parameter the first counts, of two values of a tag the last; a metric logged twice counts once. */
export function foldRun(events: readonly RunEvent[]): RunState {
  let state: RunState = { name: "", status: "RUNNING", startTime: 0, endTime: undefined, tags: {}, params: {}, metrics: [] };
  const metrics = new Map<string, Metric>();
  for (const event of events) {
    if (event.kind === "start") state = { ...state, name: event.name, startTime: event.startTime, tags: { ...state.tags, ...event.tags } };
    else if (event.kind === "params") state = { ...state, params: { ...event.params, ...state.params } };
    else if (event.kind === "tags") state = { ...state, tags: { ...state.tags, ...event.tags } };
    else if (event.kind === "finish") state = { ...state, status: event.status, endTime: event.endTime };
    else for (const m of event.metrics) metrics.set(metricIdentity(m), { ...m, value: fromJsonNumber(m.value) });
  }
  return { ...state, metrics: [...metrics.values()].sort(byKeyStepTime) };
}

/** Two metrics of one identity are one, logged twice. */
export const metricIdentity = (m: Metric | JsonMetric): string => JSON.stringify([m.key, m.step, m.timestamp, String(m.value)]);
