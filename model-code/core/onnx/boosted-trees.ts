import type { BoostedTrees } from "../learners/boosted-trees";
import type { Tree } from "../learners/boosted-trees/tree";
import type { GraphBuilder, Value } from "./graph-builder";
import type { GraphInputs } from "./graph-inputs";
import { type GraphWriter, TO_DOUBLE } from "./graph-writer";

/** The columns of the attributes of TreeEnsembleRegressor. */
interface Ensemble {
  readonly tree: number[];
  readonly node: number[];
  readonly feature: number[];
  readonly mode: string[];
  readonly value: number[];
  readonly whenTrue: number[];
  readonly whenFalse: number[];
  readonly missingIsTrue: number[];
  readonly leafTree: number[];
  readonly leafNode: number[];
  readonly leafValue: number[];
}

/**
 * Adds a tree. A node that asks for a category becomes a chain of BRANCH_EQ, one for each code that goes left, whose true branches
 * all lead to the left child; the runtime turns such a chain into one test of membership.
 * @param position where each feature is in the node's input
 */
function addTree(into: Ensemble, id: number, tree: Tree, position: ReadonlyMap<number, number>): void {
  let nextFree = tree.feature.length;
  const add = (node: number, mode: string, feature: number, value: number, whenTrue: number, whenFalse: number, missingIsTrue: number) => {
    into.tree.push(id);
    into.node.push(node);
    into.mode.push(mode);
    into.feature.push(feature);
    into.value.push(value);
    into.whenTrue.push(whenTrue);
    into.whenFalse.push(whenFalse);
    into.missingIsTrue.push(missingIsTrue);
  };
  for (const [node, feature] of tree.feature.entries()) {
    const [left, right, codes] = [tree.left[node]!, tree.right[node]!, tree.codes[node]!];
    if (feature < 0) {
      add(node, "LEAF", 0, 0, 0, 0, 0);
      into.leafTree.push(id);
      into.leafNode.push(node);
      into.leafValue.push(tree.value[node]!);
    } else if (codes.length === 0) {
      add(node, "BRANCH_LEQ", position.get(feature)!, tree.threshold[node]!, left, right, tree.missingLeft[node]!);
    } else {
      for (const [k, code] of codes.entries()) {
        const isLast = k === codes.length - 1;
        add(k === 0 ? node : nextFree++, "BRANCH_EQ", position.get(feature)!, code, left, isLast ? right : nextFree, 0);
      }
    }
  }
}

/** The features that the trees ask for, as floats, categories as their codes. float [rows, features.length] */
function featureMatrix(
  { numbers, categories }: BoostedTrees,
  features: readonly number[],
  graph: GraphBuilder,
  inputs: GraphInputs,
): Value {
  const asked = features.filter((f) => f < numbers.length).map((f) => numbers[f]!);
  const codes = features.filter((f) => f >= numbers.length).map((f) => categories[f - numbers.length]!);
  const columns = asked.length > 0 ? [inputs.numbers(asked)] : [];
  for (const { name, levels } of codes) {
    const code = graph.mlNode("LabelEncoder", [inputs.category(name)], {
      keys_strings: { strings: levels },
      values_floats: { floats: levels.map((_, l) => l + 1) },
      default_float: { float: 0 },
    });
    columns.push(code);
  }
  return columns.length === 1 ? columns[0]! : graph.node("Concat", columns, { axis: { int: 1 } });
}

export const boostedTrees: GraphWriter<BoostedTrees> = (model, graph, inputs) => {
  const base = graph.constant("double", [1, 1], [model.base]);
  if (model.trees.length === 0) return graph.node("Expand", [base, inputs.columnShape()]);
  const features = [...new Set(model.trees.flatMap((tree) => tree.feature.filter((f) => f >= 0)))].sort((a, b) => a - b);
  const position = new Map(features.map((feature, at) => [feature, at]));
  const ensemble: Ensemble = {
    tree: [],
    node: [],
    feature: [],
    mode: [],
    value: [],
    whenTrue: [],
    whenFalse: [],
    missingIsTrue: [],
    leafTree: [],
    leafNode: [],
    leafValue: [],
  };
  for (const [id, tree] of model.trees.entries()) addTree(ensemble, id, tree, position);
  const sum = graph.mlNode("TreeEnsembleRegressor", [featureMatrix(model, features, graph, inputs)], {
    n_targets: { int: 1 },
    aggregate_function: { string: "SUM" },
    post_transform: { string: "NONE" },
    nodes_treeids: { ints: ensemble.tree },
    nodes_nodeids: { ints: ensemble.node },
    nodes_featureids: { ints: ensemble.feature },
    nodes_modes: { strings: ensemble.mode },
    nodes_values: { floats: ensemble.value },
    nodes_truenodeids: { ints: ensemble.whenTrue },
    nodes_falsenodeids: { ints: ensemble.whenFalse },
    nodes_missing_value_tracks_true: { ints: ensemble.missingIsTrue },
    target_treeids: { ints: ensemble.leafTree },
    target_nodeids: { ints: ensemble.leafNode },
    target_ids: { ints: ensemble.leafNode.map(() => 0) },
    target_weights: { floats: ensemble.leafValue },
  });
  return graph.node("Add", [graph.node("Cast", [sum], TO_DOUBLE), base]);
};
