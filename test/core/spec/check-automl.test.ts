import { checkModels } from "../../../environments/check-models";
import { loadModel } from "../../../model-code/adapters/model-files";
import { checkSpec } from "../../../model-code/core/spec/check-spec";
import type { CandidateSpec, ModelSpec } from "../../../model-code/core/spec/model-schema";
import { environment, places } from "../../support/platform";

const { spec } = loadModel("model-code/models", "market-volatility");
const automl: CandidateSpec = {
  name: "automl",
  learner: "azure-automl",
  params: {},
  space: {},
  budget: { trials: 20, concurrent: 2, minutes: 60 },
};
const saidOf = (candidates: readonly CandidateSpec[], more: Partial<ModelSpec> = {}) =>
  checkSpec({ ...spec, candidates: [...candidates], ...more }, "model.yaml").map(
    (p) => `${p.where.replace("model.yaml ", "")}: expected ${p.expected}, got ${p.got}`,
  );

test("a model may ask Azure ML for one candidate beside its own", () => {
  expect(saidOf([...spec.candidates, automl])).toEqual([]);
  expect(saidOf([...spec.candidates, { ...automl, algorithms: ["LightGBM", "LogisticRegression"] }])).toEqual([]);
});

test("what it may not say is told at once", () => {
  const { budget, ...unbound } = automl;
  const [baseline, logistic] = spec.candidates as [CandidateSpec, CandidateSpec];
  expect(
    saidOf(
      [
        baseline,
        { ...logistic, budget: automl.budget!, algorithms: ["SGD"] },
        { ...unbound, params: { rounds: 3 }, algorithms: ["ElasticNet"] },
        { ...automl, name: "second", budget: { trials: 2, concurrent: 3, minutes: 15 } },
      ],
      { search: { ...spec.search, metric: "log-loss" } },
    ),
  ).toEqual([
    "candidates/1/budget: expected none: the learner is not azure-automl, got one",
    "candidates/1/algorithms: expected none: the learner is not azure-automl, got some",
    "candidates/2/budget: expected the key budget, got none",
    "candidates/2/params: expected none: Azure ML chooses them, got rounds",
    "candidates/2/algorithms/0: expected an algorithm for binary-classification, got ElasticNet",
    "candidates/3/budget/concurrent: expected at most the 2 trials that there are, got 3",
    'search/metric: expected one that Azure ML can search by: auc, accuracy, got "log-loss"',
    "candidates: expected azure-automl once, got 2 times",
  ]);
});

test("it is neither the first candidate nor all that a laptop has beside the baseline", () => {
  const [baseline] = spec.candidates as [CandidateSpec];
  expect(saidOf([automl, ...spec.candidates])).toEqual([expect.stringContaining("candidates/0/learner: expected a baseline")]);
  expect(saidOf([baseline, automl])).toEqual(["candidates: expected beside azure-automl a candidate that is no baseline, got none"]);
});

test("its trials at once fit on the cluster of the environment that the model trains in", () => {
  const problemsOf = (maxNodes: number) =>
    checkModels([{ ...spec, candidates: [...spec.candidates, automl] }], {
      ...places(),
      environments: [environment({ training: { ...environment().training, maxNodes } })],
    }).map((p) => `${p.where}: expected ${p.expected}, got ${p.got}`);
  expect(problemsOf(2)).toEqual([]);
  expect(problemsOf(1)).toEqual([
    "market-volatility/model.yaml candidates/3/budget/concurrent: expected at most the 1 machines of training.maxNodes in environments/dev.yaml, got 2",
  ]);
});
