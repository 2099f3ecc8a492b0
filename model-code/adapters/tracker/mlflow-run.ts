import { ArtifactsUnreachable } from "./errors";
import { fromJsonNumber, type JsonNumber } from "./numbers";
import type { Metric, RunStatus, RunSummary } from "./tracker";

interface Pair {
  readonly key: string;
  readonly value: string;
}

/** A run as MLflow's REST API gives it; 64-bit integers may come as numbers or as strings. */
export interface MlflowRun {
  readonly info: {
    readonly run_id: string;
    readonly run_name?: string;
    readonly experiment_id: string;
    readonly status: string;
    readonly start_time?: number | string;
    readonly end_time?: number | string;
    readonly artifact_uri?: string;
  };
  readonly data?: {
    readonly params?: readonly Pair[];
    readonly tags?: readonly Pair[];
    readonly metrics?: readonly { readonly key: string }[];
  };
}

export interface MlflowMetric {
  readonly key: string;
  readonly value?: JsonNumber;
  readonly timestamp: number | string;
  readonly step?: number | string;
}

/** MLflow's list of keys and values as an object. */
export const record = (list: readonly Pair[] = []): Record<string, string> =>
  Object.fromEntries(list.map(({ key, value }) => [key, value ?? ""]));

/** Servers over SQL keep an infinite value as the greatest finite one. */
export function metricOf({ key, value, step, timestamp }: MlflowMetric): Metric {
  const number = fromJsonNumber(value ?? 0);
  const finite = Math.abs(number) < Number.MAX_VALUE || Number.isNaN(number);
  return {
    key,
    value: finite ? number : Math.sign(number) * Number.POSITIVE_INFINITY,
    step: Number(step ?? 0),
    timestamp: Number(timestamp),
  };
}

const STATUS: Readonly<Record<string, RunStatus>> = { FINISHED: "FINISHED", FAILED: "FAILED", KILLED: "KILLED" };

/** A run that has not ended (also one that is scheduled) is RUNNING. */
export function summary(experiment: string, { info, data }: MlflowRun): RunSummary {
  const end = Number(info.end_time ?? 0);
  return {
    experiment,
    runId: info.run_id,
    name: info.run_name ?? "",
    status: STATUS[info.status] ?? "RUNNING",
    startTime: Number(info.start_time ?? 0),
    endTime: end > 0 && STATUS[info.status] ? end : undefined,
    tags: record(data?.tags),
  };
}

/** The place of a run's artifacts below the server's artifact proxy: the path of `mlflow-artifacts:/…` or `mlflow-artifacts://host/…`. @throws ArtifactsUnreachable */
export function proxyRoot(artifactUri: string | undefined): string {
  const path = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.*?)\/*$/.exec(artifactUri ?? "")?.[1];
  if (path !== undefined) return path;
  throw new ArtifactsUnreachable({
    where: "the MLflow server's artifacts",
    expected: "mlflow-artifacts:/… (a server started with --serve-artifacts)",
    got: `${(artifactUri ?? "none").split(":", 1)[0]}:`,
    remedy: "Have the server serve artifacts, or fetch the files from the store where they were logged.",
  });
}
