import { guardRetraining, type RetrainingRequest, RUN_EXPIRES_HOURS } from "../../core/monitor/guard";
import { emptyLedger, parseLedger, type RetrainingLedger, type RetrainingRun } from "../../core/monitor/ledger";
import { endRetraining, endWaiting, type RunEnd, waitingRun } from "../../core/monitor/retraining-runs";
import { changeDocument, readDocument } from "./change-document";
import { type Opened, openRelease } from "./change-release";
import { CONTROL, releasePorts, type Tick } from "./places";
import type { Training, TrainingStatus } from "./training";

export interface RetrainTick extends Tick {
  /** What asks; the run's id is the training's own. */
  readonly request: Omit<RetrainingRequest, "id">;
  readonly training: Training;
}

/** What came of a request for a training run. */
export interface RetrainOutcome {
  readonly allowed: boolean;
  /** Why it was refused, or what it was started for. */
  readonly why: string;
  /** The run, as the ledger holds it now; undefined if none was started. */
  readonly run: RetrainingRun | undefined;
  /** What became of the release of what the run made; null if it made nothing, or is still under way. */
  readonly opened: Opened | null;
}

/** A run that has ended, or whose package no longer waits for its release. */
export interface EndedRun {
  readonly run: RetrainingRun;
  readonly opened: Opened | null;
}

const retiredText = (model: string): string => `${model} is retired`;

const nameOf = (model: string) => `${model}/retraining.json`;
const parserOf = (model: string) => (text: string) => parseLedger(text, model, `releases/${nameOf(model)}`);

/** @returns one without entries for a model of which nothing was asked yet */
export const readLedger = async ({ model, places }: Pick<Tick, "model" | "places">): Promise<RetrainingLedger> =>
  (await readDocument(places.environment, nameOf(model.name), parserOf(model.name))) ?? emptyLedger(model.name);

/**
 * Asks the guard for a training run of a model that is not retired, starts it if it is allowed, and records how it ended if it is over already. Of two that ask at
 * once, one starts.
 */
export async function retrainTick(tick: RetrainTick): Promise<RetrainOutcome> {
  const { model, places, clock, training } = tick;
  const now = clock();
  const request = { ...tick.request, id: training.newRunId(model.name, now) };
  const manifest = (await releasePorts(tick).releases.read(model.name))?.manifest;
  // what it would make could not be released: that is no question for the guard
  if (manifest?.state === "retired") return { allowed: false, why: retiredText(model.name), run: undefined, opened: null };
  const candidate = manifest?.candidate?.digest ?? null;
  const verdict = await changeDocument(places.environment, nameOf(model.name), parserOf(model.name), (ledger) => {
    const result = guardRetraining(
      model.retraining,
      ledger ?? emptyLedger(model.name),
      request,
      now,
      candidate,
      training.elsewhere?.(model),
    );
    return { next: result.ledger, result };
  });
  if (!verdict.allowed) return { allowed: false, why: verdict.why, run: undefined, opened: null };
  await begin(tick, request.id, request.why);
  const ended = (await followTraining(tick)).find(({ run }) => run.id === request.id);
  const run = ended?.run ?? verdict.ledger.runs.find((r) => r.id === request.id);
  return { allowed: true, why: verdict.why, run, opened: ended?.opened ?? null };
}

/**
 * A run that was not begun has failed: it must not keep the next from starting. One of which that can't be known is looked after by the
 * next tick.
 */
async function begin(tick: Omit<RetrainTick, "request">, runId: string, why: string): Promise<void> {
  const { model, training } = tick;
  try {
    await training.start(model.name, runId, why);
  } catch (error) {
    const status = await training.status(model.name, runId).catch(() => undefined);
    const reasons = [(error as Error).message];
    if (status?.state === "absent") await end(tick, runId, { state: "failed", reasons, computeHours: 0 });
    throw error;
  }
}

/**
 * Looks after the runs that were under way: records those that have ended, and opens the release of what passed its gates, at once or
 * when the release that is under way has ended. A run that was allowed and never begun, because whoever asked broke off in between, is
 * begun.
 * @returns the runs that this call found to have ended, or whose release it opened
 */
export async function followTraining(tick: Omit<RetrainTick, "request">): Promise<readonly EndedRun[]> {
  const ledger = await readLedger(tick);
  const ended: EndedRun[] = [...(await openWaiting(tick, waitingRun(ledger)))];
  const followed = ledger.runs.filter((r) => r.outcome === "running" || diedLately(r, tick.clock()));
  for (const { id, why, outcome } of followed) {
    const status = await tick.training.status(tick.model.name, id);
    if (status.state === "running") continue;
    if (status.state !== "absent") ended.push(...(await end(tick, id, status)));
    else if (outcome === "running") ended.push(...(await beginLate(tick, id, why)));
  }
  return ended;
}

/** Begins a run that was allowed and never begun, unless its model was retired since. */
async function beginLate(tick: Omit<RetrainTick, "request">, runId: string, why: string): Promise<readonly EndedRun[]> {
  const { name } = tick.model;
  const isRetired = (await releasePorts(tick).releases.read(name))?.manifest.state === "retired";
  if (isRetired) return end(tick, runId, { state: "failed", reasons: [retiredText(name)], computeHours: 0 });
  await begin(tick, runId, why);
  return [];
}

/** One that was held to have died may still be heard of, for as long again. */
const diedLately = ({ outcome, endedAt }: RetrainingRun, now: Date): boolean =>
  outcome === "died" && endedAt !== null && now.getTime() - Date.parse(endedAt) < RUN_EXPIRES_HOURS * 3_600_000;

type Ended = Exclude<TrainingStatus, { state: "running" | "absent" }>;

const endOf = (status: Ended, opened: Opened | null): RunEnd =>
  status.state === "packaged"
    ? { outcome: "packaged", digest: status.digest, computeHours: status.computeHours, waits: opened?.waits === true }
    : { outcome: status.state, computeHours: status.computeHours };

const open = (tick: Tick, runId: string, digest: string): Promise<Opened> =>
  openRelease(tick, digest, { by: CONTROL, why: `retraining ${runId} made it, and its gates let it through` });

/** Opens the release of a package that had to wait, once the way is free. */
async function openWaiting(tick: Tick, run: RetrainingRun | undefined): Promise<readonly EndedRun[]> {
  if (run === undefined || run.digest === null) return [];
  const { model, places } = tick;
  const opened = await open(tick, run.id, run.digest);
  if (opened.waits) return [];
  await changeDocument(places.environment, nameOf(model.name), parserOf(model.name), (ledger) => ({
    next: ledger && endWaiting(ledger, run.id),
    result: undefined,
  }));
  return [{ run, opened }];
}

/** The release first: should this process end in between, the next tick finds the run still under way, and the release opened. */
async function end(tick: Omit<RetrainTick, "request">, runId: string, status: Ended): Promise<readonly EndedRun[]> {
  const { model, places, clock } = tick;
  const now = clock();
  const opened = status.state === "packaged" ? await open(tick, runId, status.digest) : null;
  return changeDocument(places.environment, nameOf(model.name), parserOf(model.name), (ledger) => {
    const before = ledger ?? emptyLedger(model.name);
    const next = endRetraining(before, runId, endOf(status, opened), now);
    if (next === before) return { next: undefined, result: [] };
    return { next, result: next.runs.filter((r) => r.id === runId).map((run) => ({ run, opened })) };
  });
}
