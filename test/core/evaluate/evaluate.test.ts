import { canonicalJson } from "../../../model-code/core/canonical-json";
import { parseDay } from "../../../model-code/core/data/day";
import { type EvaluationInput, evaluate, stressResult } from "../../../model-code/core/evaluate/evaluate";
import { METRICS } from "../../../model-code/core/evaluate/metrics";
import { slicesOf, yearsOf } from "../../../model-code/core/evaluate/slices";
import { seededRandom } from "../../../model-code/core/random";

const SESSIONS = 300;
const random = seededRandom("evaluate");
/** Three entities a session; the sessions of a block share a mood, so that rows are not independent. */
const rows = Array.from({ length: 3 * SESSIONS }, (_, i) => ({ session: Math.floor(i / 3), symbol: ["AAPL", "IBM", "MSFT"][i % 3]! }));
const moods = Float64Array.from({ length: SESSIONS }, () => random.normal());
const label = Float64Array.from(rows, ({ session }) => (moods[Math.floor(session / 10)]! + random.normal() > 0 ? 1 : 0));
const probability = (noise: number) => label.map((y) => 1 / (1 + Math.exp(-(y - 0.5 + noise * random.normal()))));
const good = probability(0.7);
const input: EvaluationInput = {
  task: "binary-classification",
  baseline: "naive-score",
  label,
  times: Float64Array.from(rows, ({ session }) => parseDay("2011-07-01") + session),
  predictions: { "naive-score": probability(3), logistic: good, twin: good },
  columns: { symbol: rows.map((r) => r.symbol) },
  settings: { blockSessions: 10, resamples: 200, confidence: 0.95, threshold: 0.5, slices: ["symbol", "year"] },
  seed: 7,
};
const evaluation = evaluate(input);
const { "naive-score": naive, logistic, twin } = evaluation.candidates;

test("every metric of the task has its value and an interval around it", () => {
  expect(Object.keys(logistic!.metrics)).toHaveLength(9);
  expect(logistic!.metrics.auc!.value).toBe(METRICS.auc.compute(label, good));
  for (const name of ["auc", "brier", "log-loss", "accuracy", "recall"] as const) {
    const { value, lower, upper } = logistic!.metrics[name]!;
    expect(lower!).toBeLessThan(value!);
    expect(upper!).toBeGreaterThan(value!);
  }
});

test("the gain of a candidate with itself is exactly 0, and equal candidates have equal intervals", () => {
  for (const gain of Object.values(naive!.gains)) expect(gain).toEqual({ value: 0, lower: 0, upper: 0 });
  expect(twin).toEqual(logistic);
});

test("a gain is positive where a candidate is better, whichever way the metric points", () => {
  for (const name of ["auc", "log-loss", "brier", "accuracy"] as const) expect(logistic!.gains[name]!.lower!).toBeGreaterThan(0);
  expect(logistic!.gains["log-loss"]!.value).toBeCloseTo(naive!.metrics["log-loss"]!.value! - logistic!.metrics["log-loss"]!.value!, 12);
});

test("gains are paired: of two candidates that err together the interval is far narrower than their own", () => {
  const shaken = good.map((p, i) => p + (i % 2 === 0 ? 0.01 : -0.01));
  const { gains, metrics } = evaluate({ ...input, baseline: "logistic", predictions: { logistic: good, shaken } }).candidates.shaken!;
  const width = ({ lower, upper }: { lower: number | null; upper: number | null }) => upper! - lower!;
  expect(width(gains.auc!)).toBeLessThan(width(metrics.auc!) / 4);
});

test("slices hold the metric of their own rows, and add up to all of them", () => {
  const symbols = logistic!.slices.filter((s) => s.slice === "symbol");
  expect(symbols.map((s) => [s.value, s.rows, s.sessions])).toEqual([
    ["AAPL", 300, 300],
    ["IBM", 300, 300],
    ["MSFT", 300, 300],
  ]);
  const ibm = (values: Float64Array) => values.filter((_, i) => i % 3 === 1);
  expect(symbols[1]!.metrics.auc!.value).toBe(METRICS.auc.compute(ibm(label), ibm(good)));
  expect(symbols[1]!.metrics.auc!.lower!).toBeLessThan(symbols[1]!.metrics.auc!.value!);
  // 2011-07-01 to 2011-12-31 are 184 days
  expect(logistic!.slices.filter((s) => s.slice === "year").map((s) => [s.value, s.rows])).toEqual([
    ["2011", 552],
    ["2012", 348],
  ]);
});

