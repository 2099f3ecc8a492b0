import { METRICS } from "../../../model-code/core/evaluate/metrics";
import { selectAdopted } from "../../../model-code/core/evaluate/select-adopted";
import { selectBest } from "../../../model-code/core/evaluate/select-best";

const folds = { naive: [0.6, 0.62], logistic: [0.7, 0.65] };
const selection = selectBest(
  [
    { candidate: "naive", complexity: 1, baseline: true, folds: folds.naive },
    { candidate: "logistic", complexity: 2, baseline: false, folds: folds.logistic },
  ],
  METRICS.auc,
);
const against = (newestFold: number | null, metric = METRICS.auc) =>
  selectAdopted(selection, folds.logistic, { candidate: "automl", newestFold }, metric);

test("what another tool trained is selected if it is better on the newest fold, and leads the ranking with the reason", () => {
  const { selected, reason, ranking } = against(0.66);
  expect([selected, reason]).toEqual(["automl", "automl, auc 0.6600 on the newest fold, where logistic has 0.6500: better"]);
  expect(ranking.map((r) => [r.rank, r.candidate])).toEqual([
    [1, "automl"],
    [2, "logistic"],
    [3, "naive"],
  ]);
});

test.each([0.65, 0.64, null])("with %p there it comes last, and the folds' own choice stands", (newestFold) => {
  const { selected, reason, ranking } = against(newestFold);
  expect([selected, reason]).toEqual(["logistic", selection.reason]);
  expect(ranking.at(-1)).toMatchObject({ rank: 3, candidate: "automl" });
});

test("of a loss the smaller is better", () => {
  expect(against(0.64, METRICS["log-loss"]).selected).toBe("automl");
  expect(against(0.66, METRICS["log-loss"]).selected).toBe("logistic");
});
