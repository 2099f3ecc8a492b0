import { latencyBin } from "../../../model-code/core/release/latency-histogram";
import { type ArmWindow, windowsOf } from "../../../model-code/core/release/observe";
import type { FeedbackRecord, PredictionRecord } from "../../../model-code/core/serving/prediction-record";
import { A, B, manifest, served } from "./canary";

let ids = 0;
const prediction = (arm: PredictionRecord["arm"], score: number | null, more: Partial<PredictionRecord> = {}): PredictionRecord => ({
  id: `r${++ids}/0`,
  time: "2009-04-02T12:00:00Z",
  model: "ranges",
  digest: arm === "stable" ? A : B,
  release: 3,
  arm,
  about: null,
  subject: null,
  status: score === null ? "error" : "ok",
  features: {},
  score,
  latencyMs: 5,
  run: 1,
  outOfRange: [],
  ...more,
});
const label = (value: number, more: Partial<FeedbackRecord>): FeedbackRecord => ({
  id: `f${++ids}`,
  time: "2009-04-03T12:00:00Z",
  model: "ranges",
  prediction: null,
  about: null,
  subject: null,
  label: value,
  source: "caller",
  ...more,
});
const inBins = ({ answers }: ArmWindow) => [0, 1, 2, 3].map((bin) => [...answers.values()].reduce((sum, counts) => sum + counts[bin]!, 0));
const row = (symbol: string, date = "2009-04-01") => ({ about: { symbol, date } });
const IBM = row("IBM");

test("requests are counted once, whatever rows they have; one row that fails makes it an error", () => {
  const { stable, candidate } = windowsOf(
    manifest,
    [
      prediction("stable", 0.1, { id: "a/0", latencyMs: 8, run: 2 }),
      prediction("stable", 0.3, { id: "a/1", latencyMs: 8, run: 2 }),
      prediction("stable", 0.9, { id: "b/0" }),
      prediction("stable", null, { id: "b/1" }),
      prediction("canary", 0.5, { latencyMs: 12 }),
    ],
    [],
    served,
  );
  expect([stable.requests, stable.errors, inBins(stable)]).toEqual([2, 1, [1, 1, 0, 1]]);
  expect([stable.latency.get(2)![latencyBin(8)], stable.latency.get(2)!.reduce((a, b) => a + b)]).toEqual([1, 1]);
  expect([...stable.latency.keys()]).toEqual([2, 1]);
  expect([candidate.requests, candidate.errors, inBins(candidate)]).toEqual([1, 0, [0, 0, 1, 0]]);
  expect(candidate.latency.get(1)![latencyBin(12)]).toBe(1);
});

test("only the manifest's version and its two packages count", () => {
  const { stable, candidate, outcomes } = windowsOf(
    manifest,
    [
      prediction("stable", 0.1, { release: 2 }),
      prediction("stable", 0.1, { digest: "cc".repeat(32) }),
      prediction("canary", 0.1, { digest: "cc".repeat(32) }),
    ],
    [],
    served,
  );
  expect([stable.requests, candidate.requests, outcomes]).toEqual([0, 0, []]);
});

test("a row that many asked about is one answer and one outcome, by the last label", () => {
  const { stable, candidate, outcomes } = windowsOf(
    manifest,
    [
      ...Array.from({ length: 20 }, () => prediction("stable", 0.2, IBM)),
      ...Array.from({ length: 30 }, () => prediction("canary", 0.6, IBM)),
      prediction("stable", 0.2, row("MSFT")),
    ],
    [label(0, { ...IBM }), label(1, { ...IBM, time: "2009-04-04T00:00:00Z" }), label(1, row("MSFT"))],
    served,
  );
  expect([stable.requests, candidate.requests]).toEqual([21, 30]);
  expect([inBins(stable), inBins(candidate)]).toEqual([
    [2, 0, 0, 0],
    [0, 0, 1, 0],
  ]);
  // MSFT was scored by one of both: nothing to compare
  expect(outcomes).toEqual([{ rows: 1, difference: expect.closeTo(-Math.log(0.6) + Math.log(0.2), 12) }]);
});

