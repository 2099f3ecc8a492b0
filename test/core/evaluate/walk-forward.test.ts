import fc from "fast-check";
import { parseDay } from "../../../model-code/core/data/day";
import { drawOf } from "../../../model-code/core/data/row-identity";
import { type Stretch, walkForward } from "../../../model-code/core/evaluate/walk-forward";

const split = { testShare: 0.2, folds: 3, embargoSessions: 2, minTrainSessions: 10 };

/** Days in a row from a first one, as one entity's rows. */
const days = (count: number, first = 0): Float64Array => Float64Array.from({ length: count }, (_, i) => first + i);
const size = ({ sessions, from, to }: Stretch) => ({ sessions, from, to });

test("40 sessions: the last 8 are the test, 30 remain before the embargo, folds judge sessions 12 to 29", () => {
  const { folds, train, test } = walkForward(days(40), split);
  expect(size(test)).toEqual({ sessions: 8, from: 32, to: 39 });
  expect(size(train)).toEqual({ sessions: 30, from: 0, to: 29 });
  expect(folds.map((f) => size(f.train))).toEqual([
    { sessions: 10, from: 0, to: 9 },
    { sessions: 16, from: 0, to: 15 },
    { sessions: 22, from: 0, to: 21 },
  ]);
  expect(folds.map((f) => size(f.validate))).toEqual([
    { sessions: 6, from: 12, to: 17 },
    { sessions: 6, from: 18, to: 23 },
    { sessions: 6, from: 24, to: 29 },
  ]);
});

describe("testFrom", () => {
  const start = parseDay("2010-02-01");
  // 100 sessions; before the test 10 + 3 folds + 2 embargoes of 2, from it on 10 / 5.
  test.each([
    ["leaves exactly enough before it", 17, true],
    ["leaves one too few before it", 16, false],
    ["leaves exactly enough after it", 98, true],
    ["leaves one too few after it", 99, false],
    ["lies after the data", 101, false],
  ])("%s", (_, sessionsBefore, followed) => {
    const { test } = walkForward(days(100, start - sessionsBefore), { ...split, testFrom: "2010-02-01" });
    expect(test.sessions).toBe(followed ? 100 - sessionsBefore : 20);
  });

  test("on a date without a session, the next session begins the test", () => {
    const everyThird = Float64Array.from({ length: 100 }, (_, i) => start - 151 + 3 * i);
    expect(walkForward(everyThird, { ...split, testFrom: "2010-02-01" }).test.from).toBe(start + 2);
  });
});

describe("too few sessions", () => {
  // Before the test: 10 to train on, 3 folds, 2 embargoes of 2 = 17; 17 + round(21 · 0.2) = 21.
  test("21 are enough, 20 are not", () => {
    expect(walkForward(days(21), split).folds.map((f) => f.validate.sessions)).toEqual([1, 1, 1]);
    expect(() => walkForward(days(20), split)).toThrow("expected 17 sessions before the test");
  });

  test("says what came, what is needed and what to do", () => {
    expect(() => walkForward(days(12, parseDay("2010-02-01")), split)).toThrow(
      "got 10 (of 12 sessions, 2010-02-01 to 2010-02-12). Bring more history, or lower split.minTrainSessions",
    );
    expect(() => walkForward(new Float64Array(0), split)).toThrow("got 0 (of no session)");
  });
});

/** Entities listed at different times, with holes, rows in no order. */
const panel = fc
  .record({
    entities: fc.array(fc.record({ from: fc.integer({ min: 0, max: 60 }), every: fc.integer({ min: 1, max: 3 }) }), {
      minLength: 1,
      maxLength: 4,
    }),
    split: fc.record({
      testShare: fc.constantFrom(0.1, 0.2, 0.5),
      folds: fc.integer({ min: 2, max: 6 }),
      embargoSessions: fc.integer({ min: 0, max: 5 }),
      minTrainSessions: fc.integer({ min: 10, max: 15 }),
    }),
    stride: fc.constantFrom(1, 7, 11, 13),
  })
  .map(({ entities, split: drawn, stride }) => {
    const ordered = entities.flatMap(({ from, every }) => Array.from({ length: 120 }, (_, i) => from + i * every));
    const times = Float64Array.from(ordered, (_, i) => ordered[(i * stride) % ordered.length]!);
    return { times, split: drawn };
  });

