import { onnx } from "onnx-proto";

const { AttributeType } = onnx.AttributeProto;
const { DataType } = onnx.TensorProto;

/** Versions that onnxruntime reads since 1.13; what the graphs need is in them. */
const OPSET = 17;
const ML_OPSET = 3;
const IR_VERSION = 8;
const ML_DOMAIN = "ai.onnx.ml";

export type ElementType = "float" | "double" | "int64" | "string";
const ELEMENT: Readonly<Record<ElementType, number>> = {
  float: DataType.FLOAT,
  double: DataType.DOUBLE,
  int64: DataType.INT64,
  string: DataType.STRING,
};

/** An attribute of a node. ONNX tells integers from floats, and JavaScript does not, so the kind is said. */
export type Attribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly string: string }
  | { readonly strings: readonly string[] };

/** Name of a value in the graph. */
export type Value = string;

/** Collects nodes in the order in which they are asked for; names count up, so equal calls give equal bytes. */
export interface GraphBuilder {
  /** A row-major constant; `shape` may be [] for a scalar. */
  constant(type: "float" | "double" | "int64", shape: readonly number[], values: ArrayLike<number>): Value;
  /** A node with one output. */
  node(operator: string, inputs: readonly Value[], attributes?: Readonly<Record<string, Attribute>>): Value;
  /** A node of the domain ai.onnx.ml with one output. */
  mlNode(operator: string, inputs: readonly Value[], attributes: Readonly<Record<string, Attribute>>): Value;
  /** A matrix that the caller feeds: any number of rows. */
  input(name: string, type: ElementType, columns: number): Value;
  /** Gives a value its name to the outside; a matrix of any number of rows. */
  output(name: string, type: ElementType, columns: number, value: Value): void;
  /** The model's bytes: determined by the calls made and by nothing else. */
  bytes(): Uint8Array;
}

const text = (value: string) => new TextEncoder().encode(value);

function attributeOf(name: string, attribute: Attribute): onnx.IAttributeProto {
  if ("int" in attribute) return { name, type: AttributeType.INT, i: attribute.int };
  if ("ints" in attribute) return { name, type: AttributeType.INTS, ints: [...attribute.ints] };
  if ("float" in attribute) return { name, type: AttributeType.FLOAT, f: attribute.float };
  if ("floats" in attribute) return { name, type: AttributeType.FLOATS, floats: [...attribute.floats] };
  if ("string" in attribute) return { name, type: AttributeType.STRING, s: text(attribute.string) };
  return { name, type: AttributeType.STRINGS, strings: attribute.strings.map(text) };
}

/** Little-endian bytes, as ONNX keeps tensors. */
function rawData(type: "float" | "double" | "int64", values: ArrayLike<number>): Uint8Array {
  const size = type === "float" ? 4 : 8;
  const view = new DataView(new ArrayBuffer(values.length * size));
  for (let i = 0; i < values.length; i++) {
    if (type === "float") view.setFloat32(i * size, values[i]!, true);
    else if (type === "double") view.setFloat64(i * size, values[i]!, true);
    else view.setBigInt64(i * size, BigInt(values[i]!), true);
  }
  return new Uint8Array(view.buffer);
}

function matrixOf(name: string, type: ElementType, columns: number): onnx.IValueInfoProto {
  const shape = { dim: [{ dimParam: "rows" }, { dimValue: columns }] };
  return { name, type: { tensorType: { elemType: ELEMENT[type], shape } } };
}

/** @see ONNX's intermediate representation, version 8 (onnx.proto of ONNX 1.10) */
export function graphBuilder(name: string): GraphBuilder {
  const nodes: onnx.INodeProto[] = [];
  const constants: onnx.ITensorProto[] = [];
  const inputs: onnx.IValueInfoProto[] = [];
  const outputs: onnx.IValueInfoProto[] = [];
  const add = (domain: string, operator: string, from: readonly Value[], attributes: Readonly<Record<string, Attribute>>): Value => {
    const value = `${operator}_${nodes.length}`;
    nodes.push({
      name: value,
      domain,
      opType: operator,
      input: [...from],
      output: [value],
      attribute: Object.entries(attributes).map(([key, attribute]) => attributeOf(key, attribute)),
    });
    return value;
  };
  return {
    constant(type, shape, values) {
      const value = `constant_${constants.length}`;
      constants.push({ name: value, dataType: ELEMENT[type], dims: [...shape], rawData: rawData(type, values) });
      return value;
    },
    node: (operator, from, attributes = {}) => add("", operator, from, attributes),
    mlNode: (operator, from, attributes) => add(ML_DOMAIN, operator, from, attributes),
    input(inputName, type, columns) {
      inputs.push(matrixOf(inputName, type, columns));
      return inputName;
    },
    output(outputName, type, columns, value) {
      nodes.push({ name: outputName, opType: "Identity", input: [value], output: [outputName] });
      outputs.push(matrixOf(outputName, type, columns));
    },
    bytes() {
      const model = onnx.ModelProto.create({
        irVersion: IR_VERSION,
        producerName: "azure-mlops-stacks",
        opsetImport: [
          { domain: "", version: OPSET },
          { domain: ML_DOMAIN, version: ML_OPSET },
        ],
        graph: { name, node: nodes, initializer: constants, input: inputs, output: outputs },
      });
      return new Uint8Array(onnx.ModelProto.encode(model).finish());
    },
  };
}
