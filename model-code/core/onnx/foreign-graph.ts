import { onnx } from "onnx-proto";
import type { Task } from "../learners/learner";
import type { GraphBinding, GraphType } from "../package/layout";
import { BadInput, type Problem } from "../problem";
import type { FeatureNames } from "./graph-inputs";

/** A graph that another tool wrote, as our hosts can run it. */
export interface ForeignGraph {
  readonly graph: Uint8Array;
  readonly binding: GraphBinding;
}

const { DataType } = onnx.TensorProto;
const TYPES: Readonly<Record<number, GraphType>> = {
  [DataType.FLOAT]: "float32",
  [DataType.DOUBLE]: "float64",
  [DataType.INT64]: "int64",
  [DataType.STRING]: "string",
};
const REMEDY = "Export the model with an input a feature, and probabilities as a tensor.";
/** What tools call the class that a label of 1 became. */
const YES: readonly string[] = ["1", "1.0", "true", "True"];

const isNumeric = (type: GraphType | undefined): boolean => type === "float32" || type === "float64";
const typeOf = (value: onnx.IValueInfoProto): GraphType | undefined => TYPES[value.type?.tensorType?.elemType ?? 0];
const widthOf = (value: onnx.IValueInfoProto): number | undefined => {
  const dims = value.type?.tensorType?.shape?.dim ?? [];
  return dims.length < 2 ? 1 : Number(dims[1]?.dimValue ?? 0) || undefined;
};

/** A float matrix of any size, under a name. */
const matrix = (name: string): onnx.IValueInfoProto => ({
  name,
  type: { tensorType: { elemType: DataType.FLOAT, shape: { dim: [{ dimParam: "rows" }, { dimParam: "classes" }] } } },
});

/**
 * Takes away the node by which scikit-learn's converters give each row's probabilities as a dictionary, which no host reads: its input is
 * the matrix.
 * @returns the column of class 1, by the output's name
 */
function withoutDictionaries(graph: onnx.IGraphProto, problems: Problem[]): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  for (const node of graph.node ?? []) {
    if (node.opType !== "ZipMap") continue;
    const [name] = node.output ?? [];
    const labels = (node.attribute ?? []).flatMap((a) => [
      ...(a.ints ?? []).map(String),
      ...(a.strings ?? []).map((s) => new TextDecoder().decode(s)),
    ]);
    const column = labels.findIndex((label) => YES.includes(label));
    if (column < 0) {
      const expected = `a class called one of ${YES.join(", ")}`;
      problems.push({ where: `output ${name}`, expected, got: labels.join(", ") || "none", remedy: "Train on labels of 0 and 1." });
    }
    columns.set(name!, column);
    Object.assign(node, { opType: "Identity", domain: "", attribute: [] });
    graph.output = (graph.output ?? []).map((output) => (output.name === name ? matrix(name!) : output));
  }
  return columns;
}

/** Which features each input takes: the one that it is called by, or all numbers where it is the only input. */
function inputsOf(
  graph: onnx.IGraphProto,
  names: FeatureNames,
  featureOf: (input: string) => string,
  problems: Problem[],
): GraphBinding["inputs"] {
  const constants = new Set((graph.initializer ?? []).map((c) => c.name));
  const inputs = (graph.input ?? []).filter((i) => !constants.has(i.name));
  return inputs.flatMap((input) => {
    const [name, type, width] = [input.name!, typeOf(input), widthOf(input)];
    const feature = featureOf(name);
    const wanted = type === "string" ? names.categories : names.numbers;
    if (type !== undefined && wanted.includes(feature) && (width ?? 1) === 1) return [{ name, type, features: [feature] }];
    const isWhole = inputs.length === 1 && names.categories.length === 0 && isNumeric(type);
    if (isWhole && (width ?? names.numbers.length) === names.numbers.length) return [{ name, type: type!, features: names.numbers }];
    const expected = `one of ${wanted.join(", ") || "no features"}, or a single matrix of ${names.numbers.length} numbers`;
    problems.push({
      where: `input ${name}`,
      expected,
      got: `${type ?? "no tensor of a known type"}, ${width ?? "any number of"} wide`,
      remedy: REMEDY,
    });
    return [];
  });
}

/**
 * Maps the features to the inputs of a graph that another tool wrote, and finds the column that is the answer: the probability of class
 * 1, or the predicted value.
 * @param names the features that it was trained on
 * @param renamed the tool's own name of a feature, by the feature, where it writes others
 * @throws BadInput with everything that does not fit
 */
export function foreignGraph(
  bytes: Uint8Array,
  names: FeatureNames,
  task: Task,
  renamed: Readonly<Record<string, string>> = {},
): ForeignGraph {
  const refuse = (problems: readonly Problem[]) => new BadInput("the graph", problems);
  let model: onnx.ModelProto;
  try {
    model = onnx.ModelProto.decode(bytes);
  } catch (error) {
    throw refuse([{ where: "model.onnx", expected: "an ONNX model", got: (error as Error).message, remedy: "Export it anew." }]);
  }
  const graph = model.graph ?? {};
  const problems: Problem[] = [];
  const featureBy = new Map(Object.entries(renamed).map(([feature, input]) => [input, feature]));
  const yes = withoutDictionaries(graph, problems);
  const inputs = inputsOf(graph, names, (input) => featureBy.get(input) ?? input, problems);
  const answers = (graph.output ?? []).filter((o) => isNumeric(typeOf(o)));
  const answer = task === "regression" ? answers[0] : answers.at(-1);
  if (answer === undefined)
    problems.push({
      where: "outputs",
      expected: task === "regression" ? "numbers" : "probabilities as numbers",
      got: (graph.output ?? []).map((o) => o.name).join(", ") || "none",
      remedy: REMEDY,
    });
  if (problems.length > 0) throw refuse(problems);
  const { name } = answer!;
  const column = task === "regression" || widthOf(answer!) === 1 ? 0 : (yes.get(name!) ?? 1);
  if (yes.size > 0 && !model.opsetImport.some((o) => (o.domain ?? "") === "")) model.opsetImport.push({ domain: "", version: 13 });
  return {
    graph: yes.size === 0 ? bytes : new Uint8Array(onnx.ModelProto.encode(model).finish()),
    binding: { inputs, output: { name: name!, column } },
  };
}
