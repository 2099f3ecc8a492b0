import { join } from "node:path";
import { AuditLog } from "../../../model-code/adapters/audit/audit-log";
import { putFolder } from "../../../model-code/adapters/blob-store/folders";
import { loadModel } from "../../../model-code/adapters/model-files";
import { ReleaseConflict, ReleaseStore } from "../../../model-code/adapters/release/release-store";
import { retireModel } from "../../../model-code/adapters/release/retire-model";
import { newYorkCalendar } from "../../../model-code/core/data/calendar";
import { dayText, parseDay } from "../../../model-code/core/data/day";
import type { PredictionRecord } from "../../../model-code/core/serving/prediction-record";
import type { ModelSpec } from "../../../model-code/core/spec/model-schema";
import type { MonitorFigures } from "../../../model-code/hosts/control/telemetry";
import {
  followTraining,
  monitorTick,
  newestReport,
  openRelease,
  readLedger,
  releaseTick,
  retrainTick,
  rollBackRelease,
  type Tick,
} from "../../../model-code/hosts/control/ticks";
import type { Training, TrainingStatus } from "../../../model-code/hosts/control/training";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { linearPackage } from "../../support/linear-package";
import { feedbackOf, logged, predictionOf } from "../../support/prediction-rows";

let azurite: TestAzurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

const shipped = loadModel("model-code/models", "market-volatility").spec;
let models = 0;

/** A model of its own for a test, with two packages that answer alike, at a time that the test can move. */
async function stage(change: Partial<ModelSpec> = {}) {
  const name = `linear-${models++}`;
  const made = async (rows: number) => {
    const folder = join(azurite.folder, `${name}-${rows}`);
    const digest = await linearPackage(folder, { model: name, trainedOn: { from: "2000-01-03", to: "2005-12-30", rows } });
    await putFolder(azurite.store, "models", "package", folder);
    return digest;
  };
  const [first, second, third] = [await made(1000), await made(1001), await made(1002)];
  const model: ModelSpec = {
    ...shipped,
    name,
    task: "regression",
    search: { ...shipped.search, metric: "root-mean-squared-error" },
    monitors: { ...shipped.monitors, windowSessions: 20, minRows: 20, minLabels: 10 },
    ...change,
  };
  const clock = { now: new Date("2009-05-01T22:00:00Z") };
  const tick: Tick = { model, places: { packages: azurite.store, environment: azurite.store }, clock: () => clock.now };
  return {
    model,
    first,
    second,
    third,
    clock,
    tick,
    releases: new ReleaseStore(azurite.store),
    audit: new AuditLog(azurite.store, () => clock.now),
  };
}

const sessions = (from: string, count: number): string[] => {
  const calendar = newYorkCalendar();
  const days: string[] = [];
  for (let day = parseDay(from); days.length < count; day++) if (calendar.isSession(day)) days.push(dayText(day));
  return days;
};

