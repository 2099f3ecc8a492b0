import { graphScorer } from "../../../model-code/adapters/onnx/graph-scorer";
import type { Features } from "../../../model-code/core/learners/learner";
import { foreignGraph } from "../../../model-code/core/onnx/foreign-graph";
import { graphBuilder } from "../../../model-code/core/onnx/graph-builder";
import { foreignClassifier } from "../../support/foreign-graph";

const NAMES = { numbers: ["age", "visits"], categories: ["plan"] };
const FEATURES: Features = {
  rows: 3,
  numbers: [
    { name: "age", values: Float64Array.of(1, 2, Number.NaN) },
    { name: "visits", values: Float64Array.of(-1, 0.5, 2) },
  ],
  categories: [{ name: "plan", values: ["basic", null, "full"] }],
};
const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
const problemsOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};

test("a graph with an input a column and probabilities as dictionaries is fed by name and gives the probability of class 1", async () => {
  const named = { visits: "visits_1" };
  const bytes = foreignClassifier({ weights: { age: 0.5, visits: 2 }, category: "plan", named });
  const { graph, binding } = foreignGraph(bytes, NAMES, "binary-classification", { ...named, age: "age" });
  expect(binding).toEqual({
    inputs: [
      { name: "age", type: "float32", features: ["age"] },
      { name: "visits_1", type: "float32", features: ["visits"] },
      { name: "plan", type: "string", features: ["plan"] },
    ],
    output: { name: "probabilities", column: 1 },
  });
  const scores = await graphScorer().scoreBound(graph, binding, FEATURES);
  expect(scores[0]).toBeCloseTo(sigmoid(0.5 - 2), 6);
  expect(scores[1]).toBeCloseTo(sigmoid(1 + 1), 6);
  expect(scores[2]).toBeNaN();
});

test("classes in another order are found by what they are called", async () => {
  const { graph, binding } = foreignGraph(foreignClassifier({ weights: { age: 1 } }, [1, 0]), NAMES, "binary-classification");
  expect(binding.output.column).toBe(0);
  // the column called 1 is the first, whatever the graph means by it
  expect((await graphScorer().scoreBound(graph, binding, FEATURES))[0]).toBeCloseTo(1 - sigmoid(1), 6);
});

test("a single matrix of all numbers, and a predicted value, as a regression has them", async () => {
  const graph = graphBuilder("sum");
  graph.input("X", "double", 2);
  graph.output("variable", "double", 1, graph.node("ReduceSum", ["X", graph.constant("int64", [1], [1])]));
  const given = foreignGraph(graph.bytes(), { numbers: ["age", "visits"], categories: [] }, "regression");
  expect(given.binding).toEqual({
    inputs: [{ name: "X", type: "float64", features: ["age", "visits"] }],
    output: { name: "variable", column: 0 },
  });
  expect([...(await graphScorer().scoreBound(given.graph, given.binding, FEATURES))]).toEqual([0, 2.5, Number.NaN]);
});

test("what a graph asks for that the model does not have is told all at once", () => {
  const bytes = foreignClassifier({ weights: { age: 1, height: 1 }, category: "colour" }, [3, 4]);
  expect(problemsOf(() => foreignGraph(bytes, NAMES, "binary-classification"))).toBe(`the graph: 3 problems
  output probabilities: expected a class called one of 1, 1.0, true, True, got 3, 4. Train on labels of 0 and 1.
  input height: expected one of age, visits, or a single matrix of 2 numbers, got float32, 1 wide. Export the model with an input a feature, and probabilities as a tensor.
  input colour: expected one of plan, or a single matrix of 2 numbers, got string, 1 wide. Export the model with an input a feature, and probabilities as a tensor.`);
  expect(problemsOf(() => foreignGraph(new Uint8Array([255, 255]), NAMES, "regression"))).toContain("model.onnx: expected an ONNX model");
});

test("whole numbers that a feature does not have are refused with the feature's name", async () => {
  const graph = graphBuilder("whole");
  graph.input("age", "int64", 1);
  graph.output("variable", "float", 1, graph.node("Cast", ["age"], { to: { int: 1 } }));
  const { binding } = foreignGraph(graph.bytes(), NAMES, "regression");
  await expect(graphScorer().scoreBound(graph.bytes(), binding, FEATURES)).rejects.toThrow(
    "input age: expected whole numbers in age, got a missing one",
  );
});
