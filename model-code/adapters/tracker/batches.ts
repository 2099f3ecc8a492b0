import { toJsonNumber } from "./numbers";
import type { Metric } from "./tracker";

/** What MLflow's `runs/log-batch` takes at most in one request. The last is the server's own limit, less some room for the frame. */
export const BATCH = { metrics: 1000, params: 100, tags: 100, bytes: 900_000 } as const;

interface KeyValue {
  readonly key: string;
  readonly value: string;
}

/** The body of a `runs/log-batch` request, without the run's id. */
export type Batch =
  | { readonly metrics: readonly unknown[] }
  | { readonly params: readonly KeyValue[] }
  | { readonly tags: readonly KeyValue[] };

const pairs = (values: Readonly<Record<string, string>>): KeyValue[] => Object.entries(values).map(([key, value]) => ({ key, value }));

export const metricBatches = (metrics: readonly Metric[]): Batch[] =>
  split(
    metrics.map(({ key, value, step, timestamp }) => ({ key, value: toJsonNumber(value), timestamp, step })),
    BATCH.metrics,
  ).map((part) => ({ metrics: part }));

export const paramBatches = (params: Readonly<Record<string, string>>): Batch[] =>
  split(pairs(params), BATCH.params).map((part) => ({ params: part }));

export const tagBatches = (tags: Readonly<Record<string, string>>): Batch[] =>
  split(pairs(tags), BATCH.tags).map((part) => ({ tags: part }));

/** Cuts a list into parts of at most so many items and so many bytes as JSON. */
function split<T>(items: readonly T[], most: number): T[][] {
  const parts: T[][] = [];
  let room = 0;
  for (const item of items) {
    const bytes = Buffer.byteLength(JSON.stringify(item)) + 1;
    const last = parts.at(-1);
    if (last && last.length < most && bytes <= room) {
      last.push(item);
      room -= bytes;
    } else {
      parts.push([item]);
      room = BATCH.bytes - bytes;
    }
  }
  return parts;
}
