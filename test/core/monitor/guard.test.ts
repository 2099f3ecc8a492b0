import fc from "fast-check";
import { guardRetraining, type RetrainingPolicy, type RetrainingRequest } from "../../../model-code/core/monitor/guard";
import { emptyLedger, parseLedger, type RetrainingLedger } from "../../../model-code/core/monitor/ledger";
import { endRetraining, refusedInARow, scheduleDue } from "../../../model-code/core/monitor/retraining-runs";

const policy: RetrainingPolicy = { triggers: ["decay"], cooldownDays: 10, monthlyComputeHours: 4, retireAfterRefusals: 3 };
const request = (more: Partial<RetrainingRequest> = {}): RetrainingRequest => ({
  id: "r1",
  trigger: "decay",
  evidence: "report 2009-06-30",
  why: "AUC 0.48",
  by: "timer",
  ...more,
});
const at = (text: string) => new Date(text);
const ask = (ledger: RetrainingLedger, time: string, more: Partial<RetrainingRequest> = {}, of = policy) =>
  guardRetraining(of, ledger, request(more), at(time), null);
const none = emptyLedger("ranges");
const packaged = (computeHours: number) => ({ outcome: "packaged", digest: "a".repeat(64), computeHours }) as const;

/** A ledger with one run that began on the first of July and came to its end. */
const after = (end: Parameters<typeof endRetraining>[2]) =>
  endRetraining(ask(none, "2009-07-01T00:00:00.000Z").ledger, "r1", end, at("2009-07-01T01:00:00Z"));

test("a first request starts a run, and the ledger says so", () => {
  const verdict = ask(none, "2009-07-01T00:00:00.000Z");
  expect([verdict.allowed, verdict.why]).toEqual([true, "decay: AUC 0.48"]);
  expect(verdict.ledger.runs).toEqual([
    {
      ...request(),
      startedAt: "2009-07-01T00:00:00.000Z",
      expiresAt: "2009-07-02T00:00:00.000Z",
      endedAt: null,
      outcome: "running",
      computeHours: 0,
      digest: null,
    },
  ]);
  expect(none.runs).toEqual([]);
});

test.each<[RetrainingRequest["trigger"], Partial<RetrainingPolicy>, boolean]>([
  ["decay", {}, true],
  ["drift", {}, false],
  ["drift", { triggers: ["drift"] }, true],
  ["new-data", {}, false],
  ["new-data", { triggers: ["new-data"] }, true],
  ["schedule", {}, false],
  ["schedule", { everyDays: 90 }, true],
  ["hand", { triggers: [] }, true],
])("a request by %s under %j is allowed: %p", (trigger, more, allowed) => {
  const verdict = ask(none, "2009-07-01T00:00:00Z", { trigger }, { ...policy, ...more });
  expect([verdict.allowed, verdict.cause]).toEqual([allowed, allowed ? undefined : "no-trigger"]);
});

test("the same evidence starts one run, however often and late it is delivered", () => {
  const verdict = ask(after(packaged(1)), "2009-12-01T00:00:00Z", { id: "r2" });
  expect([verdict.cause, verdict.why]).toEqual(["duplicate", "run r1 was started for the same evidence, report 2009-06-30"]);
  expect(ask(after(packaged(1)), "2009-12-01T00:00:00Z", { id: "r2", evidence: "report 2009-11-30" }).allowed).toBe(true);
});

test("one run at a time, by hand too, until it ends or has said nothing for a day", () => {
  const running = ask(none, "2009-07-01T00:00:00Z").ledger;
  const other = { id: "r2", trigger: "hand", evidence: "ticket 7" } as const;
  expect(ask(running, "2009-07-01T23:59:59Z", other).cause).toBe("running");
  const verdict = ask(running, "2009-07-02T00:00:00Z", other);
  expect(verdict.allowed).toBe(true);
  expect(verdict.ledger.runs.map((r) => [r.id, r.outcome])).toEqual([
    ["r1", "died"],
    ["r2", "running"],
  ]);
});

test("no run begins beside a release, by hand neither: what it made could not be released", () => {
  const verdict = guardRetraining(policy, none, request({ trigger: "hand" }), at("2009-07-01T00:00:00Z"), "c".repeat(64));
  expect([verdict.allowed, verdict.cause]).toEqual([false, "release"]);
  expect(parseLedger(JSON.stringify(verdict.ledger), "ranges", "here").refusals).toMatchObject([{ cause: "release", times: 1 }]);
});

