import type { CandidateEvaluation, Estimate, Evaluation, StressResult } from "../../../model-code/core/evaluate/evaluation";
import { figures } from "../../../model-code/core/evaluate/gate";
import { judgeGates } from "../../../model-code/core/evaluate/gates";
import type { GateSpec } from "../../../model-code/core/spec/model-schema";

const at = (value: number | null, lower = value, upper = value): Estimate => ({ value, lower, upper });

const evaluationOf = (of: Partial<CandidateEvaluation>): Evaluation => ({
  task: "binary-classification",
  baseline: "naive-score",
  threshold: 0.5,
  test: { from: "2010-02-01", to: "2013-03-01", rows: 3200, sessions: 777 },
  resampling: { blockSessions: 20, resamples: 1000, confidence: 0.95, seed: 1 },
  candidates: { logistic: { metrics: {}, gains: {}, slices: [], stress: [], ...of } },
});

const judge = (gate: GateSpec, of: Partial<CandidateEvaluation>, selected = "logistic") =>
  judgeGates([gate], evaluationOf(of), selected)[0]!;

describe("threshold", () => {
  test.each<[{ min?: number; max?: number }, number | null, boolean, string]>([
    [{ min: 0.69 }, 0.706, true, "AUC 0.706 ≥ 0.690"],
    [{ min: 0.69 }, 0.69, true, "AUC 0.690 ≥ 0.690"],
    [{ min: 0.69 }, 0.68999, false, "AUC 0.68999 is below 0.69000"],
    [{ max: 0.75 }, 0.75, true, "AUC 0.750 ≤ 0.750"],
    [{ max: 0.75 }, 0.751, false, "AUC 0.751 is above 0.750"],
    [{ min: 0.6, max: 0.8 }, 0.7, true, "AUC 0.700 ≥ 0.600 and ≤ 0.800"],
    [{ min: 0.69 }, null, false, "AUC could not be determined, which does not pass"],
    [{}, null, false, "AUC could not be determined, which does not pass"],
  ])("%j of %d: %s", (required, value, passed, why) => {
    expect(judge({ kind: "threshold", metric: "auc", ...required }, { metrics: { auc: at(value) } })).toEqual({
      kind: "threshold",
      title: "AUC of logistic",
      metric: "auc",
      passed,
      observed: value,
      required,
      why,
    });
  });

  test("judges the figure, not its interval", () => {
    expect(judge({ kind: "threshold", metric: "auc", min: 0.69 }, { metrics: { auc: at(0.7, 0.5, 0.8) } }).passed).toBe(true);
  });
});

describe("paired-gain", () => {
  test.each<[number, number | null, boolean, string]>([
    [0, 0.018, true, "the lower bound of the gain over naive-score, +0.018, is above 0"],
    [0, 0, false, "the lower bound of the gain over naive-score, 0.000, is not above 0"],
    [0, -0.002, false, "the lower bound of the gain over naive-score, -0.002, is not above 0"],
    [0, 0.00001, true, "the lower bound of the gain over naive-score, +0.00001, is above 0"],
    [0.01, 0.01, false, "the lower bound of the gain over naive-score, +0.010, is not above +0.010"],
    [0, null, false, "the lower bound of the gain over naive-score could not be determined, which does not pass"],
  ])("above %d of %d: %s", (above, lower, passed, why) => {
    const verdict = judge({ kind: "paired-gain", metric: "auc", above }, { gains: { auc: at(0.05, lower, 0.1) } });
    expect(verdict).toMatchObject({ passed, observed: lower, required: { above }, why });
  });
});

