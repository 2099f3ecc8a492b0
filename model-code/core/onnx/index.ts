import { type FittedModel, UnknownLearner } from "../learners/fitted-model";
import { boostedTrees } from "./boosted-trees";
import { graphBuilder } from "./graph-builder";
import { type FeatureNames, graphInputs } from "./graph-inputs";
import { type GraphWriter, TO_FLOAT } from "./graph-writer";
import { linear } from "./linear";
import { logistic } from "./logistic";
import { naiveScore } from "./naive-score";
import { prior } from "./prior";

export type { FeatureNames } from "./graph-inputs";

/** The graph writer of every learner, by the learner's name. */
export const GRAPH_WRITERS: Readonly<Record<string, GraphWriter>> = {
  prior,
  "naive-score": naiveScore,
  linear,
  logistic,
  "boosted-trees": boostedTrees,
};

/**
 * The model as an ONNX graph: fitted preprocessing, learner, calibration.
 *
 * Inputs: `numbers`, float32 [rows, numbers], NaN for a missing value; `categories`, string [rows, categories], "" for a missing
 * value, only if there are any (a model that has nothing but categories has no `numbers`). First and only output:
 * `probability` of class 1 or `prediction`, float32 [rows, 1].
 *
 * @param names the features in the order in which the graph will be fed; may hold more than the model uses
 * @returns bytes that equal models and names determine
 * @throws UnknownLearner, or MissingFeature if the model uses a feature that `names` lacks
 */
export function toOnnx(model: FittedModel, names: FeatureNames): Uint8Array {
  const writer = GRAPH_WRITERS[model.learner];
  if (writer === undefined) throw new UnknownLearner(model.learner, Object.keys(GRAPH_WRITERS));
  const graph = graphBuilder(model.learner);
  const margin = writer(model.fitted, graph, graphInputs(graph, names));
  if (model.task === "regression") {
    graph.output("prediction", "float", 1, graph.node("Cast", [margin], TO_FLOAT));
    return graph.bytes();
  }
  const { a, b } = model.calibration ?? { a: 1, b: 0 };
  const scaled = graph.node("Mul", [margin, graph.constant("double", [], [a])]);
  const shifted = graph.node("Add", [scaled, graph.constant("double", [], [b])]);
  graph.output("probability", "float", 1, graph.node("Cast", [graph.node("Sigmoid", [shifted])], TO_FLOAT));
  return graph.bytes();
}
