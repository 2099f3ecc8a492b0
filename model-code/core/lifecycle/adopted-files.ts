import type { GraphBinding, PackagePeriod } from "../package/layout";

/** The files of a candidate that another tool trained: in the folder that it comes in, and in the evaluation that it stays in. */
export const ADOPTED_FILES = {
  document: "adopted.json",
  graph: "adopted.onnx",
  /** Predictions on the newest fold: of the folds' choice in the search, of the candidate, with label and time, in the evaluation. */
  newestFold: "newest-fold.parquet",
  /** As the tool left them: the graph, and its own names of the features. */
  given: { graph: "model.onnx", names: "model_onnx.json" },
  /** In their place where it found no model. */
  none: "none.json",
} as const;

/** What became of the candidate that Azure ML trains. */
export type AdoptedDocument =
  | {
      readonly candidate: string;
      readonly learner: string;
      readonly graph: GraphBinding;
      /** The rows that it was fitted on: fewer than the others, see automlFitsOn. */
      readonly fittedOn: PackagePeriod;
    }
  | { readonly candidate: string; readonly learner: string; readonly leftOut: string };

/** Why there is no graph. */
export interface NoneDocument {
  readonly why: string;
}
