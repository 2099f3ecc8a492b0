import { type Days, eachRecord } from "../../adapters/prediction-log/read-predictions";
import { canonicalJson } from "../../core/canonical-json";
import { CALENDARS } from "../../core/data/calendar";
import { dayText, parseDay } from "../../core/data/day";
import { type MonitorReport, runMonitors } from "../../core/monitor/monitor";
import { type Monitored, MonitorSample } from "../../core/monitor/monitor-sample";
import { refusedInARow } from "../../core/monitor/retraining-runs";
import { EVERY_DAY, newestSessions } from "../../core/monitor/session-window";
import type { FeedbackRecord, PredictionRecord } from "../../core/serving/prediction-record";
import { changeDocument, readDocument } from "./change-document";
import { monitorFigures } from "./monitor-figures";
import { NotServed, releasePorts, type Tick } from "./places";
import { type RetrainTick, readLedger } from "./retrain-tick";
import { storedPackage } from "./stored-package";
import type { Telemetry } from "./telemetry";

export interface MonitorTick extends Tick {
  /**
   * The last day that the rows which are judged are about, YYYY-MM-DD. All labels of theirs that are known now count, whenever they came:
   * of a past day it says what is known of it now, which may be more than was known then.
   * @default the clock's
   */
  readonly asOf?: string | undefined;
  /** @default figures go nowhere: the report holds them */
  readonly telemetry?: Telemetry;
}

export interface MonitorOutcome {
  readonly report: MonitorReport;
  /** What the report asks the guard for; undefined if it asks for no training. */
  readonly request: RetrainTick["request"] | undefined;
}

/** A day's report is evidence once: decay that goes on is asked about again the next day, when the cooldown may be over. */
function retrainingOf({ asOf, digest, decision }: MonitorReport): RetrainTick["request"] | undefined {
  const reason = decision.reasons.find((r) => r.state === "retrain");
  if (reason === undefined) return undefined;
  const trigger = reason.code === "decay" ? "decay" : "drift";
  return { trigger, evidence: `monitors of ${asOf}, package ${digest}`, why: reason.why, by: "monitors" };
}

const reportName = (model: string, asOf: string): string => `${model}/monitors/${asOf}.json`;
/** The newest report: what the scorer shows as drift. */
const newestName = (model: string): string => `${model}/monitor.json`;
const parseReport = (text: string): MonitorReport => JSON.parse(text) as MonitorReport;

/** @returns undefined if the model was never monitored */
export const newestReport = ({ model, places }: Pick<Tick, "model" | "places">): Promise<MonitorReport | undefined> =>
  readDocument(places.environment, newestName(model.name), parseReport);

/** The report of the newest day before, if it is about the same version: another's answers are no history of this one's. */
async function reportBefore({ model, places }: Tick, asOf: string, digest: string): Promise<MonitorReport | undefined> {
  const before = (await places.environment.list("releases", `${model.name}/monitors/`))
    .map((blob) => blob.name)
    .filter((name) => name < reportName(model.name, asOf))
    .at(-1);
  const report = before === undefined ? undefined : await readDocument(places.environment, before, parseReport);
  return report?.digest === digest ? report : undefined;
}

async function readMonitored({ model, places }: Tick, sample: MonitorSample, days: Days, saidUntil: string): Promise<Monitored> {
  const said = { from: days.from, to: saidUntil };
  await eachRecord<FeedbackRecord>(places.environment, model.name, "feedback", said, (label) => sample.label(label));
  await eachRecord<PredictionRecord>(places.environment, model.name, "predictions", days, (record) => sample.add(record));
  return sample.result();
}

/**
 * Monitors what is stable: reads its answers of the window and the labels that have come, judges them, keeps the report and sends its
 * figures. Done again for a day, it replaces that day's report by what is known now.
 * @throws NotServed
 */
export async function monitorTick(tick: MonitorTick): Promise<MonitorOutcome> {
  const { model, places, clock, telemetry } = tick;
  const manifest = (await releasePorts(tick).releases.read(model.name))?.manifest;
  const digest = manifest?.stable;
  if (digest === undefined || digest === null) throw new NotServed(model.name, manifest);
  const today = clock().toISOString().slice(0, 10);
  const asOf = tick.asOf ?? today;
  const code = model.sources[0]!.contract.calendar;
  const calendar = code === undefined ? null : CALENDARS[code]();
  const from = dayText(newestSessions(calendar ?? EVERY_DAY, parseDay(asOf), model.monitors.windowSessions).from);
  const [stored, before, ledger] = await Promise.all([
    storedPackage(places.packages, digest),
    reportBefore(tick, asOf, digest),
    readLedger(tick),
  ]);
  const { document, profile, evaluation } = stored;
  // a label that names only its prediction lies on the day on which it was said, which may be later than what it is about
  const saidUntil = asOf < today ? today : asOf;
  const { rows, newest, sampled } = await readMonitored(tick, new MonitorSample(digest, document), { from, to: asOf }, saidUntil);
  const report: MonitorReport = {
    ...runMonitors({
      model,
      document,
      digest,
      profile,
      tested: evaluation?.candidates[document.selected]?.metrics,
      rows,
      ...(sampled === undefined ? {} : { newest }),
      calendar,
      asOf: parseDay(asOf),
      history: before?.sessions ?? [],
      refusedInARow: refusedInARow(ledger),
    }),
    ...(sampled === undefined ? {} : { sampled }),
  };
  await places.environment.put("releases", reportName(model.name, asOf), canonicalJson(report), { contentType: "application/json" });
  await changeDocument(places.environment, newestName(model.name), parseReport, (newest) => ({
    next: newest !== undefined && newest.asOf > asOf ? undefined : report,
    result: undefined,
  }));
  await telemetry?.send(monitorFigures(report, clock()));
  return { report, request: retrainingOf(report) };
}