test("property: nothing trained on lies within the embargo of what is judged, and no test row is in a fold", () => {
  fc.assert(
    fc.property(panel, ({ times, split: drawn }) => {
      const dates = [...new Set(times)].sort((a, b) => a - b);
      const session = (row: number) => dates.indexOf(times[row]!);
      const sessions = (s: Stretch) => [...s.rows].map(session);
      const { folds, train, test } = walkForward(times, drawn);
      let before = -1;
      for (const fold of folds) {
        const judged = sessions(fold.validate);
        expect(Math.min(...judged) - Math.max(...sessions(fold.train))).toBe(drawn.embargoSessions + 1);
        expect(new Set(sessions(fold.train)).size).toBeGreaterThanOrEqual(drawn.minTrainSessions);
        expect(Math.min(...judged)).toBeGreaterThan(before);
        before = Math.max(...judged);
      }
      expect(before).toBe(Math.max(...sessions(train)));
      expect(Math.min(...sessions(test)) - before).toBe(drawn.embargoSessions + 1);
      expect(Math.max(...sessions(test))).toBe(dates.length - 1);
      const inFolds = new Set(folds.flatMap((f) => [...f.train.rows, ...f.validate.rows]));
      expect([...test.rows].some((row) => inFolds.has(row))).toBe(false);
    }),
    { numRuns: 60 },
  );
});

test("property: rows of one session are never torn apart", () => {
  fc.assert(
    fc.property(panel, ({ times, split: drawn }) => {
      const { folds, test } = walkForward(times, drawn);
      for (const part of [...folds.flatMap((f) => [f.train, f.validate]), test]) {
        const within = [...times.keys()].filter((row) => times[row]! >= part.from && times[row]! <= part.to);
        expect([...part.rows]).toEqual(within);
      }
    }),
    { numRuns: 40 },
  );
});

describe("rows without a time", () => {
  const undated = { testShare: 0.25, folds: 3, embargoSessions: 0, minTrainSessions: 10 };

  test("the test begins at the lot 0.75, the folds at 0.375, 0.5 and 0.625, however many rows lie between", () => {
    const lots = Float64Array.from([
      ...Array.from({ length: 100 }, (_, i) => i / 300),
      0.374,
      0.375,
      0.4,
      0.5,
      0.6,
      0.625,
      0.7499,
      0.75,
      0.9,
    ]);
    const { folds, train, test: judged } = walkForward(lots, undated, false);
    expect(folds.map((f) => [f.train.to, f.validate.from, f.validate.to])).toEqual([
      [0.374, 0.375, 0.4],
      [0.4, 0.5, 0.6],
      [0.6, 0.625, 0.7499],
    ]);
    expect([train.to, judged.from, judged.to]).toEqual([0.7499, 0.75, 0.9]);
  });

  test("property: a row has its place in split and folds for good, whichever rows come or go", () => {
    const rows = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 250, maxLength: 900 });
    const share = fc.constantFrom(0.1, 0.25, 0.4);
    const places = (ids: readonly number[], testShare: number) => {
      const {
        folds,
        train,
        test: judged,
      } = walkForward(
        Float64Array.from(ids, (id) => drawOf([`row ${id}`])),
        { ...undated, testShare },
        false,
      );
      const names = new Map<number, string>();
      for (const row of judged.rows) names.set(ids[row]!, "test");
      for (const row of train.rows) names.set(ids[row]!, "train");
      folds.forEach((f, fold) => {
        for (const row of f.validate.rows) names.set(ids[row]!, `fold ${fold}`);
      });
      return names;
    };
    fc.assert(
      fc.property(rows, rows, share, (first, others, testShare) => {
        const before = places(first, testShare);
        expect(before.size).toBe(new Set(first).size);
        const after = places([...first.slice(50), ...others], testShare);
        expect(first.slice(50).filter((id) => after.get(id) !== before.get(id))).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  test("property: with few rows each fold still has one, and none that is tested on", () => {
    const lots = fc.uniqueArray(fc.double({ min: 0, max: 0.99, noNaN: true }), { minLength: 14, maxLength: 30 });
    fc.assert(
      fc.property(lots, (drawn) => {
        const inTest = drawn.filter((lot) => lot >= 0.75).length;
        fc.pre(inTest > 0 && drawn.length - inTest >= 13);
        const { folds, train, test: judged } = walkForward(Float64Array.from(drawn), undated, false);
        expect(judged.sessions).toBe(inTest);
        expect(folds[0]!.train.sessions).toBeGreaterThanOrEqual(10);
        expect(folds[0]!.train.sessions + folds.reduce((sum, f) => sum + f.validate.sessions, 0)).toBe(train.sessions);
        for (const f of folds) expect(f.validate.sessions).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });

  test("says how many rows were drawn, and what to do", () => {
    const lots = (count: number, to: number) => Float64Array.from({ length: count }, (_, i) => (i * to) / count);
    expect(() => walkForward(lots(16, 1), undated, false)).toThrow(
      "expected a row to test on, whose lot is from 0.75 on, and 13 beside it: 10 to train on, 3 folds of one at least, got 4 and 12",
    );
    expect(() => walkForward(lots(100, 0.7), undated, false)).toThrow("got 0 and 100");
  });
});
