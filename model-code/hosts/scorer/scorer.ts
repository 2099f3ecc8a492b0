import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { PredictionLog } from "../../adapters/prediction-log/prediction-log";
import type { Appends } from "../../adapters/prediction-log/record-log";
import type { Problem } from "../../core/problem";
import type { CheckedRow, ServingContract } from "../../core/serving/contract";
import { eventDay } from "../../core/serving/event-day";
import { keyText } from "../../core/serving/join-labels";
import { type AskedRow, checkAsked } from "../../core/serving/predict-request";
import type { Arm, PredictionRecord } from "../../core/serving/prediction-record";
import { Refused } from "../../core/serving/problem-details";
import { timeText } from "../../core/serving/time-text";
import { inTurns, TURN_ROWS } from "./in-turns";
import { checkedAnswer, type LoadedPackage } from "./loaded-package";
import type { Serving } from "./served-model";

/** One row's answer. */
export interface Scored {
  /** Of its line in the prediction log, for feedback. */
  readonly id: string;
  readonly arm: Exclude<Arm, "shadow">;
  readonly package: LoadedPackage;
  readonly score: number;
  readonly outOfRange: readonly string[];
}

export interface ScorerOptions {
  readonly log: PredictionLog;
  readonly clock: () => Date;
  /** Rows that may wait for the shadow; more are not shadowed, which is counted. @default 1000 */
  readonly shadowQueue?: number;
  /** Told of each line that goes to the log. */
  readonly onRecord?: (record: PredictionRecord) => void;
}

/** Who asks, and by what its rows are split where they name no key. */
export interface Asker {
  /** Of what may come again and is the same then, such as a stream's event. Never a caller's own word: two requests may have the same. */
  readonly eventId?: string;
  readonly key: string;
  /** The version that the caller insists on. */
  readonly pinned?: LoadedPackage;
  /** All rows are to be answered by one version: where one of them is the stable version's, all are. */
  readonly wantsOneVersion?: boolean;
}

interface Planned {
  readonly asked: AskedRow;
  readonly row: CheckedRow;
  readonly arm: Exclude<Arm, "shadow">;
  readonly package: LoadedPackage;
  /** Of the caller, while a canary is there. */
  readonly group: number | undefined;
}

const knows = (contract: ServingContract | undefined) => (name: string) => contract?.names.includes(name) === true;
const thousandths = (value: number) => Math.round(value * 1000) / 1000;

/** Scores rows by what answers for their callers, logs every answer before it is given, and lets the shadow score beside. */
export class Scorer {
  private readonly shadows = new Set<Promise<void>>();
  private dropped = 0;

  constructor(private readonly options: ScorerOptions) {}

  /** Rows that the shadow did not score, since too many waited, or since they do not fit its contract. */
  get shadowsDropped(): number {
    return this.dropped;
  }

  /**
   * Rows of which there are many are checked, scored and logged some at a time: other requests have their turn in between.
   * @param where of a row in the problems, "" for a request of one row
   * @throws Refused: contract (with every problem of every row), failed, log
   */
  async score(serving: Serving, rows: readonly AskedRow[], asker: Asker, where: (row: number) => string): Promise<readonly Scored[]> {
    const planned = rows.length === 1 ? [planOne(serving, rows[0]!, asker, where(0))] : await planAll(serving, rows, asker, where);
    const request = asker.eventId ?? randomUUID();
    const answers: Scored[] = [];
    const kept: PredictionRecord[] = [];
    let failed: Outcome | undefined;
    // all rows of a request are logged or none: one that was refused half-way comes again whole
    const held = planned.length === 1 ? undefined : this.options.log.hold();
    try {
      for (let from = 0; from < planned.length; from += TURN_ROWS) {
        const some = planned.length <= TURN_ROWS ? planned : planned.slice(from, from + TURN_ROWS);
        const outcomes = await outcomesOf(some, serving.candidate !== null);
        const time = timeText(this.options.clock());
        for (let i = 0; i < outcomes.length; i++) {
          const { arm, row, package: by, asked, group } = some[i]!;
          const { score, latencyMs, run } = outcomes[i]!;
          const id = `${request}/${from + i}`;
          const record = this.keep(held ?? this.options.log, serving, by, { id, time, arm, asked, row, score, latencyMs, run, group });
          if (record === undefined) throw logFull();
          kept.push(record);
          if (score !== null) answers.push({ id, arm, package: by, score, outOfRange: row.outOfRange });
          else failed ??= outcomes[i];
        }
      }
      if (held?.take() === false) throw logFull();
    } finally {
      held?.release();
    }
    for (const record of kept) this.options.onRecord?.(record);
    await this.options.log.written().catch((error: unknown) => {
      throw new Refused("log", (error as Error).message, [], 10);
    });
    if (serving.candidate !== null && serving.manifest.candidate?.mode === "shadow")
      for (let i = 0; i < rows.length; i++) this.shadow(serving, serving.candidate, rows[i]!, `${request}/${i}`);
    if (failed !== undefined) throw scoringFailed(serving.manifest.model, failed.failure);
    return answers;
  }

  /** @returns what was logged, or is held; undefined if there is no room for it */
  private keep(
    log: Appends<PredictionRecord>,
    { manifest }: Serving,
    by: LoadedPackage,
    of: Pick<PredictionRecord, "id" | "time" | "arm" | "score" | "latencyMs" | "run" | "group"> & {
      readonly asked: AskedRow;
      readonly row: CheckedRow;
    },
  ): PredictionRecord | undefined {
    const record: PredictionRecord = {
      id: of.id,
      time: of.time,
      model: manifest.model,
      digest: by.digest,
      release: manifest.version,
      arm: of.arm,
      about: of.asked.about,
      subject: of.asked.subject,
      status: of.score === null ? "error" : "ok",
      features: by.redact(of.row),
      score: of.score,
      latencyMs: of.latencyMs,
      run: of.run,
      group: of.group,
      outOfRange: of.row.outOfRange,
    };
    // what was changed or left out of them, such as what may not be logged, is not in what the caller wrote
    const written = record.features === of.asked.features ? of.asked.written : undefined;
    return log.append(record, eventDay(record, by.document.time), written) ? record : undefined;
  }