test("it is plain JSON, and equal inputs give equal bytes", () => {
  expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
  expect(canonicalJson(evaluate(input))).toBe(canonicalJson(evaluation));
  expect(canonicalJson(evaluate({ ...input, seed: 8 }))).not.toBe(canonicalJson(evaluation));
  expect(evaluation.test).toEqual({ from: "2011-07-01", to: "2012-04-25", rows: 900, sessions: 300 });
});

test("another candidate does not change what a candidate is told", () => {
  const { "naive-score": baseline, logistic: alone } = input.predictions;
  const fewer = evaluate({ ...input, predictions: { "naive-score": baseline!, logistic: alone! } });
  expect(fewer.candidates.logistic).toEqual(logistic);
});

test("what is not determined is null", () => {
  const never = evaluate({ ...input, predictions: { ...input.predictions, never: new Float64Array(900).fill(0.1) } }).candidates.never!;
  expect(never.metrics.precision).toEqual({ value: null, lower: null, upper: null });
  expect(never.gains.precision).toEqual({ value: null, lower: null, upper: null });
  const broken = evaluate({ ...input, predictions: { ...input.predictions, broken: new Float64Array(900).fill(Number.NaN) } });
  expect(broken.candidates.broken!.metrics.auc).toEqual({ value: null, lower: null, upper: null });
});

test("a regression has no curves", () => {
  const settings = { ...input.settings, slices: [] };
  const { candidates } = evaluate({ ...input, task: "regression", settings });
  expect(candidates.logistic).not.toHaveProperty("curves");
  expect(candidates.logistic).not.toHaveProperty("reliability");
  expect(Object.keys(candidates.logistic!.metrics)).toEqual(["root-mean-squared-error", "mean-absolute-error", "r-squared"]);
});

test("stress and importance are handed on to their candidate", () => {
  const shocked = stressResult("gap", "binary-classification", label, good, { threshold: 0.5 });
  const importance = [{ feature: "range", loss: 0.1, standardDeviation: 0.01 }];
  const { candidates } = evaluate({ ...input, stress: { logistic: [shocked] }, permutationImportance: { logistic: importance } });
  expect(candidates.logistic).toMatchObject({ stress: [shocked], permutationImportance: importance });
  expect(candidates.twin!.stress).toEqual([]);
});

describe("stressResult", () => {
  test("holds the metrics of the rows that are left", () => {
    const { metrics, rows: left, allFinite } = stressResult("halt", "binary-classification", label, good, { threshold: 0.5 });
    expect({ auc: metrics.auc, left, allFinite }).toEqual({ auc: METRICS.auc.compute(label, good), left: 900, allFinite: true });
  });

  test("says that a score is no number", () => {
    const broken = good.map((p, i) => (i === 5 ? Number.NaN : p));
    expect(stressResult("flat", "binary-classification", label, broken, { threshold: 0.5 })).toMatchObject({
      allFinite: false,
      metrics: { auc: null },
    });
  });
});

test.each<[string, Partial<EvaluationInput>, string]>([
  ["no rows", { label: new Float64Array(0) }, "no row to evaluate on"],
  ["a baseline without predictions", { baseline: "prior" }, "the baseline prior has no predictions"],
  ["times that do not fit", { times: new Float64Array(3) }, "900 labels and 3 times"],
  ["a column that is not there", { columns: {} }, "the slice symbol needs a column of 900 rows"],
])("refuses %s", (_, change, message) => {
  expect(() => evaluate({ ...input, ...change })).toThrow(message);
});

describe("slices", () => {
  test("a missing value is a slice too", () => {
    expect(slicesOf("news", ["b", null, "a", "b"]).map((s) => [s.value, [...s.rows]])).toEqual([
      ["(missing)", [1]],
      ["a", [2]],
      ["b", [0, 3]],
    ]);
  });

  test("the year is that of the day, at its ends too", () => {
    expect(yearsOf(Float64Array.from(["2009-12-31", "2010-01-01", "2012-12-31"], parseDay))).toEqual(["2009", "2010", "2012"]);
  });
});
