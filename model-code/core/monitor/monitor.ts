import type { ExchangeCalendar } from "../data/calendar";
import { dayText } from "../data/day";
import type { Estimates } from "../evaluate/evaluation";
import type { PackageDocument } from "../package/layout";
import type { ModelSpec } from "../spec/model-schema";
import { type Anomaly, anomalies, type SessionMean, sessionMeans } from "./anomalies";
import { type ColumnDrift, windowDrift } from "./column-drift";
import { type Decision, decide } from "./decide";
import { type AnswerFreshness, freshnessOf } from "./freshness";
import { type LabelCounts, labelCounts } from "./missing-labels";
import { type MonitoredRows, takeMonitored } from "./monitored-rows";
import { type Performance, performanceOf } from "./performance";
import type { ReferenceProfile } from "./reference-profile";
import { EVERY_DAY, newestSessions, sessionOfDays } from "./session-window";
import { withoutThresholds } from "./thresholds";

export interface MonitorInput {
  readonly model: Pick<ModelSpec, "task" | "sensitivity" | "sources" | "label" | "search" | "evaluation" | "monitors" | "retraining">;
  readonly document: Pick<PackageDocument, "model">;
  /** sha256 of the package whose answers these are. */
  readonly digest: string;
  /** undefined for a package that brings none: there is nothing to hold a window against. */
  readonly profile: ReferenceProfile | undefined;
  /** What the package reached on its own test; undefined if it does not say. */
  readonly tested: Estimates | undefined;
  /** Of at least the window's sessions; older ones are passed over, and later ones than the as-of day. */
  readonly rows: MonitoredRows;
  /** The newest day of each entity, of the window; where `rows` are a sample they may lack it. @default as `rows` have it */
  readonly newest?: Pick<MonitoredRows, "days" | "entities">;
  /** null: every day is a session. */
  readonly calendar: ExchangeCalendar | null;
  /** Days since 1970-01-01: the last that rows are about. When their labels came is no matter. */
  readonly asOf: number;
  /** `sessions` of the reports of earlier days. */
  readonly history: readonly SessionMean[];
  /** As `refusedInARow` has it. */
  readonly refusedInARow: number;
}

/** What was found on a day, and what it asks for: plain JSON. Dates as YYYY-MM-DD, both ends within. */
export interface MonitorReport {
  readonly schema: 1;
  readonly model: string;
  readonly digest: string;
  readonly asOf: string;
  /** `sessions` are those that rows are about. */
  readonly window: { readonly from: string; readonly to: string; readonly sessions: number; readonly rows: number };
  /** Of how many answers these rows are a sample, and the chance of a row to be in it. Absent where all rows were judged. */
  readonly sampled?: { readonly share: number; readonly answers: number };
  /** Whether anything was held to a threshold of drift. */
  readonly driftJudged: boolean;
  /** Why not; null if it was. */
  readonly driftUnjudged: string | null;
  /** Sessions of the windows that the thresholds are calibrated for; null: the customary thresholds, or none. */
  readonly calibratedFor: number | null;
  readonly features: readonly ColumnDrift[];
  /** Features that the log does not have. */
  readonly absent: readonly string[];
  readonly prediction: ColumnDrift | null;
  readonly performance: Performance;
  readonly labels: LabelCounts;
  readonly freshness: AnswerFreshness;
  readonly anomalies: readonly Anomaly[];
  /** The mean answers of the window, for the reports to come. */
  readonly sessions: readonly SessionMean[];
  readonly decision: Decision;
}

const NOT_MEASURED = { features: [], absent: [], prediction: null, calibratedFor: null };

/** Holds a window of answers, and the labels known so far, against what the package was made of. Equal inputs give equal reports. */
export function runMonitors(input: MonitorInput): MonitorReport {
  const { model, document, digest, profile, tested, asOf, history, refusedInARow } = input;
  const { windowSessions, minRows, anomalyScore } = model.monitors;
  const calendar = input.calendar ?? EVERY_DAY;
  const { from, to } = newestSessions(calendar, asOf, windowSessions);
  const sessionOf = sessionOfDays(calendar, input.rows.days);
  const within = Int32Array.from(sessionOf.keys()).filter((i) => sessionOf[i]! >= from && input.rows.days[i]! <= asOf);
  const rows = takeMonitored(input.rows, within);
  const sessions = Float64Array.from(within, (i) => sessionOf[i]!);
  const newest = input.newest ?? rows;
  const means = sessionMeans(sessions, rows.prediction);

  const isMeasured = profile !== undefined && within.length >= minRows;
  const drift = isMeasured ? windowDrift(profile, rows.features, rows.prediction, means.length) : NOT_MEASURED;
  const withoutLimits = isMeasured ? withoutThresholds(profile.thresholds, means.length) : null;
  const driftUnjudged =
    profile === undefined
      ? "the package does not say what it was made of"
      : within.length < minRows
        ? `${within.length} of ${minRows} rows`
        : withoutLimits;
  const labelled = Int32Array.from(rows.label.keys()).filter((i) => !Number.isNaN(rows.label[i]!));
  const take = (values: Float64Array) => Float64Array.from(labelled, (i) => values[i]!);
  const found = {
    rows: within.length,
    withoutLimits,
    features: drift.features,
    prediction: drift.prediction,
    performance: performanceOf({ model, tested, sessions: take(sessions), label: take(rows.label), prediction: take(rows.prediction) }),
    labels: labelCounts(rows.days, rows.label, asOf, calendar, model),
    anomalies: anomalies(means, history, windowSessions, anomalyScore),
    freshness: freshnessOf(newest.days, newest.entities, asOf, calendar, model),
  };
  return {
    schema: 1,
    model: document.model,
    digest,
    asOf: dayText(asOf),
    window: { from: dayText(from), to: dayText(to), sessions: means.length, rows: within.length },
    driftJudged: driftUnjudged === null,
    driftUnjudged,
    calibratedFor: drift.calibratedFor,
    features: drift.features,
    absent: drift.absent,
    prediction: drift.prediction,
    performance: found.performance,
    labels: found.labels,
    freshness: found.freshness,
    anomalies: found.anomalies,
    sessions: means,
    decision: decide(found, model, refusedInARow),
  };
}