describe("worst-slice", () => {
  const slice = (value: string, rows: number, auc: number | null, of = "symbol") => ({
    slice: of,
    value,
    rows,
    sessions: rows,
    metrics: { auc: at(auc), brier: at(auc) },
  });
  const gate: GateSpec = { kind: "worst-slice", metric: "auc", slice: "symbol", min: 0.6, minRows: 200 };
  const sound = [slice("AAPL", 700, 0.66), slice("IBM", 700, 0.63)];

  test.each<[string, CandidateEvaluation["slices"], boolean, number | null, string]>([
    ["the worst passes", sound, true, 0.63, "AUC in symbol IBM, the worst of 2, 0.630 ≥ 0.600"],
    ["the worst fails", [...sound, slice("FB", 200, 0.59)], false, 0.59, "AUC in symbol FB, the worst of 3, 0.590 is below 0.600"],
    ["a row too few to be judged", [...sound, slice("FB", 199, 0.59)], true, 0.63, "AUC in symbol IBM, the worst of 2, 0.630 ≥ 0.600"],
    [
      "another slice has no say",
      [...sound, slice("2010", 300, 0.5, "year")],
      true,
      0.63,
      "AUC in symbol IBM, the worst of 2, 0.630 ≥ 0.600",
    ],
    [
      "undetermined is the worst",
      [...sound, slice("FB", 300, null)],
      false,
      null,
      "AUC in symbol FB, the worst of 3, could not be determined, which does not pass",
    ],
    ["none has enough rows", [slice("FB", 10, 0.9)], false, null, "no symbol has 200 rows, so that none could be judged"],
  ])("%s", (_, slices, passed, observed, why) => {
    expect(judge(gate, { slices })).toMatchObject({ passed, observed, required: { min: 0.6 }, why });
  });

  test("the worst Brier score is the largest", () => {
    const brier: GateSpec = { kind: "worst-slice", metric: "brier", slice: "symbol", max: 0.65, minRows: 1 };
    expect(judge(brier, { slices: sound })).toMatchObject({ passed: false, observed: 0.66 });
  });
});

describe("stress", () => {
  const gate: GateSpec = { kind: "stress", metric: "auc", maxLoss: 0.125 };
  const shock = (scenario: StressResult["scenario"], auc: number | null, allFinite = true): StressResult => ({
    scenario,
    rows: 3200,
    metrics: { auc, "log-loss": auc },
    allFinite,
  });
  const calm = { auc: at(0.75), "log-loss": at(0.5) };

  test.each<[string, StressResult[], boolean, number | null, string]>([
    [
      "just within",
      [shock("gap", 0.74), shock("halt", 0.625)],
      true,
      0.125,
      "AUC loses 0.125 under halt, the worst of 2, which is within 0.125",
    ],
    [
      "just outside",
      [shock("gap", 0.74), shock("halt", 0.5)],
      false,
      0.25,
      "AUC loses 0.250 under halt, the worst of 2, which is more than 0.125",
    ],
    ["a gain", [shock("gap", 1)], true, -0.25, "AUC loses -0.250 under gap, the worst of 1, which is within 0.125"],
    ["a score that is no number", [shock("gap", 0.74), shock("flat", 0.74, false)], false, null, "under flat not every score is a number"],
    ["undetermined", [shock("gap", null)], false, null, "AUC under gap could not be determined, which does not pass"],
    ["nothing was run", [], false, null, "no stress scenario was run, which does not pass"],
  ])("%s", (_, stress, passed, observed, why) => {
    expect(judge(gate, { metrics: calm, stress })).toMatchObject({ passed, observed, required: { max: 0.125 }, why });
  });

  test("of a loss, more is worse", () => {
    const logLoss: GateSpec = { kind: "stress", metric: "log-loss", maxLoss: 0.125 };
    expect(judge(logLoss, { metrics: calm, stress: [shock("gap", 0.75)] })).toMatchObject({ passed: false, observed: 0.25 });
  });

  test("undetermined without stress does not pass", () => {
    expect(judge(gate, { metrics: {}, stress: [shock("gap", 0.74)] }).passed).toBe(false);
  });
});

test("a candidate that was not evaluated passes no gate", () => {
  const gates: GateSpec[] = [
    { kind: "threshold", metric: "auc", min: 0 },
    { kind: "paired-gain", metric: "auc", above: -1 },
    { kind: "worst-slice", metric: "auc", slice: "symbol", min: 0, minRows: 1 },
    { kind: "stress", metric: "auc", maxLoss: 1 },
  ];
  const verdicts = judgeGates(gates, evaluationOf({}), "nobody");
  expect(verdicts.map((v) => [v.kind, v.passed, v.observed])).toEqual(gates.map((g) => [g.kind, false, null]));
});

test.each([
  [0.7, 0.6, ["0.700", "0.600"]],
  [0.7, 0.7, ["0.700", "0.700"]],
  [0.70001, 0.7, ["0.70001", "0.70000"]],
  [0.1 + 0.2, 0.3, ["0.30000000000000004", "0.3"]],
])("%d and %d are written so that they differ exactly if they do", (a, b, texts) => {
  expect(figures(a, b)).toEqual(texts);
});