  /** Waits for the shadow's rows that wait now. @returns whether there were any */
  async shadowsScored(): Promise<boolean> {
    return (await Promise.all(this.shadows)).length > 0;
  }

  /** Off the caller's path: after its answer, as long as not too many wait. */
  private shadow(serving: Serving, by: LoadedPackage, asked: AskedRow, id: string): void {
    if (this.shadows.size >= (this.options.shadowQueue ?? 1000)) {
      this.dropped++;
      return;
    }
    const scoring = this.scoreShadow(serving, by, asked, id).finally(() => this.shadows.delete(scoring));
    this.shadows.add(scoring);
  }

  private async scoreShadow(serving: Serving, by: LoadedPackage, asked: AskedRow, id: string): Promise<void> {
    await setImmediate();
    const row = checkAsked(asked, by.contract, "", [], knows(serving.stable.contract));
    const outcome = row === undefined ? undefined : await outcomeOf({ row, package: by }, true);
    const time = timeText(this.options.clock());
    const record =
      row === undefined || outcome === undefined
        ? undefined
        : this.keep(this.options.log, serving, by, { id, time, arm: "shadow", asked, row, group: undefined, ...outcome });
    if (record === undefined) this.dropped++;
    else this.options.onRecord?.(record);
  }
}

interface Outcome {
  /** null if scoring failed. */
  readonly score: number | null;
  readonly latencyMs: number;
  /** Rows of the run; undefined if its time is compared with nothing, or scoring failed. */
  readonly run: number | undefined;
  readonly failure?: unknown;
}

async function outcomeOf({ package: by, row }: Pick<Planned, "package" | "row">, isCompared: boolean): Promise<Outcome> {
  const began = performance.now();
  try {
    const { value, milliseconds, rows } = await by.score(row, isCompared);
    return { score: checkedAnswer(by.document, value), latencyMs: thousandths(milliseconds), run: isCompared ? rows : undefined };
  } catch (failure) {
    return { score: null, latencyMs: thousandths(performance.now() - began), run: undefined, failure };
  }
}

/** One row, the usual case, needs no promise around promises. */
const outcomesOf = async (planned: readonly Planned[], isCompared: boolean): Promise<readonly Outcome[]> =>
  planned.length === 1 ? [await outcomeOf(planned[0]!, isCompared)] : Promise.all(planned.map((p) => outcomeOf(p, isCompared)));

const logFull = (): Refused =>
  new Refused("log", "The prediction log is full, since its store has been away for long. Try again later.", [], 10);

const contractRefused = (model: string, problems: readonly Problem[]): Refused =>
  new Refused("contract", `${problems.length} problem${problems.length === 1 ? "" : "s"} with what ${model} is asked.`, problems);

/** What the runtime says may name files and tensors: it goes to the log with its cause, and the caller is told none of it. */
function scoringFailed(model: string, cause: unknown): Refused {
  const refused = new Refused("failed", `${model} could not score this; the request's id leads to the reason in the log.`);
  refused.cause = cause;
  return refused;
}

/**
 * By what a row is split: what the caller says, else what it is about, else by itself. Never by the application that calls: there may be
 * one alone, and a release would move all of its traffic or none.
 */
const splitKey = ({ key, about }: AskedRow, asker: Asker): string => key ?? (about === null ? asker.key : keyText(about));

/**
 * Finds who answers a row. One that fits the stable version's contract and not the canary's is the stable version's: a caller must not
 * suffer from a release.
 */
function plan(serving: Serving, asked: AskedRow, asker: Asker, where: string, problems: Problem[]): Planned | undefined {
  const { stable, candidate } = serving;
  const { pinned } = asker;
  if (pinned !== undefined) {
    const row = checkAsked(asked, pinned.contract, where, problems);
    return row && { asked, row, arm: pinned === stable ? "stable" : "canary", package: pinned, group: undefined };
  }
  const key = candidate === null ? "" : splitKey(asked, asker);
  const group = candidate === null ? undefined : serving.group(key);
  if (candidate !== null && serving.arm(key) === "canary") {
    const row = checkAsked(asked, candidate.contract, where, [], knows(stable.contract));
    if (row !== undefined) return { asked, row, arm: "canary", package: candidate, group };
  }
  const row = checkAsked(asked, stable.contract, where, problems, knows(candidate?.contract));
  return row && { asked, row, arm: "stable", package: stable, group };
}

/** One row, the usual case, waits for nobody's turn. */
function planOne(serving: Serving, asked: AskedRow, asker: Asker, where: string): Planned {
  const problems: Problem[] = [];
  const planned = plan(serving, asked, asker, where, problems);
  if (planned === undefined) throw contractRefused(serving.manifest.model, problems);
  return planned;
}

async function planAll(
  serving: Serving,
  rows: readonly AskedRow[],
  asker: Asker,
  where: (row: number) => string,
): Promise<readonly Planned[]> {
  const problems: Problem[] = [];
  const planned = await inTurns(rows, (asked, i) => plan(serving, asked, asker, where(i), problems));
  if (problems.length > 0) throw contractRefused(serving.manifest.model, problems);
  const all = planned as readonly Planned[];
  if (asker.wantsOneVersion !== true || all.every((p) => p.arm === all[0]!.arm)) return all;
  return planAll({ ...serving, arm: () => "stable" }, rows, asker, where);
}