describe("monitorTick", () => {
  /** Two symbols a session; a is 25 for three of four rows and 75 for the fourth. */
  const answers = (model: string, digest: string, days: readonly string[]): PredictionRecord[] =>
    days.flatMap((date, d) =>
      ["IBM", "MSFT"].map((symbol, s) => {
        const a = (2 * d + s) % 4 === 3 ? 75 : 25;
        const record = { id: `${model}/${date}/${s}`, model, digest, about: { symbol, date }, time: `${date}T21:00:00.000Z` };
        return predictionOf({ ...record, features: { a, b: 1, c: s === 0 ? "x" : "y" }, score: 10.5 + 2 * a + (s === 0 ? 3 : 0) });
      }),
    );

  test("says that nothing is served", async () => {
    await expect(monitorTick((await stage()).tick)).rejects.toMatchObject({ code: "NOT_SERVED" });
  });

  test("judges the stable version's answers of the window and the labels that have come, and tells the figures", async () => {
    const { model, tick, first, second } = await stage();
    await openRelease(tick, first);
    const days = sessions("2009-03-02", 40);
    const rows = answers(model.name, first, days);
    const shadow = rows.map((r) => ({ ...r, arm: "shadow" as const, digest: second, score: 0 }));
    await logged(azurite.store, "predictions", [...rows, ...shadow]);
    const window = rows.filter((r) => r.about!.date! >= days[20]!);
    // three too high by 2 for each that is too low by 2; the newest two sessions' are not known yet
    const labelled = window.slice(0, -4);
    const labels = labelled.map((r, i) =>
      feedbackOf({ id: `f${i}`, model: model.name, about: r.about, label: r.score! + (i % 4 === 0 ? 2 : -2) }),
    );
    await logged(azurite.store, "feedback", labels);
    const sent: MonitorFigures[] = [];
    const asOf = days.at(-1)!;
    const { report } = await monitorTick({ ...tick, asOf, telemetry: { send: async (figures) => void sent.push(figures) } });

    expect(report).toMatchObject({ model: model.name, digest: first, asOf, driftJudged: true });
    expect(report.window).toEqual({ from: days[20], to: asOf, sessions: 20, rows: 40 });
    expect(report.performance).toMatchObject({ labels: 36 });
    expect(report.performance.metrics[0]).toMatchObject({ metric: "root-mean-squared-error", value: 2 });
    expect(report.labels).toMatchObject({ known: 36, pending: 4, missing: 0 });
    // the reference has halves, the window three quarters and one: 0.25·ln 1.5 − 0.25·ln 0.5
    const psi = 0.25 * Math.log(1.5) - 0.25 * Math.log(0.5);
    expect(report.features[0]!.statistics.psi).toBeCloseTo(psi, 10);
    const [figures] = sent;
    expect(figures!.drift.find((r) => r.Feature === "a" && r.Statistic === "psi")).toMatchObject({
      TimeGenerated: "2009-05-01T22:00:00.000Z",
      Model: model.name,
      Digest: first,
      Value: report.features[0]!.statistics.psi,
      Threshold: report.features[0]!.threshold!.psi,
      Samples: 40,
      WindowStart: `${days[20]}T00:00:00Z`,
      WindowEnd: `${asOf}T23:59:59Z`,
    });
    expect(figures!.metrics.find((r) => r.Metric === "root-mean-squared-error")).toMatchObject({ Value: 2, Samples: 36 });
    expect(figures!.metrics.find((r) => r.Metric === "labels_missing")).toMatchObject({ Value: 0 });
    const kept = await azurite.store.get("releases", `${model.name}/monitors/${asOf}.json`);
    expect(JSON.parse(new TextDecoder().decode(kept.content))).toEqual(JSON.parse(JSON.stringify(report)));
  });

  test("labels before their prediction, twice, corrected, by id, or never: each row has at most one, the last", async () => {
    const { model, tick, first } = await stage();
    await openRelease(tick, first);
    const days = sessions("2009-03-02", 20);
    const rows = answers(model.name, first, days);
    await logged(azurite.store, "predictions", rows);
    const about = (i: number) => ({ model: model.name, about: rows[i]!.about });
    await logged(azurite.store, "feedback", [
      feedbackOf({ id: "early", ...about(0), time: "2009-01-01T00:00:00.000Z", label: rows[0]!.score! + 3 }),
      feedbackOf({ id: "once", ...about(1), label: rows[1]!.score! + 3 }),
      feedbackOf({ id: "once", ...about(1), label: rows[1]!.score! + 3 }),
      feedbackOf({ id: "wrong", ...about(2), label: rows[2]!.score! + 99, time: "2009-04-02T21:00:00.000Z" }),
      feedbackOf({ id: "right", ...about(2), label: rows[2]!.score! + 3, time: "2009-04-03T21:00:00.000Z" }),
      // said on a day after the as-of day, and only by the prediction's id
      feedbackOf({ id: "by-id", model: model.name, prediction: rows[3]!.id, label: rows[3]!.score! + 3, time: "2009-04-30T09:00:00.000Z" }),
      feedbackOf({ id: "nobody", model: model.name, about: { symbol: "AAPL", date: days[5]! }, label: 7 }),
      ...rows.slice(4, 12).map((r, i) => feedbackOf({ id: `more${i}`, model: model.name, about: r.about, label: r.score! + 3 })),
    ]);
    const { report } = await monitorTick({ ...tick, asOf: days.at(-1)! });
    expect(report.labels.known).toBe(12);
    expect(report.labels.missing + report.labels.pending).toBe(28);
    expect(report.performance.metrics[0]!.value).toBeCloseTo(3, 10);
  });

  test("a clock that jumps back replaces no newer report, and a day done again replaces its own", async () => {
    const { model, tick, first } = await stage();
    await openRelease(tick, first);
    const days = sessions("2009-03-02", 30);
    await logged(azurite.store, "predictions", answers(model.name, first, days.slice(0, 29)));
    await monitorTick({ ...tick, asOf: days[28] });
    await monitorTick({ ...tick, asOf: days[10] });
    expect((await newestReport(tick))!.asOf).toBe(days[28]);
    await logged(azurite.store, "predictions", answers(model.name, first, days.slice(29)));
    const before = (await monitorTick({ ...tick, asOf: days[29] })).report;
    expect((await newestReport(tick))!.window).toMatchObject({ to: days[29], rows: 40 });
    expect((await monitorTick({ ...tick, asOf: days[29] })).report).toEqual(before);
  });

  test("drift that the policy names asks the guard, with evidence of its day and version", async () => {
    const { model, tick, first } = await stage({ retraining: { ...shipped.retraining, triggers: ["drift"] } });
    await openRelease(tick, first);
    const days = sessions("2009-03-02", 20);
    const drifted = answers(model.name, first, days).map((r) => ({ ...r, features: { a: 99, b: 5, c: "x" }, score: 213.5 }));
    await logged(azurite.store, "predictions", drifted);
    const { report, request } = await monitorTick({ ...tick, asOf: days.at(-1)! });
    expect(report.decision.state).toBe("retrain");
    expect(request).toMatchObject({ trigger: "drift", evidence: `monitors of ${days.at(-1)}, package ${first}`, by: "monitors" });
  });
});

