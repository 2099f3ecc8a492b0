import { joinLabels } from "../../../model-code/core/serving/join-labels";
import type { FeedbackRecord, PredictionRecord, RowKey } from "../../../model-code/core/serving/prediction-record";

const IBM = { symbol: "IBM", date: "2009-04-01" };
const predicted = (id: string, about: RowKey | null, arm: PredictionRecord["arm"] = "stable"): PredictionRecord => ({
  id,
  time: "2009-04-01T21:00:00.000Z",
  model: "m",
  digest: "a".repeat(64),
  release: 1,
  arm,
  about,
  subject: null,
  status: "ok",
  features: {},
  score: 0.5,
  latencyMs: 1,
  outOfRange: [],
});
let number = 0;
const said = (label: number, of: { prediction?: string; about?: RowKey }, time = "2009-04-02T21:00:00.000Z"): FeedbackRecord => ({
  id: `f${++number}`,
  time,
  model: "m",
  prediction: of.prediction ?? null,
  about: of.about ?? null,
  subject: null,
  label,
  source: "caller",
});
const labels = (predictions: PredictionRecord[], feedback: FeedbackRecord[]) =>
  joinLabels(predictions, feedback).rows.map((r) => [r.prediction.id, r.prediction.arm, r.label]);

test("a label reaches its prediction by its id, or by what it is about in whatever order of columns", () => {
  const predictions = [predicted("a/0", null), predicted("b/0", IBM), predicted("c/0", { ...IBM, symbol: "AAPL" })];
  expect(labels(predictions, [said(1, { prediction: "a/0" }), said(0, { about: { date: IBM.date, symbol: "IBM" } })])).toEqual([
    ["a/0", "stable", 1],
    ["b/0", "stable", 0],
    ["c/0", "stable", null],
  ]);
});

test("all arms that scored a row, and all requests about it, get its label, by whichever of them it is named", () => {
  const predictions = [predicted("a/0", IBM), predicted("a/0", IBM, "shadow"), predicted("b/0", IBM, "canary")];
  const expected = [
    ["a/0", "stable", 1],
    ["a/0", "shadow", 1],
    ["b/0", "canary", 1],
  ];
  expect(labels(predictions, [said(1, { about: IBM })])).toEqual(expected);
  expect(labels(predictions, [said(1, { prediction: "b/0" })])).toEqual(expected);
});

test("a label that came before its prediction counts; one whose prediction never came waits", () => {
  const early = said(1, { about: IBM }, "2009-03-01T00:00:00.000Z");
  const stray = said(1, { prediction: "nobody's/0" });
  expect(joinLabels([], [early]).waiting).toEqual([early]);
  const joined = joinLabels([predicted("a/0", IBM)], [early, stray]);
  expect(joined.rows[0]).toMatchObject({ label: 1, labelledAt: "2009-03-01T00:00:00.000Z" });
  expect(joined.waiting).toEqual([stray]);
});

test("the same label twice counts once, from when it was first said", () => {
  const joined = joinLabels(
    [predicted("a/0", IBM)],
    [said(1, { about: IBM }, "2009-04-03T00:00:00Z"), said(1, { prediction: "a/0" }, "2009-04-02T00:00:00Z")],
  );
  expect(joined).toMatchObject({ repeated: 1, corrected: 0, rows: [{ label: 1, labelledAt: "2009-04-02T00:00:00Z" }] });
});

test("of different labels the latest by time wins, however they come and whatever way their time is written", () => {
  const first = said(1, { about: IBM }, "2009-04-02T23:30:00.000Z");
  const correction = said(0, { about: IBM }, "2009-04-03T00:00:00.500Z");
  const correctedAgain = said(1, { about: IBM }, "2009-04-02T23:00:01.000-02:00");
  expect(joinLabels([predicted("a/0", IBM)], [correction, first])).toMatchObject({ corrected: 1, repeated: 0, rows: [{ label: 0 }] });
  expect(joinLabels([predicted("a/0", IBM)], [correctedAgain, correction, first])).toMatchObject({ corrected: 2, rows: [{ label: 1 }] });
});
