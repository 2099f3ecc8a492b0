import { BadInput, type Problem } from "../problem";
import { compileSchema } from "../spec/compile-schema";
import { schemaProblem } from "../spec/schema-problem";
import type { PackageDocument } from "./layout";

const text = { type: "string", minLength: 1 } as const;
const names = { type: "array", items: text, uniqueItems: true } as const;
const period = {
  type: "object",
  required: ["from", "to", "rows"],
  properties: { from: { type: ["string", "null"] }, to: { type: ["string", "null"] }, rows: { type: "integer", minimum: 0 } },
  description: "Give the first and the last date, YYYY-MM-DD, or null where rows have none, and how many rows.",
} as const;

/** What `model-package.json` must hold; what only our own packages know has a default. */
const SCHEMA = {
  type: "object",
  required: ["model", "title", "task", "features", "output", "threshold", "sensitivity", "trainedOn", "testedOn"],
  properties: {
    model: { type: "string", pattern: "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", maxLength: 32 },
    title: text,
    task: { enum: ["binary-classification", "regression"] },
    selected: { ...text, default: "external" },
    learner: { ...text, default: "external" },
    params: { type: "object", default: {} },
    features: {
      type: "object",
      required: ["numbers", "categories"],
      properties: { numbers: names, categories: names },
    },
    unused: { ...names, default: [] },
    output: { enum: ["probability", "prediction"] },
    graph: {
      type: "object",
      additionalProperties: false,
      required: ["inputs", "output"],
      properties: {
        inputs: {
          type: "array",
          minItems: 1,
          items: {
            type: "object",
            additionalProperties: false,
            required: ["name", "type", "features"],
            properties: { name: text, type: { enum: ["float32", "float64", "int64", "string"] }, features: { ...names, minItems: 1 } },
          },
        },
        output: {
          type: "object",
          additionalProperties: false,
          required: ["name", "column"],
          properties: { name: text, column: { type: "integer", minimum: 0 } },
        },
      },
      description: "Which features the graph takes under which names, and where its answer is.",
    },
    threshold: { type: "number" },
    rowKey: { ...names, default: [] },
    time: { type: ["string", "null"] },
    sensitivity: { enum: ["public", "internal", "confidential", "personal"] },
    subject: { type: ["string", "null"], default: null },
    trainedOn: period,
    testedOn: period,
    lockDigest: { type: "string", default: "" },
  },
} as const;

const isDocument = compileSchema<PackageDocument>(SCHEMA, { allErrors: true, verbose: true, useDefaults: true, allowUnionTypes: true });

/** What the schema can't say: each feature is fed once, by an input of its kind. */
function bindingProblems({ features, graph }: PackageDocument, where: string): readonly Problem[] {
  const twice = features.categories.filter((name) => features.numbers.includes(name));
  const problems: Problem[] = twice.map((name) => ({
    where: `${where} features`,
    expected: "each feature once",
    got: `${name} as a number and as a category`,
    remedy: "Keep one of them.",
  }));
  if (features.numbers.length + features.categories.length === 0)
    problems.push({ where: `${where} features`, expected: "one feature at least", got: "none", remedy: "Name what the graph is fed." });
  if (graph === undefined) return problems;
  const fed = graph.inputs.flatMap((i) => i.features.map((name) => ({ name, input: i.name, isText: i.type === "string" })));
  for (const [list, isText] of [
    [features.numbers, false],
    [features.categories, true],
  ] as const)
    for (const name of list) {
      const inputs = fed.filter((f) => f.name === name && f.isText === isText);
      if (inputs.length !== 1)
        problems.push({
          where: `${where} graph/inputs`,
          expected: `one input of type ${isText ? "string" : "float32, float64 or int64"} that takes ${name}`,
          got: inputs.length === 0 ? "none" : inputs.map((i) => i.input).join(", "),
          remedy: "Correct the inputs, or the features.",
        });
    }
  for (const { name, input } of fed)
    if (!features.numbers.includes(name) && !features.categories.includes(name))
      problems.push({
        where: `${where} graph/inputs`,
        expected: "features that are listed below `features`",
        got: `${name} in ${input}`,
        remedy: "List it, or remove it.",
      });
  return problems;
}

/** Packages that do not name their time are dated by the last column of their row key, where they were trained on dates. */
const withTime = (document: PackageDocument): PackageDocument => ({
  ...document,
  time: document.time === undefined ? (document.trainedOn.from === null ? null : (document.rowKey.at(-1) ?? null)) : document.time,
});

/**
 * Reads a package's `model-package.json`, ours or somebody else's.
 * @param where named in the problems
 * @throws BadInput with every problem
 */
export function parseDocument(json: string, where: string): PackageDocument {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new BadInput("a package", [{ where, expected: "JSON", got: "something else", remedy: "Write what the package is." }]);
  }
  if (!isDocument(value))
    throw new BadInput(
      "a package",
      (isDocument.errors ?? []).map((error) => schemaProblem(error, where)),
    );
  const problems = [...bindingProblems(value, where)];
  const document = withTime(value);
  const { time, rowKey } = document;
  if (time !== null && !rowKey.includes(time))
    problems.push({
      where: `${where} time`,
      expected: rowKey.length === 0 ? "null: there is no rowKey" : `one of ${rowKey.join(", ")}, or null`,
      got: `"${time}"`,
      remedy: "Name the column of rowKey that says when, or null.",
    });
  if (problems.length > 0) throw new BadInput("a package", problems);
  return document;
}
