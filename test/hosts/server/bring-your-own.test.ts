import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addPackage } from "../../../cli/add-package";
import { BlobModelRegistry } from "../../../model-code/adapters/registry/blob-model-registry";
import { graphBuilder } from "../../../model-code/core/onnx/graph-builder";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { manifestOf, post, release, startScorer } from "../../support/scorer";

let azurite: TestAzurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

const ADOPTION = { who: "jane@example.com", why: "report 12", at: "2026-05-06T07:08:09.000Z" };

const DOCUMENT = {
  model: "churn",
  title: "Will they leave?",
  task: "binary-classification",
  features: { numbers: ["age", "visits"], categories: ["plan"] },
  output: "probability",
  threshold: 0.4,
  sensitivity: "internal",
  trainedOn: { from: "2024-01-01", to: "2024-12-31", rows: 5000 },
  testedOn: { from: "2025-01-01", to: "2025-03-31", rows: 900 },
  graph: {
    inputs: [
      { name: "age", type: "float32", features: ["age"] },
      { name: "visits", type: "int64", features: ["visits"] },
      { name: "plan", type: "string", features: ["plan"] },
    ],
    output: { name: "probabilities", column: 1 },
  },
};

/** A graph as others write it: an input a column, the classes' probabilities beside each other, a label that comes first. */
function foreignGraph(): Uint8Array {
  const graph = graphBuilder("churn");
  graph.input("age", "float", 1);
  graph.input("visits", "int64", 1);
  graph.input("plan", "string", 1);
  const visits = graph.node("Cast", ["visits"], { to: { int: 1 } });
  const plan = graph.mlNode("LabelEncoder", ["plan"], {
    keys_strings: { strings: ["basic", "full"] },
    values_floats: { floats: [1, -1] },
    default_float: { float: 0 },
  });
  const age = graph.node("Mul", ["age", graph.constant("float", [], [0.1])]);
  const one = graph.node("Sigmoid", [graph.node("Add", [graph.node("Sub", [age, visits]), plan])]);
  const zero = graph.node("Sub", [graph.constant("float", [], [1]), one]);
  graph.output("label", "int64", 1, graph.node("Cast", [graph.node("Round", [one])], { to: { int: 7 } }));
  graph.output("probabilities", "float", 2, graph.node("Concat", [zero, one], { axis: { int: 1 } }));
  return graph.bytes();
}

function folderWith(name: string, document: unknown, graph: Uint8Array, more: Readonly<Record<string, unknown>> = {}): string {
  const folder = join(azurite.folder, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "model.onnx"), graph);
  for (const [file, content] of Object.entries({ "model-package.json": document, ...more }))
    writeFileSync(join(folder, file), JSON.stringify(content));
  return folder;
}

test("a package that somebody else made gets a version, and is served by what it declares", async () => {
  const example = { "input_example.json": [{ age: 40, visits: 3, plan: "full" }] };
  const added = await addPackage(azurite.store, folderWith("sound", DOCUMENT, foreignGraph(), example), ADOPTION);
  expect(added).toMatchObject({ model: "churn", version: 1 });
  expect(await new BlobModelRegistry(azurite.store).list("churn")).toMatchObject([
    { version: 1, digest: added.digest, gates: "adopted", adoption: ADOPTION },
  ]);
  await release(azurite.store, manifestOf(added.digest, null, { model: "churn" }));
  const server = await startScorer(azurite.location, azurite.folder, { MODELS: "churn" });
  try {
    // 0.1 · 42 − 3 + 1 = 2.2
    const features = { age: 42, visits: 3, plan: "basic" };
    const answer = await (await post(server.address, "/predict", { features })).json();
    expect(answer).toMatchObject({ digest: added.digest, probability: expect.closeTo(1 / (1 + Math.exp(-2.2)), 6), decision: true });
    const batch = await post(server.address, "/predict/batch", { rows: [{ features }, { input: [30, 3, "other"] }] });
    expect((await batch.json()).answers[1].probability).toBeCloseTo(0.5, 6);
    // the graph's whole numbers can't be missing
    const refused = await (await post(server.address, "/predict", { features: { ...features, visits: null } })).json();
    expect(refused.problems).toMatchObject([{ where: "features/visits", expected: "a whole number" }]);
    const tensors = [
      { name: "plan", datatype: "BYTES", shape: [1, 1], data: ["basic"] },
      { name: "age", datatype: "FP32", shape: [1, 1], data: [42] },
      { name: "visits", datatype: "INT64", shape: [1], data: [3] },
    ];
    const inferred = await (await post(server.address, "/v2/models/churn/infer", { inputs: tensors })).json();
    expect(inferred.outputs[0].data[0]).toBeCloseTo(answer.probability, 7);
  } finally {
    await server.stop();
  }
});

const renamed = {
  ...DOCUMENT,
  graph: { ...DOCUMENT.graph, inputs: DOCUMENT.graph.inputs.map((i) => ({ ...i, name: i.name.toUpperCase() })) },
};
const column = { ...DOCUMENT, graph: { ...DOCUMENT.graph, output: { name: "probabilities", column: 2 } } };
test.each([
  ["inputs that the graph does not have", renamed, {}, /input AGE: expected float32 \[any number of rows, 1\], got none of this name/],
  ["a column that the output does not have", column, {}, /output probabilities: expected numbers, with a column 2/],
  [
    "an example that does not fit",
    DOCUMENT,
    { "input_example.json": [{ age: 40, plan: "full" }] },
    /row 0\/visits: expected a whole number/,
  ],
  ["no threshold", { ...DOCUMENT, threshold: undefined }, {}, /the key "threshold"/],
])("a package with %s is not taken", async (what, document, more, told) => {
  const folder = folderWith(what, document, foreignGraph(), more);
  await expect(addPackage(azurite.store, folder, ADOPTION)).rejects.toThrow(told);
  expect(await new BlobModelRegistry(azurite.store).list("churn")).toHaveLength(1);
});

test("a graph that is none, and a folder that is none, are told", async () => {
  await expect(addPackage(azurite.store, folderWith("noise", DOCUMENT, new Uint8Array([1, 2, 3])), ADOPTION)).rejects.toThrow(
    "a graph that onnxruntime loads",
  );
  await expect(addPackage(azurite.store, join(azurite.folder, "nowhere"), ADOPTION)).rejects.toThrow("which is no folder");
});