describe("retrainTick", () => {
  /** Training somewhere else, as Azure ML does it: what the test says of a run is how it stands. */
  function elsewhere() {
    const states = new Map<string, TrainingStatus>();
    const started: string[] = [];
    let ids = 0;
    const training: Training = {
      newRunId: () => `run-${ids++}`,
      start: async (_model, runId) => {
        started.push(runId);
        if (!states.has(runId)) states.set(runId, { state: "running" });
      },
      status: async (_model, runId) => states.get(runId) ?? { state: "absent" },
    };
    return { training, states, started };
  }
  const hand = (evidence: string) => ({ trigger: "hand", evidence, why: "to see", by: "a person" }) as const;

  test("a run elsewhere is started, waited for, recorded, and what it made begins its release in shadow", async () => {
    const { tick, clock, releases, audit, model, first, second } = await stage();
    const { training, states, started } = elsewhere();
    await openRelease(tick, first);
    const outcome = await retrainTick({ ...tick, training, request: hand("one") });
    expect(outcome).toMatchObject({ allowed: true, run: { id: "run-0", outcome: "running" }, opened: null });
    expect(await followTraining({ ...tick, training })).toEqual([]);
    clock.now = new Date("2009-05-01T23:00:00Z");
    states.set("run-0", { state: "packaged", digest: second, computeHours: 0.5 });
    expect(await followTraining({ ...tick, training })).toMatchObject([
      {
        run: { id: "run-0", outcome: "packaged", digest: second, computeHours: 0.5, endedAt: "2009-05-01T23:00:00.000Z" },
        opened: { opened: true },
      },
    ]);
    const manifest = (await releases.read(model.name))!.manifest;
    expect([manifest.stable, manifest.candidate]).toEqual([first, { digest: second, mode: "shadow" }]);
    expect((await audit.entries(model.name)).map((e) => [e.action, e.digest, e.why])).toEqual([
      ["start", first, "to be released"],
      ["start", second, "retraining run-0 made it, and its gates let it through"],
    ]);
    expect(await followTraining({ ...tick, training })).toEqual([]);
    expect(started).toEqual(["run-0"]);
  });

  test("a retired model is trained no more, whoever asks; what was under way ends and is not released", async () => {
    const { tick, clock, releases, audit, model, first, second } = await stage();
    const { training, states, started } = elsewhere();
    await openRelease(tick, first);
    await retrainTick({ ...tick, training, request: hand("one") });
    const current = (await releases.read(model.name))!;
    const said = { who: "jane", why: "nobody asks it" };
    await retireModel(azurite.store, { releases, audit }, current, said, clock.now);
    states.set("run-0", { state: "packaged", digest: second, computeHours: 0.5 });
    expect(await followTraining({ ...tick, training })).toMatchObject([{ run: { outcome: "packaged" }, opened: { opened: false } }]);
    clock.now = new Date("2010-05-01T22:00:00Z");
    for (const trigger of ["hand", "new-data", "schedule"] as const)
      expect(await retrainTick({ ...tick, training, request: { ...hand("two"), trigger } })).toEqual({
        allowed: false,
        why: `${model.name} is retired`,
        run: undefined,
        opened: null,
      });
    expect(started).toEqual(["run-0"]);
    await expect(monitorTick(tick)).rejects.toThrow(`${model.name}: was retired on 2009-05-01, for good.`);
    expect((await releaseTick(tick)).decision).toMatchObject({ action: "hold", reasons: ["retired"] });
    expect((await releases.read(model.name))!.manifest).toMatchObject({ state: "retired", version: 2 });
  });

  test("a run that was allowed and not begun when its model was retired is not begun", async () => {
    const { tick, clock, releases, audit, model, first } = await stage();
    const { training, started } = elsewhere();
    await openRelease(tick, first);
    let asked = () => {};
    const isAsked = new Promise<void>((done) => {
      asked = done;
    });
    // whoever asked broke off before the run began
    void retrainTick({ ...tick, training: { ...training, start: () => new Promise(asked) }, request: hand("one") });
    await isAsked;
    await retireModel(azurite.store, { releases, audit }, (await releases.read(model.name))!, { who: "jane", why: "over" }, clock.now);
    expect(await followTraining({ ...tick, training })).toMatchObject([{ run: { id: "run-0", outcome: "failed" }, opened: null }]);
    expect(started).toEqual([]);
  });

  test("two ticks at once start one run", async () => {
    const { tick } = await stage();
    const { training, started } = elsewhere();
    const outcomes = await Promise.all(["one", "two"].map((evidence) => retrainTick({ ...tick, training, request: hand(evidence) })));
    expect(outcomes.map((o) => o.allowed).sort()).toEqual([false, true]);
    expect(started).toHaveLength(1);
    const ledger = await readLedger(tick);
    expect(ledger.runs).toHaveLength(1);
    expect(ledger.refusals).toMatchObject([{ cause: "running", times: 1 }]);
  });

  test("none is started beside a release; what was made beside one is released when that has ended, once", async () => {
    const { tick, releases, model, first, second, third } = await stage();
    const { training, states, started } = elsewhere();
    await openRelease(tick, first);
    await retrainTick({ ...tick, training, request: hand("one") });
    await openRelease(tick, second);
    states.set("run-0", { state: "packaged", digest: third, computeHours: 1 });
    expect(await followTraining({ ...tick, training })).toMatchObject([{ run: { outcome: "packaged" }, opened: { opened: false } }]);
    const refused = await retrainTick({ ...tick, training, request: hand("two") });
    expect([refused.allowed, refused.why]).toEqual([false, `the release of ${second} is under way: what a run made could not be released`]);
    expect(await followTraining({ ...tick, training })).toEqual([]);
    await rollBackRelease(tick, { by: "a person", why: "to see" });
    expect(await followTraining({ ...tick, training })).toMatchObject([{ run: { id: "run-0" }, opened: { opened: true } }]);
    expect((await releases.read(model.name))!.manifest.candidate).toEqual({ digest: third, mode: "shadow" });
    await rollBackRelease(tick, { by: "a person", why: "to see" });
    expect(await followTraining({ ...tick, training })).toEqual([]);
    expect(started).toEqual(["run-0"]);
  });

  test("two ticks at once record one end, and open one release", async () => {
    const { tick, releases, model, first, second } = await stage();
    const { training, states } = elsewhere();
    await openRelease(tick, first);
    await retrainTick({ ...tick, training, request: hand("one") });
    states.set("run-0", { state: "packaged", digest: second, computeHours: 1 });
    const settled = await Promise.allSettled([1, 2].map(() => followTraining({ ...tick, training })));
    for (const s of settled) if (s.status === "rejected") expect(s.reason).toBeInstanceOf(ReleaseConflict);
    expect(settled.some((s) => s.status === "fulfilled" && s.value.length === 1)).toBe(true);
    expect((await releases.read(model.name))!.manifest.version).toBe(2);
    expect((await readLedger(tick)).runs).toMatchObject([{ outcome: "packaged" }]);
  });

  test("a run that was allowed and never begun is begun; one whose release is open is recorded without another", async () => {
    const { tick, releases, model, first, second } = await stage();
    const { training, states, started } = elsewhere();
    await openRelease(tick, first);
    const dies = { ...training, start: () => new Promise<void>(() => {}) };
    void retrainTick({ ...tick, training: dies, request: hand("one") });
    while ((await readLedger(tick)).runs.length === 0);
    await followTraining({ ...tick, training });
    expect(started).toEqual(["run-0"]);
    await openRelease(tick, second);
    states.set("run-0", { state: "packaged", digest: second, computeHours: 1 });
    expect(await followTraining({ ...tick, training })).toMatchObject([
      { opened: { opened: false, why: `${second} is released already` } },
    ]);
    expect((await releases.read(model.name))!.manifest.version).toBe(2);
  });

  test("a model that trains in another environment is refused and counted, and no run begins or fails", async () => {
    const { tick } = await stage();
    const { training, started } = elsewhere();
    const here = { ...training, elsewhere: () => "dev" };
    for (let asked = 0; asked < 3; asked++)
      expect(await retrainTick({ ...tick, training: here, request: { ...hand("one"), trigger: "decay" } })).toMatchObject({
        allowed: false,
      });
    expect(started).toEqual([]);
    expect(await readLedger(tick)).toMatchObject({ runs: [], refusals: [{ cause: "elsewhere", times: 3 }] });
  });

  test("what cannot be started has failed, and keeps nobody waiting", async () => {
    const { tick } = await stage();
    const { training } = elsewhere();
    const broken = { ...training, start: () => Promise.reject(new Error("no quota")) };
    await expect(retrainTick({ ...tick, training: broken, request: hand("one") })).rejects.toThrow("no quota");
    expect((await readLedger(tick)).runs).toMatchObject([{ outcome: "failed" }]);
    expect(await retrainTick({ ...tick, training, request: hand("one") })).toMatchObject({ allowed: true });
  });

  test("a clock that jumps: back, the cooldown holds; forward past a day, a silent run has died, and what it says later counts", async () => {
    const { tick, clock } = await stage({ retraining: { ...shipped.retraining, cooldownDays: 30 } });
    const { training, states, started } = elsewhere();
    await retrainTick({ ...tick, training, request: hand("one") });
    states.set("run-0", { state: "refused", reasons: ["auc"], computeHours: 1 });
    expect(await followTraining({ ...tick, training })).toMatchObject([{ run: { outcome: "refused" }, opened: null }]);
    clock.now = new Date("2009-04-01T00:00:00Z");
    expect(await retrainTick({ ...tick, training, request: hand("two") })).toMatchObject({ allowed: false });
    clock.now = new Date("2009-07-01T00:00:00Z");
    expect(await retrainTick({ ...tick, training, request: hand("three") })).toMatchObject({ allowed: true });
    clock.now = new Date("2009-07-02T06:00:00Z");
    expect(await retrainTick({ ...tick, training, request: hand("four") })).toMatchObject({ allowed: true });
    const outcomes = async () => (await readLedger(tick)).runs.map((r) => r.outcome);
    expect(await outcomes()).toEqual(["refused", "died", "running"]);
    states.set(started[1]!, { state: "refused", reasons: ["auc"], computeHours: 25 });
    expect(await followTraining({ ...tick, training })).toMatchObject([{ run: { outcome: "refused", computeHours: 25 } }]);
    expect(await outcomes()).toEqual(["refused", "refused", "running"]);
  });
});

