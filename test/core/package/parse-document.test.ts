import { parseDocument } from "../../../model-code/core/package/parse-document";
import { BadInput } from "../../../model-code/core/problem";

const SOUND = {
  model: "churn",
  title: "Will they leave?",
  task: "binary-classification",
  features: { numbers: ["age", "visits"], categories: ["plan"] },
  output: "probability",
  threshold: 0.4,
  sensitivity: "confidential",
  trainedOn: { from: "2024-01-01", to: "2024-12-31", rows: 5000 },
  testedOn: { from: "2025-01-01", to: "2025-03-31", rows: 900 },
};
const GRAPH = {
  inputs: [
    { name: "X", type: "float32", features: ["age", "visits"] },
    { name: "plan", type: "string", features: ["plan"] },
  ],
  output: { name: "probabilities", column: 1 },
};
const problemsOf = (value: unknown): readonly string[] => {
  try {
    parseDocument(typeof value === "string" ? value : JSON.stringify(value), "model-package.json");
    return [];
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    return error.problems.map((p) => `${p.where}: ${p.expected}; ${p.got}`);
  }
};

test("a package of somebody else's needs to say no more than what only its maker knows", () => {
  expect(parseDocument(JSON.stringify({ ...SOUND, graph: GRAPH }), "x")).toMatchObject({
    graph: GRAPH,
    learner: "external",
    rowKey: [],
    time: null,
    subject: null,
    unused: [],
  });
});

test.each([
  ["named", { rowKey: ["date", "shop"], time: "date" }, "date"],
  ["said not to be", { rowKey: ["contract", "date"], time: null }, null],
  ["not named: of a package with dates the last column", { rowKey: ["shop", "date"] }, "date"],
  ["not named: of one without dates none", { rowKey: ["contract"], trainedOn: { from: null, to: null, rows: 10 } }, null],
])("the time of rows is %s", (_how, change, time) => {
  expect(parseDocument(JSON.stringify({ ...SOUND, ...change }), "x").time).toBe(time);
});

test.each([
  ["a time that nobody names", { ...SOUND, rowKey: ["shop"], time: "date" }, 'model-package.json time: one of shop, or null; "date"'],
  ["no JSON", "{", "JSON"],
  ["no threshold", { ...SOUND, threshold: undefined }, 'the key "threshold"'],
  ["a task that is none", { ...SOUND, task: "clustering" }, "model-package.json task: one of binary-classification, regression"],
  ["no features", { ...SOUND, features: { numbers: [], categories: [] } }, "one feature at least"],
  ["a feature twice", { ...SOUND, features: { numbers: ["age"], categories: ["age"] } }, "age as a number and as a category"],
  [
    "a feature that nobody feeds",
    { ...SOUND, graph: { ...GRAPH, inputs: [GRAPH.inputs[0]] } },
    "one input of type string that takes plan; none",
  ],
  [
    "a text as a number",
    { ...SOUND, graph: { ...GRAPH, inputs: [{ name: "X", type: "float32", features: ["age", "visits", "plan"] }] } },
    "one input of type string that takes plan; none",
  ],
  [
    "an unknown feature",
    { ...SOUND, graph: { ...GRAPH, inputs: [...GRAPH.inputs, { name: "Z", type: "int64", features: ["zeal"] }] } },
    "zeal in Z",
  ],
])("%s is told", (_what, value, told) => {
  expect(problemsOf(value).join("\n")).toContain(told);
});