test("a run that was held to have died may still report", () => {
  const { ledger } = ask(ask(none, "2009-07-01T00:00:00Z").ledger, "2009-07-02T01:00:00Z", { id: "r2", evidence: "other" });
  const told = endRetraining(ledger, "r1", packaged(2), at("2009-07-02T01:00:00Z"));
  expect(told.runs[0]).toMatchObject({ outcome: "packaged", computeHours: 2 });
  expect(endRetraining(told, "r1", { outcome: "failed", computeHours: 9 }, at("2009-07-03T00:00:00Z"))).toBe(told);
  expect(() => endRetraining(ledger, "r9", packaged(1), at("2009-07-02T00:00:00Z"))).toThrow(
    "expected a run of the ledger of ranges, got r9; it has r1, r2",
  );
});

test("the cooldown counts from the last run's beginning, and holds for a clock that jumped back", () => {
  const ledger = after({ outcome: "refused", computeHours: 1 });
  const next = { id: "r2", evidence: "later" };
  expect(ask(ledger, "2009-07-10T23:59:59Z", next)).toMatchObject({
    cause: "cooldown",
    why: "run r1 began on 2009-07-01T00:00:00.000Z: none begins before 2009-07-11T00:00:00.000Z",
  });
  expect(ask(ledger, "2009-06-01T00:00:00Z", next).cause).toBe("cooldown");
  expect(ask(ledger, "2009-07-11T00:00:00Z", next).allowed).toBe(true);
});

test("a run that failed may be tried again after an hour with the same evidence, but its hours are spent", () => {
  const failed = after({ outcome: "failed", computeHours: 1 });
  expect(ask(failed, "2009-07-01T01:59:59Z", { id: "r2" })).toMatchObject({
    cause: "failures",
    why: "runs broke, 1 in a row: none begins by itself before 2009-07-01T02:00:00.000Z; a person may ask before",
  });
  expect(ask(failed, "2009-07-01T01:00:00Z", { id: "r2", trigger: "hand" }).allowed).toBe(true);
  expect(ask(failed, "2009-07-01T02:00:00Z", { id: "r2" }).allowed).toBe(true);
  expect(ask(after({ outcome: "failed", computeHours: 4 }), "2009-07-01T02:00:00Z", { id: "r2" })).toMatchObject({
    cause: "budget",
    why: "2009-07 has used 4 h of 4 h, and a run is expected to take 0 h",
  });
});

test("a start that fails whenever it is tried is tried ever more rarely: five times on the first day, not at each tick", () => {
  let ledger = none;
  const tried: number[] = [];
  for (let minute = 0; minute < 3 * 1440; minute += 15) {
    const time = new Date(Date.parse("2009-07-01T00:00:00Z") + minute * 60_000);
    const verdict = guardRetraining(policy, ledger, request({ id: `r${minute}` }), time, null);
    if (verdict.allowed) tried.push(minute / 60);
    ledger = verdict.allowed ? endRetraining(verdict.ledger, `r${minute}`, { outcome: "failed", computeHours: 0 }, time) : verdict.ledger;
  }
  // waits of 1, 2, 4, 8, 16 and then 24 hours
  expect(tried).toEqual([0, 1, 3, 7, 15, 31, 55]);
});

test("a model that trains elsewhere is refused with the command that asks there, by whomever it is asked", () => {
  for (const trigger of ["decay", "hand"] as const) {
    const verdict = guardRetraining(policy, none, request({ trigger }), at("2009-07-01T00:00:00Z"), null, "dev");
    expect(verdict).toMatchObject({
      cause: "elsewhere",
      why: 'ranges trains in dev, not here: npx mlops retrain ranges --reason "…" --in dev asks there',
      ledger: { runs: [] },
    });
    expect(parseLedger(JSON.stringify(verdict.ledger), "ranges", "here").refusals).toMatchObject([{ cause: "elsewhere", times: 1 }]);
  }
});

test("the budget is of the calendar month in UTC, and leaves room for what a run is expected to take", () => {
  const ledger = after(packaged(2.5));
  const quick = { ...policy, cooldownDays: 0 };
  const next = { id: "r2", evidence: "later" };
  expect(ask(ledger, "2009-07-31T23:59:59Z", next, quick)).toMatchObject({
    cause: "budget",
    why: "2009-07 has used 2.5 h of 4 h, and a run is expected to take 2.5 h",
  });
  expect(ask(ledger, "2009-08-01T00:00:00Z", next, quick).allowed).toBe(true);
  expect(ask(ledger, "2009-07-31T23:59:59Z", next, { ...quick, monthlyComputeHours: 5 }).ledger.runs[1]!.computeHours).toBe(2.5);
});