describe("releaseTick", () => {
  /** The answers of both arms in one stage: `count` requests that fail at the given share, each arm's, evenly spread. */
  const asked = (model: string, release: number, arm: PredictionRecord["arm"], digest: string, count: number, failing: number) =>
    Array.from({ length: count }, (_, i) => {
      const failed = failing > 0 && i % Math.round(1 / failing) === 0;
      return predictionOf({
        id: `${model}/${release}/${arm === "shadow" ? "stable" : arm}/${i}/0`,
        ...{ model, release, arm, digest },
        time: "2009-05-01T22:30:00.000Z",
        ...(failed ? { status: "error" as const, score: null } : { score: i % 2 === 0 ? 15.5 : 200 }),
      });
    });

  async function inShadow() {
    const at = await stage();
    await openRelease(at.tick, at.first);
    await openRelease(at.tick, at.second);
    return at;
  }

  test("holds until the requests have come and the time has passed, whatever the clock does", async () => {
    const { tick, clock, model, first, second } = await inShadow();
    expect(await releaseTick(tick)).toMatchObject({ decision: { action: "hold" }, manifest: { version: 2 } });
    await logged(azurite.store, "predictions", [
      ...asked(model.name, 2, "stable", first, 1000, 0),
      ...asked(model.name, 2, "shadow", second, 1000, 0),
    ]);
    clock.now = new Date("2009-04-01T22:00:00Z");
    expect((await releaseTick({ ...tick, asOf: "2009-05-01" })).decision.action).toBe("hold");
    clock.now = new Date("2009-05-01T23:30:00Z");
    const { decision, manifest } = await releaseTick(tick);
    expect(decision.action).toBe("advance");
    expect(manifest!.candidate).toEqual({ digest: second, mode: "canary", weight: 0.1, step: 0 });
  });

  test("reads what is about the time since the release began, and a month before; what was answered before it began does not count", async () => {
    const { tick, clock, model, first, second } = await inShadow();
    // the release began on 2009-05-01: what is older may even be damaged
    await azurite.store.put("predictions", `${model.name}/predictions/date=2009-03-30/w-1.jsonl`, "no JSON");
    const old = (release: number) =>
      [first, second].map((digest, i) =>
        predictionOf({
          ...{ id: `${model.name}/${release}/0`, model: model.name, release, digest, arm: i === 0 ? "stable" : "shadow" },
          about: { symbol: "IBM", date: `2009-04-0${release}` },
          score: i,
        }),
      );
    await logged(azurite.store, "predictions", [...old(1), ...old(2)]);
    const labels = [1, 2].map((day) =>
      feedbackOf({ id: `${day}`, model: model.name, about: { symbol: "IBM", date: `2009-04-0${day}` }, label: 1 }),
    );
    await logged(azurite.store, "feedback", labels);
    clock.now = new Date("2009-09-15T22:00:00Z");
    expect((await releaseTick(tick)).decision.evidence).toMatchObject({ rails: { loss: { observations: { stable: 1, candidate: 1 } } } });
    await azurite.store.put("predictions", `${model.name}/predictions/date=2009-04-02/w-1.jsonl`, "no JSON");
    await expect(releaseTick(tick)).rejects.toMatchObject({ code: "DAMAGED_BLOB" });
  });

  test("of two ticks at once one advances the release, the other is told", async () => {
    const { tick, clock, model, releases, audit, first, second } = await inShadow();
    await logged(azurite.store, "predictions", [
      ...asked(model.name, 2, "stable", first, 1000, 0),
      ...asked(model.name, 2, "shadow", second, 1000, 0),
    ]);
    clock.now = new Date("2009-05-01T23:30:00Z");
    const settled = await Promise.allSettled([releaseTick(tick), releaseTick(tick)]);
    expect(settled.map((s) => s.status).sort()).toEqual(["fulfilled", "rejected"]);
    const rejected = settled.find((s) => s.status === "rejected");
    expect(rejected!.reason).toBeInstanceOf(ReleaseConflict);
    const current = await releases.read(model.name);
    expect(current!.manifest.version).toBe(3);
    expect((await audit.verify(model.name, current!.manifest)).intact).toBe(true);
  });

  test("rolls back a canary that fails, with the evidence in the audit", async () => {
    const { tick, clock, model, releases, audit, first, second } = await inShadow();
    const current = (await releases.read(model.name))!;
    await releases.write(current, { ...current.manifest, version: 3, candidate: { digest: second, mode: "canary", weight: 0.1, step: 0 } });
    await logged(azurite.store, "predictions", [
      ...asked(model.name, 3, "stable", first, 2000, 0),
      ...asked(model.name, 3, "canary", second, 500, 0.2),
    ]);
    clock.now = new Date("2009-05-01T22:31:00Z");
    const { decision, manifest } = await releaseTick(tick);
    expect(decision.action).toBe("roll-back");
    expect([manifest!.stable, manifest!.candidate]).toEqual([first, null]);
    const entry = (await audit.entries(model.name)).at(-1)!;
    expect(entry).toMatchObject({
      who: "control",
      action: "roll-back",
      digest: second,
      evidence: { requests: { stable: 2000, candidate: 500 } },
    });
    expect((await releaseTick(tick)).decision).toMatchObject({ action: "hold", reasons: ["no release under way"] });
  });
});
