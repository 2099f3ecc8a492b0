import type { ModelSpec } from "../spec/model-schema";
import { countsAsRun, hasFinished, type Refusal, type RetrainingLedger, type RetrainingRun, type RetrainingTrigger } from "./ledger";
import { brokenInARow, hoursOfMonth } from "./retraining-runs";

/** What model.yaml says below `retraining`. */
export type RetrainingPolicy = ModelSpec["retraining"];

export interface RetrainingRequest {
  /** Of the run, if it is allowed. */
  readonly id: string;
  readonly trigger: RetrainingTrigger;
  /** Names what was seen, such as a monitor's report or an alert: the same evidence starts no second run. */
  readonly evidence: string;
  /** For a person to read. */
  readonly why: string;
  /** Who or what asks. */
  readonly by: string;
}

export interface GuardVerdict {
  readonly allowed: boolean;
  /** Why it was refused; undefined if it was not. */
  readonly cause?: Refusal["cause"];
  /** A plain sentence with the figures. */
  readonly why: string;
  /** The ledger with this request in it. */
  readonly ledger: RetrainingLedger;
}

/** A run that has said nothing for so long is held to have died: longer than any training run may take. */
export const RUN_EXPIRES_HOURS = 24;

/** After a run that broke, machines wait so long to ask again: twice as long after each further one, up to a day. */
const FIRST_WAIT_HOURS = 1;
const LONGEST_WAIT_HOURS = 24;

/** Runs whose compute is expected of the next. */
const EXPECTED_FROM = 3;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const REMEMBERED_REFUSALS = 1000;

const hours = (value: number): string => `${Number(value.toFixed(2))} h`;

/** Hours that a run is expected to take: the most of the last three that came to an end; 0 if none did. */
function expectedHours(ledger: RetrainingLedger): number {
  const last = ledger.runs.filter(hasFinished).slice(-EXPECTED_FROM);
  return Math.max(0, ...last.map((r) => r.computeHours));
}

/** The ledger with the runs that have said nothing for too long marked as died. */
function expire(ledger: RetrainingLedger, now: Date): RetrainingLedger {
  const runs = ledger.runs.map((run) =>
    run.outcome === "running" && now.getTime() >= Date.parse(run.expiresAt)
      ? { ...run, outcome: "died" as const, endedAt: run.expiresAt }
      : run,
  );
  return { ...ledger, runs };
}

/** Before when no machine may ask again, since runs broke; undefined if the last did not. */
function waitAfterFailures(ledger: RetrainingLedger, now: Date): readonly [broken: number, until: number] | undefined {
  const broken = brokenInARow(ledger, now);
  const last = ledger.runs.filter((r) => r.outcome === "failed" || r.outcome === "died").at(-1);
  if (broken === 0 || last === undefined) return undefined;
  const wait = Math.min(FIRST_WAIT_HOURS * 2 ** (broken - 1), LONGEST_WAIT_HOURS);
  return [broken, Date.parse(last.endedAt ?? last.startedAt) + wait * HOUR];
}

type Objection = readonly [cause: Refusal["cause"], why: string];

