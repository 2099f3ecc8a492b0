import type { NaiveScore } from "../learners/naive-score";
import { type GraphWriter, TO_DOUBLE } from "./graph-writer";

export const naiveScore: GraphWriter<NaiveScore> = ({ feature, median }, graph, inputs) => {
  const column = inputs.numbers([feature]);
  const filled = graph.node("Where", [graph.node("IsNaN", [column]), graph.constant("float", [], [median]), column]);
  return graph.node("Cast", [filled], TO_DOUBLE);
};
