import { FLOAT32_MAX, MissingFeature } from "../learners/columns";
import type { GraphBuilder, Value } from "./graph-builder";

/** The features in the order in which whoever scores the graph feeds them. */
export interface FeatureNames {
  readonly numbers: readonly string[];
  readonly categories: readonly string[];
}

/** The graph's inputs, by feature. */
export interface GraphInputs {
  /** Columns of `numbers`, as finite floats or NaN. float [rows, names.length] */
  numbers(names: readonly string[]): Value;
  /** A column of `categories`. string [rows, 1] */
  category(name: string): Value;
  /** The shape [rows, 1], for what is the same in every row. int64 [2] */
  columnShape(): Value;
}

function positions(kind: "number" | "category", wanted: readonly string[], given: readonly string[]): number[] {
  return wanted.map((name) => {
    const at = given.indexOf(name);
    if (at < 0) throw new MissingFeature(kind, name, given);
    return at;
  });
}

/**
 * Declares the inputs: `numbers`, float [rows, n], unless there are only categories; `categories`, string [rows, m], if there
 * are any.
 */
export function graphInputs(graph: GraphBuilder, names: FeatureNames): GraphInputs {
  const hasCategories = names.categories.length > 0;
  const hasNumbers = names.numbers.length > 0 || !hasCategories;
  if (hasNumbers) graph.input("numbers", "float", names.numbers.length);
  if (hasCategories) graph.input("categories", "string", names.categories.length);
  return {
    numbers(wanted) {
      const at = positions("number", wanted, names.numbers);
      const columns = graph.node("Gather", ["numbers", graph.constant("int64", [at.length], at)], { axis: { int: 1 } });
      const bounds = [-FLOAT32_MAX, FLOAT32_MAX].map((bound) => graph.constant("float", [], [bound]));
      const finite = graph.node("Clip", [columns, ...bounds]);
      return graph.node("Where", [graph.node("IsNaN", [columns]), columns, finite]);
    },
    category(name) {
      const at = positions("category", [name], names.categories);
      return graph.node("Gather", ["categories", graph.constant("int64", [1], at)], { axis: { int: 1 } });
    },
    columnShape() {
      const shape = graph.node("Shape", [hasNumbers ? "numbers" : "categories"]);
      const rows = graph.node("Gather", [shape, graph.constant("int64", [1], [0])]);
      return graph.node("Concat", [rows, graph.constant("int64", [1], [1])], { axis: { int: 0 } });
    },
  };
}
