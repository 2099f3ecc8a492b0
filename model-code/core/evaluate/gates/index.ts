import type { GateSpec } from "../../spec/model-schema";
import type { Evaluation } from "../evaluation";
import type { Gate, GateKind, GateVerdict } from "../gate";
import { pairedGain } from "./paired-gain";
import { stress } from "./stress";
import { threshold } from "./threshold";
import { worstSlice } from "./worst-slice";

/** Every kind of gate that a model.yaml can set. */
export const GATES: { readonly [K in GateKind]: Gate<K> } = {
  threshold,
  "paired-gain": pairedGain,
  "worst-slice": worstSlice,
  stress,
};

/** Holds the selected candidate against all gates, in their order; it may be registered if every verdict has passed. */
export function judgeGates(gates: readonly GateSpec[], evaluation: Evaluation, selected: string): readonly GateVerdict[] {
  return gates.map((spec) => {
    const judge: Gate["judge"] = GATES[spec.kind].judge;
    return judge(spec, evaluation, selected);
  });
}
