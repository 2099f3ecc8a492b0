import { AUTOML } from "../../../model-code/core/automl/vocabulary";
import { checkParams, LEARNERS, withDefaults } from "../../../model-code/core/learners";
import { problemText } from "../../../model-code/core/problem";
import { candidate } from "../../../model-code/core/spec/candidate-schema";

const trees = LEARNERS["boosted-trees"]!;

test("the table holds exactly the learners that model.yaml may name, each under its own name, but the one that Azure ML trains", () => {
  expect([...Object.keys(LEARNERS), AUTOML].sort()).toEqual([...candidate.properties.learner.enum].sort());
  for (const [name, learner] of Object.entries(LEARNERS)) expect(learner.name).toBe(name);
});

test("every default obeys its own rule", () => {
  for (const learner of Object.values(LEARNERS)) {
    const missing = Object.entries(learner.params).filter(([, rule]) => rule.default === undefined);
    expect(checkParams(learner, {}).map((p) => p.where)).toEqual(missing.map(([name]) => `params/${name}`));
  }
});

test("defaults fill what is not given and leave what is", () => {
  expect(withDefaults(trees, { rounds: 7 })).toMatchObject({ rounds: 7, learningRate: 0.1, leaves: 31 });
});

test("all problems are told at once, with bounds, value and remedy", () => {
  const problems = checkParams(trees, { rounds: 2.5, learningRate: 2, leafs: 31, leaves: "many" });
  expect(problems.map(problemText)).toEqual([
    expect.stringMatching(/^params\/leafs: expected a parameter of boosted-trees: rounds, .*, got 31\. Remove it/),
    "params/rounds: expected an integer, at least 1, at most 10000, got 2.5. Trees at most; early stopping keeps fewer. Left out, it is 200.",
    "params/learningRate: expected a number, at least 0.0001, at most 1, got 2. Share of its best step that a tree may make. Left out, it is 0.1.",
    'params/leaves: expected an integer, at least 2, at most 1024, got "many". Leaves of a tree at most. Left out, it is 31.',
  ]);
});

test("a parameter without a default must be given", () => {
  expect(checkParams(LEARNERS["naive-score"]!, {}).map(problemText)).toEqual([
    "params/feature: expected a text, got nothing. The number feature whose value is the score.",
  ]);
  expect(checkParams(LEARNERS["naive-score"]!, { feature: "range" })).toEqual([]);
});

test("a name that every object has is not a parameter", () => {
  expect(checkParams(LEARNERS.prior!, { toString: 1 }).map((p) => p.where)).toEqual(["params/toString"]);
});
