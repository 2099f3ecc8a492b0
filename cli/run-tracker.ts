import { randomBytes } from "node:crypto";
import type { BlobStore } from "../model-code/adapters/blob-store/blob-store";
import { BlobTracker } from "../model-code/adapters/tracker/blob-tracker";
import type { Run, Tracker } from "../model-code/adapters/tracker/tracker";
import { canonicalJson } from "../model-code/core/canonical-json";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import type { RunEvent } from "../model-code/hosts/local-runner/run-model";
import type { RunRecord } from "../model-code/hosts/local-runner/run-record";

/** The artifact that holds a run's record. */
export const RECORD = "run.json";

/** Ids of runs sort by time. */
const newRunId = (now: Date) => `${now.toISOString().replace(/[-:.]/g, "")}${randomBytes(3).toString("hex")}`;

/** The project's own tracker, in its store. */
export const storeTracker = (store: BlobStore, clock: () => Date): Tracker =>
  new BlobTracker(
    store,
    () => clock().getTime(),
    () => newRunId(clock()),
  );

export interface TrackedRun {
  readonly runId: string;
  /** Logs what is worth keeping of an event; what goes wrong with it is told by `end`. */
  event(event: RunEvent): void;
  end(record: RunRecord): Promise<void>;
  /** The run broke off: with an error of the store's, or because somebody stopped it. */
  broke(how: "FAILED" | "KILLED"): Promise<void>;
}

export interface RunStart {
  readonly model: ModelSpec;
  readonly commit: string | null;
  /** sha256 of the bundle. */
  readonly bundle: string;
  readonly clock: () => Date;
}

/** Begins a run with the tracker; the figures of each step are logged as soon as it has ended. */
export async function trackRun(store: BlobStore, { model, commit, bundle, clock }: RunStart): Promise<TrackedRun> {
  const run: Run = await storeTracker(store, clock).startRun(model.name, {
    name: `${model.name} ${clock().toISOString()}`,
    tags: { bundle, ...(commit === null ? {} : { commit }) },
  });
  let last = run.logParams({
    task: model.task,
    seed: String(model.search.seed),
    metric: model.search.metric,
    candidates: model.candidates.map((c) => c.name).join(", "),
  });
  const then = (write: () => Promise<void>) => {
    last = last.then(write);
    // shown when `end` waits for it
    last.catch(() => {});
  };
  return {
    runId: run.runId,
    event(event) {
      if (event.kind !== "end") return;
      const timestamp = clock().getTime();
      const metrics =
        event.history.length > 0 ? event.history : Object.entries(event.outcome.metrics).map(([name, value]) => ({ name, value, step: 0 }));
      if (metrics.length > 0) then(() => run.logMetrics(metrics.map(({ name, value, step }) => ({ key: name, value, step, timestamp }))));
    },
    async end(record) {
      await last;
      await run.logArtifact(RECORD, Buffer.from(canonicalJson(record)));
      await run.setTags({ status: record.status, dataset: record.dataset });
      await run.finish(record.status === "failed" ? "FAILED" : "FINISHED", Date.parse(record.endedAt));
    },
    broke: async (how) => {
      await run.setTags({ status: how === "KILLED" ? "stopped" : "failed" }).catch(() => {});
      await run.finish(how).catch(() => {});
    },
  };
}

/** The record of a run that has ended; undefined for one that has not. */
export async function runRecord(tracker: Tracker, model: string, runId: string): Promise<RunRecord | undefined> {
  const { artifacts } = await tracker.run(model, runId);
  return artifacts.includes(RECORD)
    ? (JSON.parse(new TextDecoder().decode(await tracker.artifact(model, runId, RECORD))) as RunRecord)
    : undefined;
}

/** The newest run of a model that has ended. */
export async function latestRecord(tracker: Tracker, model: string): Promise<RunRecord | undefined> {
  for (const { runId } of [...(await tracker.runs(model))].reverse()) {
    const record = await runRecord(tracker, model, runId);
    if (record !== undefined) return record;
  }
  return undefined;
}
