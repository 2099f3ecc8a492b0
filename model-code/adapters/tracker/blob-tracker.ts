import { randomBytes } from "node:crypto";
import { canonicalJson } from "../../core/canonical-json";
import type { BlobStore } from "../blob-store/blob-store";
import { concurrently } from "../blob-store/concurrently";
import { NotFound } from "../blob-store/errors";
import { checkArtifactPath, checkMetrics, checkName, checkParams, checkTags } from "./limits";
import { foldRun, metricsEvent, type RunEvent } from "./run-events";
import { readSegments, SegmentLog } from "./segment-log";
import { byStart, type Clock, type Metric, type Run, type RunRecord, type RunSummary, type StartRun, type Tracker } from "./tracker";

const CONTAINER = "models";
const ROOT = "runs/";

/** The events of the first `segments` segments in one blob, written when a run ends, so that to read it later is one call. */
interface WholeLog {
  readonly segments: number;
  readonly events: readonly RunEvent[];
}

/** A run's blobs: how many segments, whether there is a whole log, which artifacts. */
interface Blobs {
  segments: number;
  compacted: boolean;
  readonly artifacts: string[];
}

const runPrefix = (experiment: string, runId: string): string => `${ROOT}${encodeURIComponent(experiment)}/${runId}/`;

/**
 * Keeps runs in the blob store: `models/runs/<experiment>/<runId>/`, with `log/<number>.json` (events, append-only), `run.json` (the log in
 * one, once the run has ended) and `artifacts/<path>`. What a promise has acknowledged survives the process.
 */
export class BlobTracker implements Tracker {
  /** @param newRunId gives letters and digits only, never the same twice */
  constructor(
    private readonly store: BlobStore,
    private readonly clock: Clock,
    private readonly newRunId: () => string = () => randomBytes(16).toString("hex"),
  ) {}

  async startRun(experiment: string, start: StartRun): Promise<Run> {
    checkName("experiment", experiment);
    checkName("run", start.name);
    checkTags(start.tags ?? {});
    const run = this.open(experiment, this.newRunId(), 0, {});
    await run.append({ kind: "start", name: start.name, startTime: start.startTime ?? this.clock(), tags: start.tags ?? {} });
    return run;
  }

  async resumeRun(experiment: string, runId: string): Promise<Run> {
    const blobs = await this.blobsOf(experiment, runId);
    const { params } = foldRun(await this.events(experiment, runId, blobs));
    return this.open(experiment, runId, blobs.segments, params);
  }

  async experiments(): Promise<readonly string[]> {
    const names = (await this.store.list(CONTAINER, ROOT)).map((b) => b.name.split("/")[1] ?? "");
    return [...new Set(names)].map(decodeURIComponent).sort();
  }

  async runs(experiment: string): Promise<readonly RunSummary[]> {
    const prefix = `${ROOT}${encodeURIComponent(experiment)}/`;
    const found = [...(await this.survey(prefix))].filter(([, blobs]) => blobs.segments > 0);
    const records = await concurrently(8, found, ([runId, blobs]) => this.record(experiment, runId, blobs));
    return records.map(({ params: _p, metrics: _m, artifacts: _a, ...summary }) => summary).sort(byStart);
  }

  async run(experiment: string, runId: string): Promise<RunRecord> {
    return this.record(experiment, runId, await this.blobsOf(experiment, runId));
  }

  async artifact(experiment: string, runId: string, path: string): Promise<Uint8Array> {
    checkArtifactPath(path);
    return (await this.store.get(CONTAINER, `${runPrefix(experiment, runId)}artifacts/${path}`)).content;
  }

  private open(experiment: string, runId: string, segments: number, params: Readonly<Record<string, string>>): BlobRun {
    const compact = async () => {
      const blobs = await this.blobsOf(experiment, runId);
      const content: WholeLog = { segments: blobs.segments, events: await this.events(experiment, runId, blobs) };
      const name = `${runPrefix(experiment, runId)}run.json`;
      await this.store.put(CONTAINER, name, canonicalJson(content), { contentType: "application/json" });
    };
    return new BlobRun(this.store, this.clock, experiment, runId, segments, new Map(Object.entries(params)), compact);
  }

