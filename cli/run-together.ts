import { resolve } from "node:path";
import type { BlobStore } from "../model-code/adapters/blob-store/blob-store";
import type { ModelFolder } from "../model-code/adapters/model-files";
import { STEPS } from "../model-code/core/lifecycle/steps";
import { buildBundle } from "../model-code/hosts/bundle";
import { runModel } from "../model-code/hosts/local-runner/run-model";
import type { RunRecord } from "../model-code/hosts/local-runner/run-record";
import type { Display } from "./progress/display";
import { lineDisplay } from "./progress/lines";
import { type TrackedRun, trackRun } from "./run-tracker";
import { currentCommit } from "./session";
import { Stopped } from "./stopped";

/** One model to be run. */
export interface ModelRun {
  readonly model: ModelFolder;
  readonly data: string;
  readonly store: BlobStore;
  readonly work: string;
  /** What it is called while it goes on. @default the model's name */
  readonly title?: string;
}

export interface RunTogetherOptions {
  readonly models: readonly ModelRun[];
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly asOf?: string | undefined;
  /** No progress at all, for a script that wants only the result. */
  readonly quiet?: boolean;
}

const titleOf = ({ model, title }: ModelRun): string => title ?? model.spec.name;

async function displayFor({ models, until, quiet }: RunTogetherOptions): Promise<Display> {
  if (quiet) return lineDisplay(() => {});
  if (!process.stdout.isTTY || process.env.CI !== undefined) return lineDisplay((line) => console.log(line));
  // listr2 is an ES module, loaded only where there is a terminal
  const { terminalDisplay } = await import("./progress/terminal");
  const names = STEPS.map((s) => s.name);
  return terminalDisplay(models.map(titleOf), until === undefined ? names : names.slice(0, names.indexOf(until) + 1));
}

/** Aborts at the first SIGINT or SIGTERM; a second one ends the process at once, as it would without this. */
function listenForStop(): { readonly signal: AbortSignal; stoppedBy(): Stopped["signal"] | undefined; end(): void } {
  const abort = new AbortController();
  let stoppedBy: Stopped["signal"] | undefined;
  const stop = (signal: NodeJS.Signals) => {
    stoppedBy = signal as Stopped["signal"];
    abort.abort();
    end();
  };
  const end = () => {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return { signal: abort.signal, stoppedBy: () => stoppedBy, end };
}

/**
 * Runs models side by side, shows how they go, and keeps each run with the tracker.
 * @returns the runs that came to an end, and the errors that broke the others off
 * @throws Stopped
 */
export async function runTogether(
  options: RunTogetherOptions,
): Promise<{ readonly records: readonly RunRecord[]; readonly errors: readonly unknown[] }> {
  const job = await buildBundle("job");
  const display = await displayFor(options);
  const underWay = new Map<string, Promise<unknown>>();
  const commit = currentCommit();
  const clock = () => new Date();
  const listening = listenForStop();
  const runs = options.models.map(async (wanted) => {
    const { model, data, store } = wanted;
    const name = titleOf(wanted);
    let record: RunRecord | undefined;
    let tracked: TrackedRun | undefined;
    display.begin(name);
    try {
      const run = await trackRun(store, { model: model.spec, commit, bundle: job.hash, clock });
      tracked = run;
      record = await runModel({
        model,
        bundle: job,
        store,
        work: resolve(wanted.work),
        data,
        from: options.from,
        until: options.until,
        asOf: options.asOf,
        runId: run.runId,
        commit,
        clock,
        underWay,
        signal: listening.signal,
        onEvent(event) {
          display.event(name, event);
          run.event(event);
        },
      });
      await run.end(record);
      return record;
    } catch (error) {
      await tracked?.broke(listening.stoppedBy() === undefined ? "FAILED" : "KILLED");
      throw error;
    } finally {
      display.end(name, record);
    }
  });
  const settled = await Promise.allSettled(runs);
  await display.close();
  listening.end();
  const stoppedBy = listening.stoppedBy();
  if (stoppedBy !== undefined) throw new Stopped(stoppedBy);
  return {
    records: settled.flatMap((r) => (r.status === "fulfilled" ? [r.value] : [])),
    errors: settled.flatMap((r) => (r.status === "rejected" ? [r.reason] : [])),
  };
}
