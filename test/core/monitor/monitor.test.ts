import { loadModel } from "../../../model-code/adapters/model-files";
import { newYorkCalendar } from "../../../model-code/core/data/calendar";
import { parseDay } from "../../../model-code/core/data/day";
import { referenceProfile } from "../../../model-code/core/monitor/calibrate-profile";
import { decide, type Findings } from "../../../model-code/core/monitor/decide";
import { type MonitorInput, runMonitors } from "../../../model-code/core/monitor/monitor";
import type { MonitoredRows } from "../../../model-code/core/monitor/monitored-rows";
import { profileOf } from "../../../model-code/core/monitor/reference-profile";
import { seededRandom } from "../../../model-code/core/random";

const { spec } = loadModel("model-code/models", "market-volatility");
const model = {
  ...spec,
  monitors: { ...spec.monitors, windowSessions: 20, minRows: 40, minLabels: 40 },
  retraining: { ...spec.retraining, triggers: ["decay" as const] },
};
const calendar = newYorkCalendar();
const SYMBOLS = ["AAPL", "IBM", "MSFT"];

/** Sessions from a day on, three symbols each; the answers rank the labels well, or not at all. */
function served(from: string, sessions: number, { shift = 0, useful = true } = {}): MonitoredRows {
  const random = seededRandom(`${from} ${shift} ${useful}`);
  const days: number[] = [];
  for (let day = parseDay(from); days.length < sessions * SYMBOLS.length; day++) if (calendar.isSession(day)) days.push(day, day, day);
  const x = Float64Array.from(days, () => random.normal() + shift);
  const prediction = x.map((v) => 1 / (1 + Math.exp(-v)));
  return {
    features: {
      rows: days.length,
      numbers: [
        { name: "range", values: x },
        { name: "volume", values: x.map(() => random.normal()) },
      ],
      categories: [{ name: "weekday", values: days.map((d) => ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][d % 7]!) }],
    },
    days: Float64Array.from(days),
    entities: days.map((_, i) => SYMBOLS[i % 3]!),
    prediction,
    label: x.map((v) => (random.next() < 1 / (1 + Math.exp(-2 * (useful ? v - shift : 0))) ? 1 : 0)),
  };
}

const reference = served("2000-01-03", 600);
const profile = referenceProfile(
  { features: reference.features, times: reference.days, prediction: reference.prediction, predictionTimes: reference.days },
  model.monitors,
);
const input = (rows: MonitoredRows, more: Partial<MonitorInput> = {}): MonitorInput => ({
  model,
  document: { model: "ranges" },
  digest: "d".repeat(64),
  profile,
  tested: { auc: { value: 0.8, lower: 0.78, upper: 0.82 } },
  rows,
  calendar,
  asOf: Math.max(...rows.days),
  history: [],
  refusedInARow: 0,
  ...more,
});

test("a window like the reference is healthy", () => {
  const report = runMonitors(input(served("2009-03-02", 30)));
  expect(report.decision).toEqual({ state: "healthy", reasons: [] });
  expect([report.asOf, report.window, report.calibratedFor]).toEqual([
    "2009-04-13",
    { from: "2009-03-16", to: "2009-04-13", sessions: 20, rows: 60 },
    20,
  ]);
  expect(report.features.map((f) => f.name)).toEqual(["range", "volume", "weekday"]);
  expect(report.performance).toMatchObject({ judged: true, decayed: false, labels: 60 });
  expect([report.sessions.length, report.freshness.newest]).toEqual([20, "2009-04-13"]);
});