function objection(
  policy: RetrainingPolicy,
  ledger: RetrainingLedger,
  { trigger, evidence }: RetrainingRequest,
  now: Date,
  candidate: string | null,
  elsewhere: string | undefined,
): Objection | undefined {
  const { triggers, everyDays, cooldownDays, monthlyComputeHours } = policy;
  if (trigger === "schedule" ? everyDays === undefined : trigger !== "hand" && !triggers.includes(trigger))
    return ["no-trigger", `${trigger} is none of the triggers that model.yaml names: ${triggers.join(", ") || "none"}`];
  if (elsewhere !== undefined)
    return [
      "elsewhere",
      `${ledger.model} trains in ${elsewhere}, not here: npx mlops retrain ${ledger.model} --reason "…" --in ${elsewhere} asks there`,
    ];
  const known = ledger.runs.find((r) => countsAsRun(r) && r.trigger === trigger && r.evidence === evidence);
  if (known !== undefined) return ["duplicate", `run ${known.id} was started for the same evidence, ${evidence}`];
  const running = ledger.runs.find((r) => r.outcome === "running");
  if (running !== undefined) return ["running", `run ${running.id} has been under way since ${running.startedAt}`];
  if (candidate !== null) return ["release", `the release of ${candidate} is under way: what a run made could not be released`];
  const last = ledger.runs.filter(countsAsRun).at(-1);
  const until = last === undefined ? Number.NEGATIVE_INFINITY : Date.parse(last.startedAt) + cooldownDays * DAY;
  if (now.getTime() < until)
    return ["cooldown", `run ${last?.id} began on ${last?.startedAt}: none begins before ${new Date(until).toISOString()}`];
  const wait = trigger === "hand" ? undefined : waitAfterFailures(ledger, now);
  if (wait !== undefined && now.getTime() < wait[1])
    return [
      "failures",
      `runs broke, ${wait[0]} in a row: none begins by itself before ${new Date(wait[1]).toISOString()}; a person may ask before`,
    ];
  const month = now.toISOString().slice(0, 7);
  const used = hoursOfMonth(ledger, now);
  const expected = expectedHours(ledger);
  if (used >= monthlyComputeHours || used + expected > monthlyComputeHours)
    return [
      "budget",
      `${month} has used ${hours(used)} of ${hours(monthlyComputeHours)}, and a run is expected to take ${hours(expected)}`,
    ];
  return undefined;
}

/** The same request refused again for the same cause is counted, so that a tick that asks every hour fills no ledger. */
function withRefusal(
  ledger: RetrainingLedger,
  { trigger, evidence }: RetrainingRequest,
  [cause, why]: Objection,
  at: string,
): RetrainingLedger {
  const same = (r: Refusal) => r.trigger === trigger && r.evidence === evidence && r.cause === cause;
  const known = ledger.refusals.find(same);
  const entry: Refusal = { trigger, evidence, cause, why, first: known?.first ?? at, last: at, times: (known?.times ?? 0) + 1 };
  return { ...ledger, refusals: [...ledger.refusals.filter((r) => !same(r)), entry].slice(-REMEMBERED_REFUSALS) };
}

/**
 * Decides whether a training run may start, and records it either way. Asked in this order: the policy names the trigger (a person
 * always may ask), the model trains here, the evidence has started no run, no run is under way, no release is either, the cooldown since
 * the last run has passed, and so has, but for a person, the wait since the last that broke (1 h, doubled by each in a row, at most 24 h),
 * and the calendar month (UTC) of the budget has room for what a run is expected to take.
 *
 * Runs that failed or died use up neither cooldown nor evidence, but their hours. Whoever calls must write the ledger on condition that
 * nobody else has written it since, and start the run only then: of two at once, one starts.
 *
 * @param now       when the run would start
 * @param candidate sha256 of the package whose release is under way; null if none is
 * @param elsewhere the environment that trains the model, if it is another
 */
export function guardRetraining(
  policy: RetrainingPolicy,
  ledger: RetrainingLedger,
  request: RetrainingRequest,
  now: Date,
  candidate: string | null,
  elsewhere?: string,
): GuardVerdict {
  const current = expire(ledger, now);
  const refused = objection(policy, current, request, now, candidate, elsewhere);
  const at = now.toISOString();
  if (refused !== undefined) {
    const [cause, why] = refused;
    return { allowed: false, cause, why, ledger: withRefusal(current, request, refused, at) };
  }
  const { id, trigger, evidence, why, by } = request;
  const run: RetrainingRun = {
    id,
    trigger,
    evidence,
    why,
    by,
    startedAt: at,
    expiresAt: new Date(now.getTime() + RUN_EXPIRES_HOURS * HOUR).toISOString(),
    endedAt: null,
    outcome: "running",
    computeHours: expectedHours(current),
    digest: null,
  };
  return { allowed: true, why: `${trigger}: ${why}`, ledger: { ...current, runs: [...current.runs, run] } };
}
