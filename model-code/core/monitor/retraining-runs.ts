import type { ModelSpec } from "../spec/model-schema";
import { countsAsRun, hasFinished, type Refusal, type RetrainingLedger, type RetrainingRun } from "./ledger";

/** How a run ended. */
export type RunEnd =
  | { readonly outcome: "packaged"; readonly digest: string; readonly computeHours: number; readonly waits?: boolean }
  | { readonly outcome: "refused" | "failed"; readonly computeHours: number };

/** A run has ended of which the ledger knows nothing. */
export class UnknownRun extends Error {
  readonly code = "UNKNOWN_RUN";
  constructor(id: string, ledger: RetrainingLedger) {
    super(`expected a run of the ledger of ${ledger.model}, got ${id}; it has ${ledger.runs.map((r) => r.id).join(", ") || "none"}`);
  }
}

/**
 * Records how a run ended. Told twice, the first counts; told of a run that was held to have died, what it says counts.
 * @throws UnknownRun if it was never allowed
 */
export function endRetraining(ledger: RetrainingLedger, id: string, end: RunEnd, now: Date): RetrainingLedger {
  const run = ledger.runs.find((r) => r.id === id);
  if (run === undefined) throw new UnknownRun(id, ledger);
  if (run.outcome !== "running" && run.outcome !== "died") return ledger;
  const ended: RetrainingRun = {
    ...run,
    outcome: end.outcome,
    computeHours: end.computeHours,
    digest: end.outcome === "packaged" ? end.digest : null,
    endedAt: now.toISOString(),
    ...(end.outcome === "packaged" && end.waits === true && { waits: true }),
  };
  return { ...ledger, runs: ledger.runs.map((r) => (r === run ? ended : r)) };
}

/** The run whose package waits for its release. One that a later run's package has overtaken waits no more. */
export function waitingRun(ledger: RetrainingLedger): RetrainingRun | undefined {
  const last = ledger.runs.filter((r) => r.outcome === "packaged").at(-1);
  return last?.waits === true ? last : undefined;
}

/** Records that a run's package waits no more. */
export const endWaiting = (ledger: RetrainingLedger, id: string): RetrainingLedger => ({
  ...ledger,
  runs: ledger.runs.map(({ waits, ...run }) => (run.id === id || waits === undefined ? run : { ...run, waits })),
});

/**
 * Retrainings in a row, up to the last, that the gates refused; runs that failed or died are passed over.
 * With `retraining.retireAfterRefusals` of them, a model that decays is to be retired.
 */
export function refusedInARow(ledger: RetrainingLedger): number {
  const finished = ledger.runs.filter(hasFinished).reverse();
  const last = finished.findIndex((r) => r.outcome === "packaged");
  return last === -1 ? finished.length : last;
}

/** Refusals that time alone lifts. */
const PASSING: readonly Refusal["cause"][] = ["running", "release", "cooldown", "failures", "budget"];

/**
 * The evidence of new data that is still to be trained on: of the newest refused request, if its cause passes and no run has begun since,
 * but for such as broke. Data is told of once, when it comes; nobody else would ask again.
 */
export function untrainedData(ledger: RetrainingLedger): string | undefined {
  const newest = ledger.refusals
    .filter((r) => r.trigger === "new-data")
    .reduce<Refusal | undefined>((a, b) => (a === undefined || b.last >= a.last ? b : a), undefined);
  if (newest === undefined || !PASSING.includes(newest.cause)) return undefined;
  return ledger.runs.some((r) => countsAsRun(r) && r.startedAt >= newest.last) ? undefined : newest.evidence;
}

/** Compute hours of the runs that began in the calendar month (UTC) of a moment. */
export const hoursOfMonth = (ledger: RetrainingLedger, at: Date): number =>
  ledger.runs.filter((r) => r.startedAt.startsWith(at.toISOString().slice(0, 7))).reduce((sum, r) => sum + r.computeHours, 0);

/** Retrainings in a row, up to the last, that failed or died; one that is still under way in time is passed over. */
export function brokenInARow(ledger: RetrainingLedger, at: Date): number {
  const runs = ledger.runs.filter((r) => r.outcome !== "running" || at.getTime() >= Date.parse(r.expiresAt)).reverse();
  const last = runs.findIndex(hasFinished);
  return last === -1 ? runs.length : last;
}

/**
 * The day from which the schedule asks for a run: `retraining.everyDays` after the last one began that came to an end, or after the
 * newest row that the served version was trained on.
 * @param trainedTo YYYY-MM-DD, or a time
 * @returns undefined if the policy has no schedule
 */
export function scheduleDue(policy: ModelSpec["retraining"], ledger: RetrainingLedger, trainedTo: string): Date | undefined {
  if (policy.everyDays === undefined) return undefined;
  const last = ledger.runs.filter(hasFinished).at(-1)?.startedAt ?? trainedTo;
  return new Date(Date.parse(last) + policy.everyDays * 86_400_000);
}
