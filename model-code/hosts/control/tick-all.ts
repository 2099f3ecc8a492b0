import type { AuditTable } from "../../adapters/log-analytics/audit-table";
import { ReleaseConflict } from "../../adapters/release/release-store";
import { scheduleDue, untrainedData } from "../../core/monitor/retraining-runs";
import { auditTick } from "./audit-tick";
import { dataTick } from "./data-tick";
import { monitorTick } from "./monitor-tick";
import { NotServed, releasePorts, type Tick } from "./places";
import { releaseTick } from "./release-tick";
import { followTraining, type RetrainTick, readLedger, retrainTick } from "./retrain-tick";
import { retrainingFigures } from "./retraining-figures";
import { storedPackage } from "./stored-package";
import type { Telemetry } from "./telemetry";
import type { Training } from "./training";

export interface TickAll extends Tick {
  readonly training: Training;
  readonly telemetry: Telemetry;
  readonly auditTable: AuditTable;
}

/** What one part of a model's tick did, in a sentence, or why it could not be done. */
export interface TickLine {
  readonly part: "data" | "training" | "monitors" | "schedule" | "release" | "audit";
  readonly did: string;
  readonly failed: boolean;
}

type Part = readonly [name: TickLine["part"], work: () => Promise<string>];

async function lines(parts: readonly Part[]): Promise<readonly TickLine[]> {
  const told: TickLine[] = [];
  for (const [part, work] of parts) {
    try {
      told.push({ part, did: await work(), failed: false });
    } catch (error) {
      // nothing is served, or somebody else was first: that is no failure of the tick
      told.push({ part, did: (error as Error).message, failed: !(error instanceof NotServed || error instanceof ReleaseConflict) });
    }
  }
  return told;
}

async function follow(tick: TickAll): Promise<string> {
  const ended = await followTraining(tick);
  const metrics = retrainingFigures(await readLedger(tick), tick.clock());
  if (metrics.length > 0) await tick.telemetry.send({ metrics, drift: [] });
  const told = ended.map(({ run, opened }) => `run ${run.id}: ${run.outcome}${opened === null ? "" : `, ${opened.why}`}`);
  const evidence = tick.model.retraining.triggers.includes("new-data") ? untrainedData(await readLedger(tick)) : undefined;
  if (evidence !== undefined) told.push(await ask(tick, newData(evidence)));
  return told.join("; ") || "nothing new";
}

const newData = (evidence: string): RetrainTick["request"] => ({ trigger: "new-data", evidence, why: `${evidence} came`, by: "storage" });

async function ask(tick: TickAll, request: RetrainTick["request"]): Promise<string> {
  const { allowed, why } = await retrainTick({ ...tick, request });
  return allowed ? `a training run was started: ${why}` : `no training: ${why}`;
}

async function data(tick: TickAll): Promise<string> {
  const figures = await dataTick(tick);
  return figures === undefined ? "none is prepared here" : figures.map((f) => `${f.Slice} ${f.Metric} ${f.Value}`).join(", ");
}

async function monitor(tick: TickAll): Promise<string> {
  const { report, request } = await monitorTick(tick);
  const state = `${report.decision.state} on ${report.asOf}`;
  return request === undefined ? state : `${state}; ${await ask(tick, request)}`;
}

async function schedule(tick: TickAll): Promise<string> {
  const { model, places, clock } = tick;
  const manifest = (await releasePorts(tick).releases.read(model.name))?.manifest;
  if (manifest === undefined || manifest.stable === null) throw new NotServed(model.name, manifest);
  const { document } = await storedPackage(places.packages, manifest.stable);
  // rows without a time do not say how old they are; the release does
  const due = scheduleDue(model.retraining, await readLedger(tick), document.trainedOn.to ?? manifest.since);
  if (due === undefined) return "no schedule";
  if (clock() < due) return `due on ${due.toISOString()}`;
  const why = `${model.retraining.everyDays} days have passed since the last training`;
  return ask(tick, { trigger: "schedule", evidence: `due ${due.toISOString()}`, why, by: "schedule" });
}

async function release(tick: TickAll): Promise<string> {
  const { decision } = await releaseTick(tick);
  return `${decision.action}: ${decision.reasons.join("; ")}`;
}

async function audit(tick: TickAll): Promise<string> {
  const count = await auditTick(tick);
  return count === 0 ? "nothing new" : `${count} ${count === 1 ? "entry" : "entries"} sent`;
}

/** Everything that is to be done for a model from time to time. A part that fails keeps none of the others from being done. */
export const tickAll = (tick: TickAll): Promise<readonly TickLine[]> =>
  lines([
    ["data", () => data(tick)],
    ["training", () => follow(tick)],
    ["monitors", () => monitor(tick)],
    ["schedule", () => (tick.model.retraining.everyDays === undefined ? Promise.resolve("no schedule") : schedule(tick))],
    ["release", () => release(tick)],
    ["audit", () => audit(tick)],
  ]);

/** What an alert about a model asks for: a look by its own monitors, which ask the guard if they find the same. */
export const tickOnAlert = (tick: TickAll): Promise<readonly TickLine[]> => lines([["monitors", () => monitor(tick)]]);

/** What new data of a model asks for. @param day on which it came, YYYY-MM-DD: a day's data is evidence once */
export const tickOnData = (tick: TickAll, day: string): Promise<readonly TickLine[]> =>
  lines([["training", () => ask(tick, newData(`data of ${day}`))]]);