test("equal inputs give equal reports, which are plain JSON", () => {
  const rows = served("2009-03-02", 30, { shift: 50 });
  const report = runMonitors(input(rows));
  expect(runMonitors(input(rows))).toEqual(report);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test.each(["confidential", "personal"] as const)("a report about %s data names nobody, but says how many are late", (sensitivity) => {
  const rows = served("2009-03-02", 30);
  const entities = rows.entities.map((_, i) => `customer-${i % 3}`);
  const asOf = parseDay("2009-04-20");
  const report = (of: MonitorInput["model"]["sensitivity"]) =>
    runMonitors(input({ ...rows, entities }, { asOf, model: { ...model, sensitivity: of } }));
  expect(JSON.stringify(report("internal"))).toContain("customer-0");
  const told = report(sensitivity);
  expect(JSON.stringify(told)).not.toContain("customer");
  expect(told.freshness.lateCount).toBe(3);
  expect(told.decision.reasons).toContainEqual({
    code: "stale",
    state: "watch",
    why: "rows came of 3 whose newest is more than 3 sessions ago",
  });
});

test("what is later than the as-of day is not seen", () => {
  const rows = served("2009-03-02", 30);
  const cut = (until: number): MonitoredRows => {
    const keep = rows.days.filter((d) => d <= until).length;
    const values = <T extends { slice(from: number, to: number): unknown }>(of: T) => of.slice(0, keep) as T;
    return {
      features: {
        rows: keep,
        numbers: rows.features.numbers.map((c) => ({ ...c, values: values(c.values) })),
        categories: rows.features.categories.map((c) => ({ ...c, values: values(c.values as string[]) })),
      },
      days: values(rows.days),
      entities: values(rows.entities as string[]),
      prediction: values(rows.prediction),
      label: values(rows.label),
    };
  };
  const asOf = parseDay("2009-04-01");
  expect(runMonitors(input(rows, { asOf }))).toEqual(runMonitors(input(cut(asOf), { asOf })));
});

test("answers that no longer tell anything are decay: retrain, watch where that is no trigger, retire where retraining does not help", () => {
  const rows = served("2009-03-02", 30, { useful: false });
  const report = runMonitors(input(rows));
  expect(report.decision.state).toBe("retrain");
  expect(report.decision.reasons).toEqual([{ code: "decay", state: "retrain", why: report.performance.why }]);
  const quiet = { ...model, retraining: { ...model.retraining, triggers: [] } };
  expect(runMonitors(input(rows, { model: quiet })).decision.state).toBe("watch");
  expect(runMonitors(input(rows, { refusedInARow: 2 })).decision.state).toBe("retrain");
  const retire = runMonitors(input(rows, { refusedInARow: 3 })).decision;
  expect([retire.state, retire.reasons[0]!.why]).toEqual(["retire", expect.stringMatching(/; the gates refused the last 3 retrainings$/)]);
  expect(runMonitors(input(served("2009-03-02", 30), { refusedInARow: 3 })).decision.state).toBe("healthy");
});

test("inputs that moved are drift, of the share of features and of the answers; retrain only where that is a trigger", () => {
  const rows = served("2009-03-02", 30, { shift: 3 });
  const { decision } = runMonitors(input(rows));
  expect(decision.reasons.map((r) => [r.code, r.state])).toEqual([
    ["drift", "watch"],
    ["prediction-drift", "watch"],
  ]);
  expect(decision.reasons[0]!.why).toBe("1 of 3 features drifted (range); 30 % make drift");
  const triggers = { ...model, retraining: { ...model.retraining, triggers: ["drift" as const] } };
  expect(runMonitors(input(rows, { model: triggers })).decision.reasons.map((r) => r.state)).toEqual(["retrain", "retrain"]);
});

test("a feature of many that drifted is watched, and is no trigger", () => {
  const { features, prediction, ...rest } = runMonitors(input(served("2009-03-02", 30, { shift: 3 })));
  const calm = runMonitors(input(served("2009-03-02", 30)));
  const findings: Findings = {
    ...rest,
    ...calm,
    rows: 60,
    withoutLimits: null,
    features: [features[0]!, ...calm.features, ...calm.features],
  };
  const policy = { ...model, retraining: { ...model.retraining, triggers: ["drift" as const] } };
  expect(decide(findings, policy, 0)).toMatchObject({ state: "watch", reasons: [{ code: "drift", state: "watch" }] });
});

test("too few rows are not judged, nor is a window without a profile; without calibrated thresholds the customary ones count", () => {
  const few = runMonitors(input(served("2009-03-02", 10, { shift: 50 })));
  expect([few.driftJudged, few.features, few.prediction, few.decision.state]).toEqual([false, [], null, "healthy"]);
  expect(few.driftUnjudged).toBe("30 of 40 rows");
  const rows = served("2009-03-02", 30, { shift: 50 });
  expect(runMonitors(input(rows, { profile: undefined })).driftJudged).toBe(false);
  const customary = runMonitors(input(rows, { profile: profileOf(reference.features, reference.prediction) }));
  expect([customary.calibratedFor, customary.features[0]!.threshold!.psi]).toEqual([null, 0.25]);
  expect([customary.driftJudged, customary.driftUnjudged]).toEqual([true, null]);
});

/** Rows enough, all of one day, whose labels are still to come. */
function firstDay(shift: number): MonitoredRows {
  const rows = served("2009-03-02", 200, { shift });
  const days = rows.days.map(() => parseDay("2009-03-02"));
  const random = seededRandom("weekdays");
  const weekdays = rows.entities.map(() => ["Mon", "Tue", "Wed", "Thu", "Fri"][Math.floor(5 * random.next())]!);
  return {
    ...rows,
    days,
    label: days.map(() => Number.NaN),
    features: { ...rows.features, categories: [{ name: "weekday", values: weekdays }] },
  };
}

test("a release is judged from its first day on, by what single sessions of the reference varied by", () => {
  const calm = runMonitors(input(firstDay(0)));
  expect([calm.driftJudged, calm.calibratedFor, calm.window.sessions, calm.decision.state]).toEqual([true, 1, 1, "healthy"]);
  const { decision } = runMonitors(input(firstDay(50)));
  expect(decision.reasons.map((r) => r.code)).toEqual(["drift", "prediction-drift"]);
});

test("a package without thresholds for windows as short says so, and is no more called healthy than judged", () => {
  const windows = profile.thresholds!.windows.filter((w) => w.sessions >= 5);
  const older = { ...profile, thresholds: { ...profile.thresholds!, windows } };
  const report = runMonitors(input(firstDay(50), { profile: older }));
  expect([report.driftJudged, report.driftUnjudged, report.features[0]!.outOfRangeShare]).toEqual([false, "1 of 5 sessions", 1]);
  expect(report.decision).toEqual({
    state: "watch",
    reasons: [{ code: "drift-not-judged", state: "watch", why: "drift is not judged yet: 1 of 5 sessions" }],
  });
  const without = { ...profile, thresholds: { ...profile.thresholds!, windows: [] } };
  expect(runMonitors(input(firstDay(50), { profile: without })).decision.reasons[0]!.why).toBe(
    "drift is not judged yet: the package was made of too few sessions to know what is usual",
  );
});

test("a feature that the log does not have is named, and the others are judged", () => {
  const rows = served("2009-03-02", 30);
  const report = runMonitors(input({ ...rows, features: { ...rows.features, numbers: rows.features.numbers.slice(1) } }));
  expect([report.absent, report.features.map((f) => f.name)]).toEqual([["range"], ["volume", "weekday"]]);
});

test("a feed that stopped is watched once more sessions are missed than allowed; over Easter none is", () => {
  const rows = served("2009-03-02", 29);
  const state = (asOf: string) => runMonitors(input(rows, { asOf: parseDay(asOf) })).decision;
  expect(state("2009-04-12").state).toBe("healthy");
  expect(state("2009-04-15").state).toBe("healthy");
  expect(state("2009-04-16").reasons).toMatchObject([
    { code: "stale", state: "watch", why: expect.stringContaining("is of 2009-04-09, 4 sessions ago") },
  ]);
  expect(state("2009-08-03").reasons).toEqual([{ code: "no-rows", state: "watch", why: "nothing was asked in the window" }]);
});

test("labels that never come are counted and watched", () => {
  const rows = served("2009-03-02", 30);
  const report = runMonitors(input({ ...rows, label: rows.label.map(() => Number.NaN) }));
  // of 20 sessions, the newest 5 are within horizon 1 and tolerance 3
  expect(report.labels).toEqual({ known: 0, pending: 15, missing: 45 });
  expect(report.performance).toMatchObject({ judged: false, why: "0 labels, fewer than 40" });
  expect(report.decision.reasons).toEqual([{ code: "missing-labels", state: "watch", why: "45 labels are overdue, 0 have come" }]);
});