test("answers count by the group of who asked; where no line says it, each row is of its own, the same for both versions", () => {
  const groups = (...rows: PredictionRecord[]) => {
    const { stable, candidate } = windowsOf(manifest, rows, [], served);
    return [stable, candidate].map(({ answers }) => [...answers].map(([group, counts]) => [group, [...counts]]));
  };
  const asked = (group: number, score: number) => prediction("canary", score, { group });
  expect(groups(asked(7, 0.1), asked(7, 0.6), asked(9, 0.6))[1]).toEqual([
    [7, [1, 0, 1, 0]],
    [9, [0, 0, 1, 0]],
  ]);
  const [ours, theirs] = groups(prediction("stable", 0.1, { id: "s/0" }), prediction("shadow", 0.9, { id: "s/0" }));
  expect(ours![0]![0]).toBe(theirs![0]![0]);
  const many = Array.from({ length: 100 }, () => prediction("canary", 0.1));
  expect(groups(...many)[1]!.length).toBeGreaterThan(80);
});

test("outcomes count since the release began; shadow pairs by the record's id where nobody said what a row is about", () => {
  const { outcomes } = windowsOf(
    manifest,
    [
      prediction("stable", 0.2, { id: "s/0", release: 2 }),
      prediction("shadow", 0.4, { id: "s/0", release: 2 }),
      prediction("stable", 0.5, { ...row("IBM", "2009-04-02"), release: 2 }),
      prediction("shadow", 0.5, { ...row("IBM", "2009-04-02"), release: 2 }),
      prediction("stable", 0.5, { ...row("MSFT", "2009-04-02"), release: 2 }),
      prediction("shadow", 0.9, { ...row("MSFT", "2009-04-02"), release: 2 }),
    ],
    [
      label(0, { prediction: "s/0" }),
      label(1, row("IBM", "2009-04-02")),
      label(1, row("MSFT", "2009-04-02")),
      label(1, { prediction: "?" }),
    ],
    served,
  );
  expect(outcomes).toEqual([
    { rows: 2, difference: expect.closeTo(-Math.log(0.9) + Math.log(0.5), 12) },
    { rows: 1, difference: expect.closeTo(-Math.log(0.6) + Math.log(0.8), 12) },
  ]);
});

test("a regression's loss is the squared error over the labels' variance", () => {
  const { outcomes } = windowsOf(
    manifest,
    [...["IBM", "MSFT"].map((s) => prediction("stable", 10, row(s))), ...["IBM", "MSFT"].map((s) => prediction("canary", 12, row(s)))],
    [label(10, IBM), label(14, row("MSFT"))],
    { ...served, task: "regression" },
  );
  // variance of 10 and 14 is 4: IBM loses (4 − 0) / 4, MSFT gains (4 − 16) / 4
  expect(outcomes).toEqual([{ rows: 2, difference: -2 }]);
});

test("a thousand moments are put together into at most 256 blocks, in order", () => {
  const days = Array.from({ length: 1000 }, (_, i) => row("IBM", new Date(Date.UTC(2005, 0, 1 + i)).toISOString().slice(0, 10)));
  const { outcomes } = windowsOf(
    manifest,
    [...days].reverse().flatMap((d, i) => [prediction("stable", 0.5, d), prediction("canary", i < 500 ? 0.5 : 0.25, d)]),
    days.map((d) => label(1, d)),
    served,
  );
  expect(outcomes.map((o) => o.rows)).toEqual(new Array(250).fill(4));
  expect(outcomes[0]!.difference).toBeCloseTo(4 * Math.log(2), 12);
  expect(outcomes[249]!.difference).toBe(0);
});

test("rows without a time are each a moment of their own, in the order of asking, whatever their key looks like", () => {
  const asked = ["2031-01-01", "2009-01-01", "2020-01-01"].flatMap((contract, i) => {
    const more = { about: { contract }, time: `2009-04-02T12:00:0${i > 0 ? 1 : 0}Z` };
    return [prediction("stable", 0.5, more), prediction("canary", [0.5, 0.9, 0.1][i]!, more)];
  });
  const labels = asked.filter((_, i) => i % 2 === 0).map(({ about }) => label(1, { about }));
  const { outcomes } = windowsOf(manifest, asked, labels, { ...served, time: null });
  // log loss of the answer less that of 0.5, of the first that was asked about and then of both of the next second
  expect(outcomes.map((o) => o.rows)).toEqual([1, 1, 1]);
  expect(outcomes[0]!.difference).toBeCloseTo(0);
  expect(outcomes[1]!.difference).toBeCloseTo(Math.log(0.5 / 0.9));
  expect(outcomes[2]!.difference).toBeCloseTo(Math.log(0.5 / 0.1));
});
