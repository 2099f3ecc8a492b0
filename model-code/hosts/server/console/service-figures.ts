import type { Registry } from "prom-client";
import type { Latency } from "../traffic";

/** What this process answered since it started, whatever was asked. */
export interface ServiceFigures {
  /** Answers by the first digit of their status. */
  readonly answers: ReadonlyMap<number, number>;
  /** Of requests for predictions but batches, from head to answer; null without any. */
  readonly latency: Latency | null;
}

/** Where predictions are asked for; a batch takes as long as it has rows. */
const PREDICTIONS = new Set(["/predict", "/models/:model/predict", "/v2/models/:model/infer", "/v2/models/:model/versions/:version/infer"]);

interface Sample {
  readonly value: number;
  readonly labels: Readonly<Partial<Record<string, string | number>>>;
  readonly metricName?: string;
}

/**
 * A quantile of a Prometheus histogram: within a bucket, values are taken to lie evenly.
 * @param buckets rising; how many values are up to each bound, the last being infinite
 * @see Prometheus, histogram_quantile
 */
export function bucketQuantile(buckets: readonly (readonly [bound: number, upTo: number])[], share: number): number {
  const wanted = share * (buckets.at(-1)?.[1] ?? 0);
  let [lower, below] = [0, 0];
  for (const [bound, upTo] of buckets) {
    if (upTo >= wanted && upTo > below)
      return bound === Number.POSITIVE_INFINITY ? lower : lower + ((bound - lower) * (wanted - below)) / (upTo - below);
    if (bound !== Number.POSITIVE_INFINITY) lower = bound;
    below = upTo;
  }
  return Number.NaN;
}

async function samples(registry: Registry, metric: string): Promise<readonly Sample[]> {
  return (await registry.getSingleMetric(metric)?.get())?.values ?? [];
}

export async function serviceFigures(registry: Registry): Promise<ServiceFigures> {
  const answers = new Map<number, number>();
  for (const { labels, value } of await samples(registry, "mlops_http_requests_total")) {
    const kind = Math.floor(Number(labels.status) / 100);
    answers.set(kind, (answers.get(kind) ?? 0) + value);
  }
  const buckets = new Map<number, number>();
  for (const { labels, value, metricName } of await samples(registry, "mlops_http_request_duration_seconds")) {
    if (metricName?.endsWith("_bucket") !== true || !PREDICTIONS.has(String(labels.route))) continue;
    const bound = labels.le === "+Inf" ? Number.POSITIVE_INFINITY : Number(labels.le);
    buckets.set(bound, (buckets.get(bound) ?? 0) + value);
  }
  const rising = [...buckets].sort(([a], [b]) => a - b);
  const milliseconds = (share: number) => 1000 * bucketQuantile(rising, share);
  const none = (rising.at(-1)?.[1] ?? 0) === 0;
  return { answers, latency: none ? null : { p50: milliseconds(0.5), p95: milliseconds(0.95), p99: milliseconds(0.99) } };
}
