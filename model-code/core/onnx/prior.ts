import type { Prior } from "../learners/prior";
import type { GraphWriter } from "./graph-writer";

export const prior: GraphWriter<Prior> = ({ margin }, graph, inputs) =>
  graph.node("Expand", [graph.constant("double", [1, 1], [margin]), inputs.columnShape()]);
