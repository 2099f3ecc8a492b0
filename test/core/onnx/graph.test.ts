import { onnx } from "onnx-proto";
import { InferenceSession } from "onnxruntime-node";
import type { FittedModel } from "../../../model-code/core/learners/fitted-model";
import { toOnnx } from "../../../model-code/core/onnx";
import { graphBuilder } from "../../../model-code/core/onnx/graph-builder";
import { namesOf, scoreGraph } from "../../support/onnx";
import { features } from "../learners/data";

const logistic: FittedModel = {
  learner: "logistic",
  task: "binary-classification",
  fitted: {
    numbers: [{ name: "x", mean: 2, scale: 4 }],
    categories: [{ name: "c", levels: ["a", "b"] }],
    intercept: 0.5,
    coefficients: [3, 1, -1],
  },
  calibration: { a: 2, b: -1 },
};
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

test("the whole of a model is in the graph: by hand, sigmoid(2 · (½ + 3 · (x − 2)/4 ± 1) − 1)", async () => {
  const rows = features({ x: [6, 2, Number.NaN, 6] }, { c: ["a", "b", null, "unseen"] });
  const graph = await scoreGraph(toOnnx(logistic, namesOf(rows)), rows);
  const expected = [2 * (0.5 + 3 + 1) - 1, 2 * (0.5 - 1) - 1, 2 * 0.5 - 1, 2 * 3.5 - 1].map(sigmoid);
  for (const [i, p] of expected.entries()) expect(graph[i]).toBeCloseTo(p, 6);
});

test.each<[string, FittedModel, string[], string[], string[], string]>([
  ["numbers and categories", logistic, ["x"], ["c"], ["numbers", "categories"], "probability"],
  ["numbers only", { ...logistic, learner: "prior", fitted: { margin: 0 } }, ["x"], [], ["numbers"], "probability"],
  ["categories only", { ...logistic, learner: "prior", fitted: { margin: 0 } }, [], ["c"], ["categories"], "probability"],
  ["no feature at all", { ...logistic, learner: "prior", fitted: { margin: 0 } }, [], [], ["numbers"], "probability"],
  [
    "a regression",
    { learner: "prior", task: "regression", fitted: { margin: 7 }, calibration: null },
    ["x"],
    [],
    ["numbers"],
    "prediction",
  ],
])("inputs and output of %s", async (_, model, numbers, categories, inputs, output) => {
  const session = await InferenceSession.create(toOnnx(model, { numbers, categories }), { logSeverityLevel: 3 });
  expect(session.inputNames).toEqual(inputs);
  expect(session.outputNames).toEqual([output]);
  expect(session.outputMetadata[0]).toMatchObject({ type: "float32", shape: ["rows", 1] });
  await session.release();
});

test("names of the versions and of nothing that changes from run to run", () => {
  const model = onnx.ModelProto.decode(toOnnx(logistic, { numbers: ["x"], categories: ["c"] }));
  expect(Number(model.irVersion)).toBe(8);
  expect(model.opsetImport.map((o) => [o.domain, Number(o.version)])).toEqual([
    ["", 17],
    ["ai.onnx.ml", 3],
  ]);
  expect(model.producerName).toBe("azure-mlops-stacks");
  expect([model.producerVersion, model.docString, model.metadataProps]).toEqual(["", "", []]);
});

test("a feature that the model uses and the names lack is refused", () => {
  expect(() => toOnnx(logistic, { numbers: ["y"], categories: ["c"] })).toThrow(
    'the model uses the number feature "x", but the features given are: y',
  );
  expect(() => toOnnx(logistic, { numbers: ["x"], categories: [] })).toThrow('the model uses the category feature "c"');
});

test("constants keep every bit, and attributes their kind", async () => {
  const graph = graphBuilder("bits");
  graph.input("numbers", "float", 1);
  const values = [0.1, -0, 1e-300, 1.7976931348623157e308];
  const constant = graph.constant("double", [4], values);
  const picked = graph.node("Gather", [constant, graph.constant("int64", [1], [3])], { axis: { int: 0 } });
  graph.output("out", "double", 1, picked);
  const { graph: proto } = onnx.ModelProto.decode(graph.bytes());
  expect(new Float64Array(Uint8Array.from(proto!.initializer![0]!.rawData!).buffer)).toEqual(Float64Array.from(values));
  expect(proto!.node![0]!.attribute).toMatchObject([{ name: "axis", type: onnx.AttributeProto.AttributeType.INT }]);
});
