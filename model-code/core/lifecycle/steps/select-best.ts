import { numbersOf } from "../../data/table";
import { evaluate } from "../../evaluate/evaluate";
import type { Evaluation } from "../../evaluate/evaluation";
import type { GateVerdict } from "../../evaluate/gate";
import { judgeGates } from "../../evaluate/gates";
import { METRICS } from "../../evaluate/metrics";
import { selectAdopted } from "../../evaluate/select-adopted";
import type { Selection } from "../../evaluate/select-best";
import type { MetricName } from "../../spec/model-schema";
import { ADOPTED_FILES, type AdoptedDocument } from "../adopted-files";
import type { InputFolder, Step } from "../step";
import type { SearchDocument } from "./tune";

/** Which candidate stands for the model, and whether it may be registered. */
export interface VerdictDocument {
  readonly selection: Selection;
  readonly passed: boolean;
  readonly gates: readonly GateVerdict[];
}

/** What the folds selected, held against what another tool trained where there is such a one. */
async function selectionOf(search: InputFolder, evaluation: InputFolder): Promise<Selection> {
  const { selection, metric } = search.json<SearchDocument>("search.json");
  if (!evaluation.has(ADOPTED_FILES.newestFold)) return selection;
  const { candidate } = evaluation.json<AdoptedDocument>(ADOPTED_FILES.document);
  const { task, threshold, resampling } = evaluation.json<Evaluation>("evaluation.json");
  const [ours, theirs] = await Promise.all([search, evaluation].map((folder) => folder.table(ADOPTED_FILES.newestFold)));
  const judged = evaluate({
    task,
    baseline: selection.selected,
    label: numbersOf(theirs!, "label"),
    times: numbersOf(theirs!, "time"),
    isDated: false,
    predictions: { [selection.selected]: numbersOf(ours!, "prediction"), [candidate]: numbersOf(theirs!, "prediction") },
    columns: {},
    settings: { ...resampling, threshold, slices: [] },
    seed: resampling.seed,
  });
  return selectAdopted(selection, candidate, judged, METRICS[metric as MetricName]);
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
    const selection = await selectionOf(inputs.search!, inputs.evaluation!);
    const gates = judgeGates(model.gates, inputs.evaluation!.json<Evaluation>("evaluation.json"), selection.selected);
    const failed = gates.filter((g) => !g.passed);
    const document: VerdictDocument = { selection, passed: failed.length === 0, gates };
    outputs.verdict!.writeJson("verdict.json", document);
    progress.metric("gates.passed", gates.length - failed.length);
    return failed.length === 0 ? { verdict: "done" } : { verdict: "refused", reasons: failed.map((g) => `${g.kind}: ${g.why}`) };
  },
};
