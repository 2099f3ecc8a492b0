import { automlTables } from "../../../model-code/core/automl/training-data";
import { evaluate } from "../../../model-code/core/evaluate/evaluate";
import type { Estimate, Evaluation } from "../../../model-code/core/evaluate/evaluation";
import { METRICS } from "../../../model-code/core/evaluate/metrics";
import { selectAdopted } from "../../../model-code/core/evaluate/select-adopted";
import { selectBest } from "../../../model-code/core/evaluate/select-best";
import type { SplitPlan } from "../../../model-code/core/lifecycle/steps/split";
import { foldsOf } from "../../../model-code/core/lifecycle/training-folds";
import { BadInput } from "../../../model-code/core/problem";
import { seededRandom } from "../../../model-code/core/random";

const selection = selectBest(
  [
    { candidate: "naive", complexity: 1, baseline: true, folds: [0.6, 0.62] },
    { candidate: "logistic", complexity: 2, baseline: false, folds: [0.7, 0.65] },
  ],
  METRICS.auc,
);
const of = (value: number | null, gain: Estimate = { value: null, lower: null, upper: null }) => ({
  metrics: { auc: { value, lower: null, upper: null } },
  gains: { auc: gain },
});
const against = (theirs: number | null, gain: Estimate, ours: number | null = 0.65) =>
  selectAdopted(
    selection,
    "automl",
    {
      resampling: { confidence: 0.95 },
      candidates: { automl: of(theirs, gain), logistic: of(ours) },
    } as unknown as Evaluation,
    METRICS.auc,
  );

test("what another tool trained is selected if its gain on the newest fold is more than chance, and leads the ranking with the reason", () => {
  const { selected, reason, ranking } = against(0.7, { value: 0.05, lower: 0.01, upper: 0.09 });
  expect([selected, reason]).toEqual([
    "automl",
    "automl, auc 0.7000 on the newest fold, where logistic has 0.6500; gain 0.0500, 0.0100 to 0.0900 with 95 % confidence: better",
  ]);
  expect(ranking.map((r) => [r.rank, r.candidate])).toEqual([
    [1, "automl"],
    [2, "logistic"],
    [3, "naive"],
  ]);
});

test.each([
  ["a gain that may be chance", 0.7, { value: 0.05, lower: -0.01, upper: 0.11 }, 0.65],
  ["no gain", 0.65, { value: 0, lower: 0, upper: 0 }, 0.65],
  ["its own figure undetermined", null, { value: null, lower: null, upper: null }, 0.65],
  ["the other's figure undetermined", 0.7, { value: null, lower: null, upper: null }, null],
] as const)("with %s it comes last, and the folds' own choice stands", (_, theirs, gain, ours) => {
  const { selected, reason, ranking } = against(theirs, gain, ours);
  expect([selected, reason]).toEqual(["logistic", selection.reason]);
  expect(ranking.at(-1)).toMatchObject({ rank: 3, candidate: "automl", reason: expect.stringContaining("not better beyond chance") });
});

const lots = (from: number, to: number, rows: number) => ({ from: null, to: null, draws: [from, to] as const, rows, sessions: rows });
/** 250 rows whose times are 0 to 249: folds validate by 100 to 149, 150 to 199 and 200 to 249, after an embargo of 5. */
const planOf = (embargoSessions: number): SplitPlan => ({
  train: lots(0, 249, 250),
  test: lots(260, 300, 41),
  folds: [100, 150, 200].map((at) => ({ train: lots(0, at - embargoSessions - 1, at - embargoSessions), validate: lots(at, at + 49, 50) })),
  embargoSessions,
  rule: "testShare",
});
const times = Float64Array.from({ length: 250 }, (_, i) => i);
const table = (label: Float64Array) => ({
  rows: 250,
  columns: { x: { type: "number" as const, values: times }, label: { type: "number" as const, values: label } },
});
const what = { numbers: ["x"], categories: [] } as never;

test("a search of Azure ML sees no row of the newest fold, on which it is compared, nor of its embargo", () => {
  const { training, validation } = automlTables(table(times), times, planOf(5), what);
  const span = ({ rows, columns }: typeof training) => [rows, columns.x!.values[0], columns.x!.values[rows - 1]];
  expect([span(training), span(validation)]).toEqual([
    [145, 0, 144],
    [45, 150, 194],
  ]);
  expect(() => automlTables(table(times), times, planOf(50), what)).toThrow(BadInput);
});

test("the best of 20 trials without skill seldom beats a candidate that has a little", () => {
  const random = seededRandom(7);
  const runs = 60;
  const plan = planOf(5);
  const newest = foldsOf(times, plan).at(-1)!.validate.rows;
  let [adopted, lucky] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const label = Float64Array.from(times, () => Number(random.next() < 0.5));
    const ours = Float64Array.from(label, (y) => random.next() + 0.06 * y);
    const trials = Array.from({ length: 20 }, () => Float64Array.from(times, () => random.next()));
    const { validation } = automlTables(table(label), times, plan, what);
    const judgedBy = Int32Array.from(validation.columns.x!.values as Float64Array);
    const on = (rows: Int32Array, values: Float64Array) => Float64Array.from(rows, (r) => values[r]!);
    const skill = (trial: Float64Array) => METRICS.auc.compute(on(judgedBy, label), on(judgedBy, trial));
    const best = trials.reduce((a, b) => (skill(b) > skill(a) ? b : a));
    const judged = evaluate({
      task: "binary-classification",
      baseline: "logistic",
      label: on(newest, label),
      times: on(newest, times),
      isDated: false,
      predictions: { logistic: on(newest, ours), automl: on(newest, best) },
      columns: {},
      settings: { blockSessions: 1, resamples: 200, confidence: 0.95, threshold: 0.5, slices: [] },
      seed: run,
    });
    const there = (values: Float64Array) => METRICS.auc.compute(on(newest, label), on(newest, values));
    if (trials.some((trial) => there(trial) > there(ours))) lucky++;
    if (selectAdopted(selection, "automl", judged, METRICS.auc).selected === "automl") adopted++;
  }
  // judged on the fold that chose it, and by any margin, one of them mostly does
  expect(lucky / runs).toBeGreaterThan(0.7);
  expect(adopted / runs).toBeLessThan(0.1);
});
