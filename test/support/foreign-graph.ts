import { onnx } from "onnx-proto";
import { graphBuilder } from "../../model-code/core/onnx/graph-builder";

/** Weights of number features; a name that Azure ML gives a feature of its own stands behind it. */
export interface ForeignScore {
  readonly weights: Readonly<Record<string, number>>;
  readonly category?: string;
  readonly named?: Readonly<Record<string, string>>;
}

/**
 * A classifier as scikit-learn's converter writes it, which AutoML uses: an input a column, the label first, and each row's probabilities as
 * a dictionary. Its probability of yes is the sigmoid of the weighted sum; the category is taken and has no say.
 */
export function foreignClassifier({ weights, category, named = {} }: ForeignScore, classes: readonly number[] = [0, 1]): Uint8Array {
  const graph = graphBuilder("foreign");
  const terms = Object.entries(weights).map(([feature, weight]) => {
    const input = named[feature] ?? feature;
    graph.input(input, "float", 1);
    return graph.node("Mul", [input, graph.constant("float", [], [weight])]);
  });
  if (category !== undefined) {
    graph.input(category, "string", 1);
    const none = { keys_strings: { strings: ["?"] }, values_floats: { floats: [0] }, default_float: { float: 0 } };
    terms.push(graph.mlNode("LabelEncoder", [category], none));
  }
  const one = graph.node("Sigmoid", [terms.reduce((a, b) => graph.node("Add", [a, b]))]);
  const zero = graph.node("Sub", [graph.constant("float", [], [1]), one]);
  graph.output("label", "int64", 1, graph.node("Cast", [graph.node("Round", [one])], { to: { int: 7 } }));
  graph.output("matrix", "float", 2, graph.node("Concat", [zero, one], { axis: { int: 1 } }));
  const model = onnx.ModelProto.decode(graph.bytes());
  model.graph!.node!.push({
    opType: "ZipMap",
    domain: "ai.onnx.ml",
    input: ["matrix"],
    output: ["probabilities"],
    attribute: [{ name: "classlabels_int64s", type: onnx.AttributeProto.AttributeType.INTS, ints: [...classes] }],
  });
  const map = { mapType: { keyType: 7, valueType: { tensorType: { elemType: 1 } } } };
  model.graph!.output = [model.graph!.output![0]!, { name: "probabilities", type: { sequenceType: { elemType: map } } }];
  return new Uint8Array(onnx.ModelProto.encode(model).finish());
}
