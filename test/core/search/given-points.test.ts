import { candidatesAt } from "../../../model-code/core/search/given-points";
import type { CandidateSpec } from "../../../model-code/core/spec/model-schema";

const candidates: readonly CandidateSpec[] = [
  { name: "prior", learner: "prior", params: {}, space: {} },
  { name: "logistic", learner: "logistic", params: {}, space: { l2: { type: "log-uniform", min: 0.1, max: 1000 } } },
  {
    name: "trees",
    learner: "boosted-trees",
    params: { rounds: 7 },
    space: { leaves: { type: "integer", min: 4, max: 31 }, l2: { type: "uniform", min: 1, max: 2 } },
  },
];

test("each candidate stands at its point, beside what is fixed, with nothing left to search", () => {
  const at = candidatesAt(candidates, '{"logistic":{"l2":3},"trees":{"leaves":5.0,"l2":1.5}}');
  expect(at.map(({ params, space }) => [params, space])).toEqual([
    [{}, {}],
    [{ l2: 3 }, {}],
    [{ rounds: 7, leaves: 5, l2: 1.5 }, {}],
  ]);
});

test.each([
  ["[1]", ["--param points: expected a JSON object with a point for each candidate that is searched"]],
  ["{", ["--param points: expected a JSON object with a point for each candidate that is searched"]],
  [
    '{"prior":{},"trees":{"leaves":5.5,"l2":1}}',
    [
      "--param points prior: expected one of logistic, trees",
      "--param points logistic: expected values of l2, got nothing",
      "leaves: expected an integer",
    ],
  ],
  ['{"logistic":{"l2":3,"l1":1},"trees":{"leaves":5,"l2":1}}', ["--param points logistic: expected values of l2"]],
])("%s is refused, each mistake told", (text, told) => {
  for (const part of told) expect(() => candidatesAt(candidates, text)).toThrow(part);
});
