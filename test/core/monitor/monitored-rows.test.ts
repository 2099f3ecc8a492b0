import { dayText } from "../../../model-code/core/data/day";
import { monitoredRows } from "../../../model-code/core/monitor/monitored-rows";
import type { FeedbackRecord, PredictionRecord } from "../../../model-code/core/serving/prediction-record";

const served = { features: { numbers: ["range", "volume"], categories: ["weekday"] }, rowKey: ["symbol", "date"], time: "date" };

const prediction = (id: string, more: Partial<PredictionRecord> = {}): PredictionRecord => ({
  id,
  time: "2009-04-01T21:00:00.000Z",
  model: "ranges",
  digest: "a",
  release: 1,
  arm: "stable",
  about: { symbol: id, date: "2009-04-01" },
  subject: null,
  status: "ok",
  features: { range: 0.5, weekday: "Wed" },
  score: 0.6,
  latencyMs: 1,
  outOfRange: [],
  ...more,
});
const feedback = (id: string, label: number, more: Partial<FeedbackRecord> = {}): FeedbackRecord => ({
  id,
  time: "2009-04-02T21:00:00.000Z",
  model: "ranges",
  prediction: null,
  about: null,
  subject: null,
  label,
  source: "import",
  ...more,
});
const rowsOf = (predictions: readonly PredictionRecord[], labels: readonly FeedbackRecord[] = []) =>
  monitoredRows(predictions, labels, "a", served);
const about = (symbol: string) => ({ symbol, date: "2009-04-01" });

test("rows come by columns; a feature that no row has is left out, one that a row lacks is missing there", () => {
  const rows = rowsOf([prediction("IBM"), prediction("MSFT", { features: { range: null, weekday: null }, score: 0.2 })]);
  expect(rows.features.numbers).toEqual([{ name: "range", values: Float64Array.of(0.5, Number.NaN) }]);
  expect(rows.features.categories).toEqual([{ name: "weekday", values: ["Wed", null] }]);
  expect([[...rows.days].map(dayText), rows.entities, [...rows.prediction]]).toEqual([
    ["2009-04-01", "2009-04-01"],
    ["IBM", "MSFT"],
    [0.6, 0.2],
  ]);
});

test("a row about a day that there never was, logged all the same, counts for the day on which it was asked", () => {
  const rows = rowsOf([prediction("IBM", { about: { symbol: "IBM", date: "2009-11-31" } })]);
  expect([...rows.days].map(dayText)).toEqual(["2009-04-01"]);
});

test("answers of other versions, of shadows and errors are passed over", () => {
  const rows = rowsOf([
    prediction("IBM"),
    prediction("AAPL", { digest: "b" }),
    prediction("GOOG", { arm: "shadow" }),
    prediction("MSFT", { status: "error", score: null }),
    prediction("FB", { arm: "canary" }),
  ]);
  expect(rows.entities).toEqual(["IBM", "FB"]);
});

test("what was asked twice is judged once, by its last answer, and keeps the label of the first's id", () => {
  const rows = rowsOf(
    [
      prediction("q1/0", { about: about("IBM") }),
      prediction("q2/0", { about: about("IBM"), time: "2009-04-01T22:00:00.000Z", score: 0.9 }),
      prediction("q0/0", { about: about("IBM"), time: "2009-04-01T20:00:00.000Z", score: 0.1 }),
    ],
    [feedback("f", 1, { prediction: "q1/0" })],
  );
  expect([[...rows.prediction], [...rows.label]]).toEqual([[0.9], [1]]);
});

test("rows of which nobody said what they are about are each one of its own, of the day of their answer", () => {
  const half = { about: { symbol: "IBM" } };
  const rows = rowsOf([prediction("q/0", { about: null }), prediction("q/1", half), prediction("q/2", half)]);
  expect([...rows.days].map(dayText)).toEqual(["2009-04-01", "2009-04-01", "2009-04-01"]);
  expect(rows.entities).toEqual(["", "IBM", "IBM"]);
});

test("rows without a time are of the day on which they were asked for, whatever their key looks like, and of no entity", () => {
  const undated = { ...served, rowKey: ["contract"], time: null };
  const asked = [prediction("a", { about: { contract: "2007-05-31" } }), prediction("b", { about: { contract: "2007-06-30" } })];
  const rows = monitoredRows(asked, [feedback("f", 1, { about: { contract: "2007-06-30" } })], "a", undated);
  expect([[...rows.days].map(dayText), rows.entities, [...rows.label]]).toEqual([
    ["2009-04-01", "2009-04-01"],
    ["", ""],
    [Number.NaN, 1],
  ]);
});

test.each<[string, readonly FeedbackRecord[], number]>([
  ["by what the row is about", [feedback("f", 1, { about: about("IBM") })], 1],
  ["by the prediction's id", [feedback("f", 1, { prediction: "IBM" })], 1],
  ["before the prediction", [feedback("f", 1, { about: about("IBM"), time: "2009-03-01T00:00:00.000Z" })], 1],
  ["never", [feedback("f", 1, { about: about("MSFT") })], Number.NaN],
  ["for a prediction that is not known", [feedback("f", 1, { prediction: "other" })], Number.NaN],
  [
    "twice: the one said last counts, whichever way and in whatever order they are stored",
    [feedback("f2", 0, { prediction: "IBM", time: "2009-04-03T00:00:00.000Z" }), feedback("f1", 1, { about: about("IBM") })],
    0,
  ],
])("a label that comes %s", (_, labels, expected) => {
  expect([...rowsOf([prediction("IBM")], labels).label]).toEqual([expected]);
});
