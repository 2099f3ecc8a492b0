import { onnx } from "onnx-proto";
import type { Attribute, GraphBuilder, Value } from "./graph-builder";
import type { GraphInputs } from "./graph-inputs";

/**
 * Writes what a learner fitted into a graph.
 * @returns the value that is the learner's `score`, double [rows, 1]
 */
export type GraphWriter<Fitted = unknown> = {
  /** A method, so that a table can hold the writers of every learner. */
  write(fitted: Fitted, graph: GraphBuilder, inputs: GraphInputs): Value;
}["write"];

export const TO_DOUBLE: Readonly<Record<string, Attribute>> = { to: { int: onnx.TensorProto.DataType.DOUBLE } };
export const TO_FLOAT: Readonly<Record<string, Attribute>> = { to: { int: onnx.TensorProto.DataType.FLOAT } };