test("what is refused is recorded, the same for the same cause once with its count", () => {
  let ledger = after(packaged(1));
  for (const day of ["02", "03", "04"]) ledger = ask(ledger, `2009-07-${day}T00:00:00.000Z`, { id: day, evidence: "later" }).ledger;
  ledger = ask(ledger, "2009-07-05T00:00:00.000Z", { trigger: "drift" }).ledger;
  expect(ledger.refusals).toMatchObject([
    {
      trigger: "decay",
      evidence: "later",
      cause: "cooldown",
      first: "2009-07-02T00:00:00.000Z",
      last: "2009-07-04T00:00:00.000Z",
      times: 3,
    },
    { trigger: "drift", cause: "no-trigger", times: 1 },
  ]);
});

test("refusals in a row: a package ends them, runs that failed are passed over", () => {
  const outcomes = (...list: ("packaged" | "refused" | "failed")[]) =>
    list.reduce((ledger, outcome, i) => {
      const id = `r${i}`;
      const time = at(`20${10 + i}-01-01T00:00:00Z`);
      const allowed = guardRetraining(policy, ledger, request({ id, evidence: id }), time, null);
      return endRetraining(allowed.ledger, id, outcome === "packaged" ? packaged(1) : { outcome, computeHours: 1 }, time);
    }, none);
  expect(refusedInARow(none)).toBe(0);
  expect(refusedInARow(outcomes("refused", "packaged", "refused", "failed", "refused"))).toBe(2);
  expect(refusedInARow(outcomes("refused", "failed"))).toBe(1);
  expect(refusedInARow(outcomes("refused", "packaged"))).toBe(0);
});

test("the schedule asks so many days after the last run, or after the data that the model knows", () => {
  const quarterly = { ...policy, everyDays: 90 };
  expect(scheduleDue(policy, none, "2006-12-29")).toBeUndefined();
  expect(scheduleDue(quarterly, none, "2006-12-29")).toEqual(at("2007-03-29T00:00:00Z"));
  expect(scheduleDue(quarterly, after(packaged(1)), "2006-12-29")).toEqual(at("2009-09-29T00:00:00Z"));
  expect(scheduleDue(quarterly, after({ outcome: "failed", computeHours: 1 }), "2006-12-29")).toEqual(at("2007-03-29T00:00:00Z"));
});

test("property: whatever is asked, one run at most is under way, none within the cooldown, none twice for its evidence", () => {
  const asked = fc.record({
    hour: fc.integer({ min: 1, max: 200 }),
    trigger: fc.constantFrom("decay" as const, "hand" as const, "drift" as const),
    evidence: fc.constantFrom("a", "b", "c", "d"),
    ends: fc.option(fc.constantFrom("packaged" as const, "refused" as const, "failed" as const)),
  });
  fc.assert(
    fc.property(fc.array(asked, { maxLength: 40 }), (all) => {
      let ledger = none;
      let time = Date.parse("2009-01-01T00:00:00Z");
      for (const [i, { hour, trigger, evidence, ends }] of all.entries()) {
        time += hour * 3_600_000;
        const verdict = guardRetraining(policy, ledger, request({ id: `r${i}`, trigger, evidence }), new Date(time), null);
        ledger = verdict.ledger;
        if (verdict.allowed && ends !== null)
          ledger = endRetraining(
            ledger,
            `r${i}`,
            ends === "packaged" ? packaged(1.5) : { outcome: ends, computeHours: 1.5 },
            new Date(time),
          );
        expect(ledger.runs.filter((r) => r.outcome === "running").length).toBeLessThanOrEqual(1);
        const counting = ledger.runs.filter((r) => r.outcome !== "failed" && r.outcome !== "died");
        expect(new Set(counting.map((r) => `${r.trigger} ${r.evidence}`)).size).toBe(counting.length);
        for (let k = 1; k < counting.length; k++)
          expect(Date.parse(counting[k]!.startedAt) - Date.parse(counting[k - 1]!.startedAt)).toBeGreaterThanOrEqual(10 * 86_400_000);
      }
      expect(parseLedger(JSON.stringify(ledger), "ranges", "ledger")).toEqual(ledger);
    }),
  );
});

test("a ledger from outside is checked: JSON, every field, the model", () => {
  expect(() => parseLedger("{", "ranges", "releases/ranges/retraining.json")).toThrow("expected JSON");
  const odd = { ...none, runs: [{ id: "r1", outcome: "fine" }] };
  expect(() => parseLedger(JSON.stringify(odd), "ranges", "retraining.json")).toThrow(
    'retraining.json runs/0/outcome: expected one of running, packaged, refused, failed, died, got "fine"',
  );
  expect(() => parseLedger(JSON.stringify(none), "other", "retraining.json")).toThrow("expected that of other, got that of ranges");
});
