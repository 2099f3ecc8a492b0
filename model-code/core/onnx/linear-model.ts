import type { LinearModel } from "../learners/linear-model";
import type { GraphBuilder, Value } from "./graph-builder";
import type { GraphInputs } from "./graph-inputs";
import { type GraphWriter, TO_DOUBLE } from "./graph-writer";

/**
 * Σ coefficient · (value − mean) / scale, in double precision. Not by MatMul, which the runtime would fuse with the division into
 * one with a float32 factor. double [rows, 1]
 */
function ofNumbers({ numbers, coefficients }: LinearModel, graph: GraphBuilder, inputs: GraphInputs): Value {
  const columns = inputs.numbers(numbers.map((n) => n.name));
  const row = (values: readonly number[]) => graph.constant("double", [1, values.length], values);
  const centered = graph.node("Sub", [graph.node("Cast", [columns], TO_DOUBLE), row(numbers.map((n) => n.mean))]);
  const imputed = graph.node("Where", [graph.node("IsNaN", [columns]), graph.constant("double", [], [0]), centered]);
  const standardized = graph.node("Div", [imputed, row(numbers.map((n) => n.scale))]);
  const terms = graph.node("Mul", [standardized, row(coefficients.slice(0, numbers.length))]);
  return graph.node("ReduceSum", [terms, graph.constant("int64", [1], [1])], { keepdims: { int: 1 } });
}

/** The coefficient of the row's level, 0 for a missing or unseen one. double [rows, 1] */
function ofCategory(
  name: string,
  levels: readonly string[],
  coefficients: readonly number[],
  graph: GraphBuilder,
  inputs: GraphInputs,
): Value {
  const code = graph.mlNode("LabelEncoder", [inputs.category(name)], {
    keys_strings: { strings: levels },
    values_int64s: { ints: levels.map((_, l) => l) },
    default_int64: { int: levels.length },
  });
  return graph.node("Gather", [graph.constant("double", [levels.length + 1], [...coefficients, 0]), code]);
}

/** The graph of `linear` and `logistic`. */
export const linearModel: GraphWriter<LinearModel> = (model, graph, inputs) => {
  const intercept = graph.constant("double", [1, 1], [model.intercept]);
  let margin = graph.node("Expand", [intercept, inputs.columnShape()]);
  if (model.numbers.length > 0) margin = graph.node("Add", [margin, ofNumbers(model, graph, inputs)]);
  let column = model.numbers.length;
  for (const { name, levels } of model.categories) {
    const coefficients = model.coefficients.slice(column, column + levels.length);
    margin = graph.node("Add", [margin, ofCategory(name, levels, coefficients, graph, inputs)]);
    column += levels.length;
  }
  return margin;
};
