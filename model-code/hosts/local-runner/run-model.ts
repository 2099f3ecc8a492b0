import { existsSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { BlobStore } from "../../adapters/blob-store/blob-store";
import { DamagedBlob, NotFound } from "../../adapters/blob-store/errors";
import { hasFolder } from "../../adapters/blob-store/folders";
import type { ModelFolder } from "../../adapters/model-files";
import { openLanding } from "../../adapters/step-folders/input-folder";
import { matchFiles } from "../../core/data/match-files";
import { fingerprint } from "../../core/lifecycle/fingerprint";
import type { Step } from "../../core/lifecycle/step";
import { STEPS } from "../../core/lifecycle/steps";
import { sha256, treeDigest } from "../../core/package/tree-digest";
import { BadInput } from "../../core/problem";
import type { Bundle } from "../bundle";
import type { JobEvent } from "../job-events";
import { datasetHead, findRecord, keepRecord, moveDatasetHead } from "./records";
import { JobFailed, type JobResult, type Jobs, openJobs } from "./run-job";
import type { OutputRecord, RunRecord, StepOutcome, StepRecord } from "./run-record";
import { staging, storedOutput } from "./staging";

/** What a run tells while it goes on. */
export type RunEvent =
  | { readonly kind: "begin"; readonly step: Step }
  | { readonly kind: "progress"; readonly step: Step; readonly event: JobEvent }
  | { readonly kind: "end"; readonly step: Step; readonly outcome: StepOutcome; readonly history: JobResult["history"] };

export interface RunOptions {
  readonly model: ModelFolder;
  readonly bundle: Bundle;
  readonly store: BlobStore;
  /** Folder for local copies. */
  readonly work: string;
  /** Folder with new data. */
  readonly data: string;
  /** This step and all after it are done again, whatever was done before. */
  readonly from?: string | undefined;
  /** The last step to run. */
  readonly until?: string | undefined;
  /** Date by which freshness is judged, YYYY-MM-DD. @default the newest in the data */
  readonly asOf?: string | undefined;
  readonly runId: string;
  readonly commit: string | null;
  readonly clock: () => Date;
  readonly onEvent: (event: RunEvent) => void;
  /** Steps that runs of this process are at, by fingerprint: one that another run is at is awaited, not run twice. */
  readonly underWay: Map<string, Promise<unknown>>;
  /** Ends the step that is under way, and the run with an error. */
  readonly signal?: AbortSignal;
}

/** A folder of data by name and place, so that two folders do not grow into one dataset. */
const datasetName = (data: string) => `${basename(resolve(data)).replace(/[^A-Za-z0-9_-]/g, "_")}-${sha256(resolve(data)).slice(0, 8)}`;

/** The digest of the files that belong to a source; nothing else in the folder counts, or is read. */
function sourceDigest(model: ModelFolder, data: string): string {
  if (!statSync(data, { throwIfNoEntry: false })?.isDirectory())
    throw new BadInput("--data", [
      {
        where: data,
        expected: "a folder",
        got: existsSync(data) ? "a file" : "nothing there",
        remedy: "Name the folder that holds the CSV files.",
      },
    ]);
  const landing = openLanding(data);
  const wanted = [...new Set(model.spec.sources.flatMap((s) => matchFiles(landing.list(), s.files)))];
  return treeDigest(
    wanted.map((path) => {
      const content = landing.bytes(path);
      return { path, bytes: content.length, sha256: sha256(content) };
    }),
  );
}

/**
 * Takes a model from new data to a verdict and a registered package, its steps in a process of the bundle that is deployed. A step
 * whose fingerprint is known is not run again; one whose stored output is damaged is, and must write the same bytes.
 * A run that fails ends with a record that says why; only the store's own errors are thrown.
 */
export async function runModel(options: RunOptions): Promise<RunRecord> {
  const { model, bundle, clock, onEvent } = options;
  const startedAt = clock().toISOString();
  const dataset = datasetName(options.data);
  const outcomes: StepOutcome[] = [];
  const ended = (status: RunRecord["status"], reasons: readonly string[]): RunRecord => ({
    runId: options.runId,
    model: model.spec.name,
    dataset,
    startedAt,
    endedAt: clock().toISOString(),
    commit: options.commit,
    bundle: bundle.hash,
    status,
    reasons,
    steps: outcomes,
  });
  const jobs = openJobs(bundle.directory, { MLOPS_STORE: options.store.location }, options.signal);
  const run = stepRunner(options, jobs, dataset, sourceDigest(model, options.data));
  const forcedFrom = options.from === undefined ? Number.POSITIVE_INFINITY : STEPS.findIndex((s) => s.name === options.from);
  try {
    for (const [i, step] of STEPS.entries()) {
      onEvent({ kind: "begin", step });
      try {
        const { outcome, history } = await run(step, i >= forcedFrom);
        outcomes.push(outcome);
        onEvent({ kind: "end", step, outcome, history });
        if (outcome.refused.length > 0) return ended("refused", outcome.refused);
      } catch (error) {
        if (!(error instanceof JobFailed) || options.signal?.aborted) throw error;
        return ended("failed", [error.message.startsWith(`${step.name}:`) ? error.message : `${step.name}: ${error.message}`]);
      }
      if (step.name === options.until) break;
    }
    return ended("done", []);
  } finally {
    await jobs.end();
  }
}

/** A damaged folder that its step does not give again: the files that it was made of are not all there any more. */
export class CannotMend extends Error {
  readonly code = "CANNOT_MEND";
  constructor(step: Step, damage: Error) {
    super(
      `${damage.message} The step ${step.name} was run again and gave something else, because the files that it took in over time are not all in the data folder. Nothing was removed: restore the blob from its versions or a backup, or put those files back.`,
    );
  }
}

/** Runs or reuses one step after the other, remembering what each wrote. */
function stepRunner(options: RunOptions, jobs: Jobs, dataset: string, source: string) {
  const { model, bundle, store, clock, onEvent } = options;
  const stage = staging(store, options.work);
  const written = new Map<string, OutputRecord & { readonly step: Step }>();
  const params = options.asOf === undefined ? {} : { asOf: options.asOf };

  const paramsOf = (step: Step) => Object.fromEntries(Object.entries(params).filter(([name]) => name in step.params));
  const isThere = async (record: StepRecord) => {
    for (const [name, output] of Object.entries(record.outputs)) if (!(await hasFolder(store, storedOutput(name, output)))) return false;
    return true;
  };

  /** The local folder of an output. One whose stored copy is damaged or gone is made again by its step, and must be what it was. */
  async function bring(name: string, output: OutputRecord = written.get(name)!, step: Step = written.get(name)!.step): Promise<string> {
    try {
      return await stage.bring(name, output);
    } catch (error) {
      if (!(error instanceof DamagedBlob || error instanceof NotFound)) throw error;
      onEvent({ kind: "progress", step, event: { warning: `${error.message} It is made again now.` } });
      const { outputs } = await execute(step, undefined, true);
      if (outputs[name]!.digest !== output.digest) throw new CannotMend(step, error);
      return stage.bring(name, output);
    }
  }

  async function execute(
    step: Step,
    previous: string | undefined,
    again = false,
  ): Promise<{ readonly outputs: Record<string, OutputRecord>; readonly result: JobResult }> {
    const attempt = stage.attempt();
    const args = [step.name, "--model", model.spec.name, "--models", dirname(model.directory)];
    for (const input of step.inputs) {
      if (input.name === "source") args.push("--input", `source=${resolve(options.data)}`);
      else if (input.name === "previous") {
        if (previous !== undefined) args.push("--input", `previous=${await bring("raw", { zone: "raw", digest: previous }, step)}`);
      } else if (input.from !== undefined) args.push("--input", `${input.name}=${await bring(input.name)}`);
    }
    for (const { name } of step.outputs) args.push("--output", `${name}=${attempt.folder(name)}`);
    for (const [key, value] of Object.entries(paramsOf(step))) args.push("--param", `${key}=${value}`);
    try {
      const result = await jobs.run(args, (event) => onEvent({ kind: "progress", step, event }));
      const outputs: Record<string, OutputRecord> = {};
      for (const { name, zone } of step.outputs) outputs[name] = await stage.keep(name, zone, attempt.folder(name), again);
      return { outputs, result };
    } finally {
      await attempt.end();
    }
  }

  async function executeAndKeep(
    step: Step,
    mine: string,
    previous: string | undefined,
  ): Promise<{ readonly record: StepRecord; readonly history: JobResult["history"] }> {
    const { outputs, result } = await execute(step, previous);
    const record = {
      step: step.name,
      fingerprint: mine,
      outputs,
      metrics: result.metrics,
      warnings: result.warnings,
      refused: result.refused,
    };
    await keepRecord(store, record);
    return { record, history: result.history };
  }

  async function run(step: Step, forced: boolean): Promise<{ readonly outcome: StepOutcome; readonly history: JobResult["history"] }> {
    const begun = clock().getTime();
    const accumulates = step.inputs.some((i) => i.name === "previous");
    const head = accumulates ? await datasetHead(store, model.spec.name, dataset) : undefined;
    const fingerprintWith = (previous: string | undefined) => {
      const inputs: Record<string, string> = {};
      for (const { name, from } of step.inputs) {
        if (name === "source") inputs.source = source;
        else if (name === "previous") {
          if (previous !== undefined) inputs.previous = previous;
        } else if (from !== undefined) inputs[name] = written.get(name)!.digest;
      }
      return fingerprint({ step, code: bundle.hash, model: model.spec, modelFile: model.file, inputs, params: paramsOf(step) });
    };
    const mine = fingerprintWith(head?.digest);
    // set before anything is awaited, so that of two runs at the same step one works and the other finds its record
    const before = options.underWay.get(mine) ?? Promise.resolve();
    const work = before
      .catch(() => {})
      .then(async () => {
        const known = forced ? undefined : await findRecord(store, step.name, mine);
        if (known !== undefined && (await isThere(known))) return { record: known, history: [], reused: true };
        return { ...(await executeAndKeep(step, mine, head?.digest)), reused: false };
      });
    options.underWay.set(mine, work);
    const { record, history, reused } = await work;
    if (head !== undefined) {
      const { digest } = record.outputs.raw!;
      // the same files on top of what they gave change nothing, so that the next run need not try
      if (head.digest !== digest) await keepRecord(store, { ...record, fingerprint: fingerprintWith(digest) });
      if (!(await moveDatasetHead(store, model.spec.name, dataset, head, digest))) return run(step, forced);
    }
    for (const [name, output] of Object.entries(record.outputs)) written.set(name, { ...output, step });
    return { outcome: { ...record, reused, seconds: (clock().getTime() - begun) / 1000 }, history };
  }
  return run;
}
