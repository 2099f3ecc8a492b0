import type { CandidateEvaluation, Evaluation } from "../../model-code/core/evaluate/evaluation";
import { METRICS } from "../../model-code/core/evaluate/metrics";
import { percent } from "../../model-code/core/page/format";
import type { MetricName } from "../../model-code/core/spec/model-schema";
import type { ModelReport } from "./report-data";

/** What figures of the test period are about. */
export interface Judged {
  readonly evaluation: Evaluation;
  /** The metric that candidates were searched and selected by. */
  readonly metric: MetricName;
  readonly selected: string;
}

/** The evaluation with what was selected before it; undefined if the run did not come to it. */
export function judged({ documents: { evaluation, search, verdict } }: ModelReport): Judged | undefined {
  if ("missing" in evaluation || "missing" in search) return undefined;
  const { selection } = "found" in verdict ? verdict.found : search.found;
  return { evaluation: evaluation.found, metric: search.found.metric as MetricName, selected: selection.selected };
}

export const metricTitle = (name: string): string => METRICS[name as MetricName]?.title ?? name;

export const isBetter = (name: string): "higher" | "lower" => METRICS[name as MetricName]?.better ?? "higher";

/** Candidates with their results, the selected one first, the baseline last. */
export const inOrder = ({ evaluation, selected }: Judged): readonly (readonly [string, CandidateEvaluation])[] => {
  const place = (name: string) => (name === selected ? 0 : name === evaluation.baseline ? 2 : 1);
  return Object.entries(evaluation.candidates).sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1));
};

/** How intervals came about, for captions. */
export const intervalNote = ({ resampling: { blockSessions, resamples, confidence } }: Evaluation): string =>
  `Lines are ${percent(confidence, 0)} intervals from ${resamples.toLocaleString("en-US")} resamples of blocks of ${blockSessions} sessions across symbols, since neighbouring sessions are not independent.`;

/** `market-volatility-roc`: an id that is one on the page. */
export const idOf = (model: ModelReport, name: string): string => `${model.run.model}-${name}`.replace(/[^A-Za-z0-9-]/g, "-");