  private async record(experiment: string, runId: string, blobs: Blobs): Promise<RunRecord> {
    const state = foldRun(await this.events(experiment, runId, blobs));
    return { experiment, runId, ...state, artifacts: blobs.artifacts };
  }

  private async events(experiment: string, runId: string, blobs: Blobs): Promise<RunEvent[]> {
    const prefix = runPrefix(experiment, runId);
    let whole: WholeLog = { segments: 0, events: [] };
    if (blobs.compacted)
      whole = JSON.parse(new TextDecoder().decode((await this.store.get(CONTAINER, `${prefix}run.json`)).content)) as WholeLog;
    return [...whole.events, ...(await readSegments<RunEvent>(this.store, `${prefix}log/`, whole.segments + 1, blobs.segments))];
  }

  private async blobsOf(experiment: string, runId: string): Promise<Blobs> {
    const blobs = (await this.survey(`${ROOT}${encodeURIComponent(experiment)}/`, runId)).get(runId);
    if (blobs && blobs.segments > 0) return blobs;
    const where = `${CONTAINER}/${runPrefix(experiment, runId)} in ${this.store.location}`;
    throw new NotFound({ where, expected: "a run", got: "none", remedy: "Check the experiment and the run's id." });
  }

  /** Which runs there are below an experiment's prefix, by id, with their blobs. */
  private async survey(prefix: string, runId?: string): Promise<Map<string, Blobs>> {
    const runs = new Map<string, Blobs>();
    for (const { name } of await this.store.list(CONTAINER, runId === undefined ? prefix : `${prefix}${runId}/`)) {
      const [id = "", part = "", ...rest] = name.slice(prefix.length).split("/");
      const blobs = runs.get(id) ?? { segments: 0, compacted: false, artifacts: [] };
      runs.set(id, blobs);
      if (part === "log") blobs.segments++;
      else if (part === "run.json") blobs.compacted = true;
      else if (part === "artifacts") blobs.artifacts.push(rest.join("/"));
    }
    return runs;
  }
}

class BlobRun implements Run {
  private readonly log: SegmentLog<RunEvent>;
  private readonly prefix: string;

  constructor(
    private readonly store: BlobStore,
    private readonly clock: Clock,
    readonly experiment: string,
    readonly runId: string,
    segments: number,
    private readonly params: Map<string, string>,
    private readonly compact: () => Promise<void>,
  ) {
    this.prefix = runPrefix(experiment, runId);
    this.log = new SegmentLog(store, `${this.prefix}log/`, segments);
  }

  append(event: RunEvent): Promise<void> {
    return this.log.append(event);
  }

  async logParams(params: Readonly<Record<string, string>>): Promise<void> {
    checkParams(params, this.params);
    for (const [key, value] of Object.entries(params)) this.params.set(key, value);
    await this.append({ kind: "params", params: { ...params } });
  }

  async logMetrics(metrics: readonly Metric[]): Promise<void> {
    checkMetrics(metrics);
    if (metrics.length > 0) await this.append(metricsEvent(metrics));
  }

  async setTags(tags: Readonly<Record<string, string>>): Promise<void> {
    checkTags(tags);
    await this.append({ kind: "tags", tags: { ...tags } });
  }

  async logArtifact(path: string, content: Uint8Array): Promise<void> {
    checkArtifactPath(path);
    await this.store.put(CONTAINER, `${this.prefix}artifacts/${path}`, content);
  }

  async finish(status: "FINISHED" | "FAILED" | "KILLED", endTime: number = this.clock()): Promise<void> {
    await this.append({ kind: "finish", status, endTime });
    await this.compact();
  }
}
