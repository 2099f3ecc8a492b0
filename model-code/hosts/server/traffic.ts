import { LATENCY_BINS, latencyBin, latencyQuantile } from "../../core/release/latency-histogram";
import type { Arm, PredictionRecord } from "../../core/serving/prediction-record";

/** Of how many minutes rows and latencies are kept apart. */
export const TRAFFIC_MINUTES = 60;
const MINUTE_MS = 60_000;

/** Quantiles in milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** What a version scored in one role, in this process. */
export interface VersionTraffic {
  readonly digest: string;
  readonly arm: Arm;
  /** Rows since the start, and how many of them failed. */
  readonly rows: number;
  readonly failed: number;
  /** Rows in each of the last 60 minutes, oldest first; the last one still runs. */
  readonly minutes: readonly number[];
  readonly failedLately: number;
  /** Of the last 60 minutes: how long the run took that scored a row; null without any. */
  readonly latency: Latency | null;
}

interface Minute {
  number: number;
  rows: number;
  failed: number;
  readonly latencies: Float64Array;
}

interface Counted {
  readonly digest: string;
  readonly arm: Arm;
  rows: number;
  failed: number;
  readonly ring: (Minute | undefined)[];
}

function latencyOf(minutes: readonly Minute[]): Latency | null {
  const all = new Float64Array(LATENCY_BINS);
  for (const { latencies } of minutes) for (let bin = 0; bin < LATENCY_BINS; bin++) all[bin]! += latencies[bin]!;
  if (minutes.every((m) => m.rows === 0)) return null;
  return { p50: latencyQuantile(all, 0.5), p95: latencyQuantile(all, 0.95), p99: latencyQuantile(all, 0.99) };
}

/** Counts what is scored, by version and role, for people who look at the scorer; `/metrics` is for those who keep it. */
export class Traffic {
  private readonly models = new Map<string, Counted[]>();

  /** @param now milliseconds of a clock that never goes back */
  constructor(private readonly now: () => number = () => performance.now()) {}

  prediction({ model, digest, arm, status, latencyMs }: Pick<PredictionRecord, "model" | "digest" | "arm" | "status" | "latencyMs">): void {
    const counted = this.counted(model, digest, arm);
    const minute = this.minuteOf(counted);
    counted.rows++;
    minute.rows++;
    if (status === "error") {
      counted.failed++;
      minute.failed++;
    }
    minute.latencies[latencyBin(latencyMs)]!++;
  }

  /** Of every version that scored since the start; the first that did comes first. */
  of(model: string): readonly VersionTraffic[] {
    const current = Math.floor(this.now() / MINUTE_MS);
    return (this.models.get(model) ?? []).map(({ digest, arm, rows, failed, ring }) => {
      const lately = Array.from({ length: TRAFFIC_MINUTES }, (_, i) => {
        const number = current - TRAFFIC_MINUTES + 1 + i;
        const minute = ring[((number % TRAFFIC_MINUTES) + TRAFFIC_MINUTES) % TRAFFIC_MINUTES];
        return minute?.number === number ? minute : undefined;
      });
      const present = lately.filter((m) => m !== undefined);
      const failedLately = present.reduce((sum, m) => sum + m.failed, 0);
      return { digest, arm, rows, failed, minutes: lately.map((m) => m?.rows ?? 0), failedLately, latency: latencyOf(present) };
    });
  }

  /** Versions are few, and comparing them costs less than to hash a key made of two. */
  private counted(model: string, digest: string, arm: Arm): Counted {
    let versions = this.models.get(model);
    if (versions === undefined) {
      versions = [];
      this.models.set(model, versions);
    }
    for (const version of versions) if (version.digest === digest && version.arm === arm) return version;
    const counted = { digest, arm, rows: 0, failed: 0, ring: new Array<Minute | undefined>(TRAFFIC_MINUTES) };
    versions.push(counted);
    return counted;
  }

  private minuteOf({ ring }: Counted): Minute {
    const number = Math.floor(this.now() / MINUTE_MS);
    let minute = ring[number % TRAFFIC_MINUTES];
    if (minute === undefined) {
      minute = { number, rows: 0, failed: 0, latencies: new Float64Array(LATENCY_BINS) };
      ring[number % TRAFFIC_MINUTES] = minute;
    } else if (minute.number !== number) {
      minute.number = number;
      minute.rows = 0;
      minute.failed = 0;
      minute.latencies.fill(0);
    }
    return minute;
  }
}
