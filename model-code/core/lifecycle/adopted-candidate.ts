import { automlFitsOn } from "../automl/training-data";
import { automlOf } from "../automl/vocabulary";
import { orderColumn } from "../data/row-identity";
import { type Column, numbersOf, type Table } from "../data/table";
import { featuresOf, takeFeatures } from "../features/feature-columns";
import type { Features } from "../learners/learner";
import { type ForeignGraph, foreignGraph } from "../onnx/foreign-graph";
import { BadInput, problemText } from "../problem";
import { ADOPTED_FILES, type AdoptedDocument, type NoneDocument } from "./adopted-files";
import type { StepContext } from "./step";
import type { SplitPlan } from "./steps/split";
import type { TrainedDocument } from "./steps/train";
import { foldsOf } from "./training-folds";

/** The candidate that a model asks Azure ML for: judged as the others are, or left out with the reason. */
export interface Adopted {
  readonly document: AdoptedDocument;
  /** Undefined where it is left out. */
  readonly judged?: { readonly graph: Uint8Array; readonly score: (of: Features) => Promise<Float64Array>; readonly newestFold: Table };
}

const NOT_HERE = "Azure ML trains it, and this run had no Azure ML: it was not trained, and the others were compared without it";

/** Reads the graph and how it is fed. @throws BadInput */
function given({ inputs, model }: StepContext, trained: TrainedDocument): ForeignGraph {
  const folder = inputs.automl!;
  const { graph, names } = ADOPTED_FILES.given;
  if (!folder.has(graph))
    throw new BadInput("automl", [
      {
        where: graph,
        expected: "the graph",
        got: folder.list().join(", ") || "an empty folder",
        remedy: "Azure ML writes it only for models that are ONNX-compatible.",
      },
    ]);
  const said = folder.has(names) ? folder.json<{ readonly RawColumnNameToOnnxNameMap?: Readonly<Record<string, string>> }>(names) : {};
  return foreignGraph(folder.bytes(graph), trained, model.task, said.RawColumnNameToOnnxNameMap);
}

/**
 * Takes up the candidate that Azure ML trained, if the model asks for one.
 * @returns undefined if it asks for none
 */
export async function adoptCandidate(context: StepContext, trained: TrainedDocument): Promise<Adopted | undefined> {
  const { inputs, model, scorer, progress } = context;
  const candidate = automlOf(model.candidates);
  if (candidate === undefined) return undefined;
  const { name, learner } = candidate;
  const leaveOut = (why: string): Adopted => {
    progress.warn(`candidate ${name} is left out: ${why}`);
    return { document: { candidate: name, learner, leftOut: why } };
  };
  if (inputs.automl === undefined) return leaveOut(NOT_HERE);
  if (inputs.automl.has(ADOPTED_FILES.none)) return leaveOut(inputs.automl.json<NoneDocument>(ADOPTED_FILES.none).why);
  try {
    const { graph, binding } = given(context, trained);
    const score = (of: Features) => scorer.scoreBound(graph, binding, of);
    const rows = await inputs.training!.table("rows.parquet");
    const times = numbersOf(rows, orderColumn(model.sources[0]!));
    const plan = inputs.training!.json<SplitPlan>("split.json");
    const newest = foldsOf(times, plan).at(-1)!.validate.rows;
    const prediction = await score(takeFeatures(featuresOf(rows, trained), newest));
    const label = numbersOf(rows, "label");
    const at = (values: Float64Array): Column => ({ type: "number", values: Float64Array.from(newest, (r) => values[r]!) });
    const { from, to, rows: count } = automlFitsOn(plan);
    return {
      document: { candidate: name, learner, graph: binding, fittedOn: { from, to, rows: count } },
      judged: {
        graph,
        score,
        newestFold: {
          rows: newest.length,
          columns: { time: at(times), label: at(label), prediction: { type: "number", values: prediction } },
        },
      },
    };
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    return leaveOut(error.problems.map(problemText).join("; "));
  }
}
