import type { Evaluation } from "../../evaluate/evaluation";
import type { GateVerdict } from "../../evaluate/gate";
import { judgeGates } from "../../evaluate/gates";
import type { Selection } from "../../evaluate/select-best";
import type { Step } from "../step";
import type { SearchDocument } from "./tune";

/** Which candidate stands for the model, and whether it may be registered. */
export interface VerdictDocument {
  readonly selection: Selection;
  readonly passed: boolean;
  readonly gates: readonly GateVerdict[];
}

export const selectBest: Step = {
  name: "select-best",
  title: "Take the best candidate of the folds and hold it against the gates",
  inputs: [
    { name: "search", from: "tune" },
    { name: "evaluation", from: "evaluate" },
  ],
  outputs: [{ name: "verdict", zone: "models" }],
  params: {},
  reads: ["gates"],
  files: () => [],
  async run({ inputs, outputs, model, progress }) {
    const { selection } = inputs.search!.json<SearchDocument>("search.json");
    const gates = judgeGates(model.gates, inputs.evaluation!.json<Evaluation>("evaluation.json"), selection.selected);
    const failed = gates.filter((g) => !g.passed);
    const document: VerdictDocument = { selection, passed: failed.length === 0, gates };
    outputs.verdict!.writeJson("verdict.json", document);
    progress.metric("gates.passed", gates.length - failed.length);
    return failed.length === 0 ? { verdict: "done" } : { verdict: "refused", reasons: failed.map((g) => `${g.kind}: ${g.why}`) };
  },
};
