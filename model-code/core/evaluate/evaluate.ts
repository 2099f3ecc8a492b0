import { dayText } from "../data/day";
import type { Task } from "../learners/learner";
import { seededRandom } from "../random";
import type { ModelSpec } from "../spec/model-schema";
import { interval, resampleWeights } from "./block-bootstrap";
import { curvesOf, reliabilityOf } from "./curves";
import type { CandidateEvaluation, Estimate, Estimates, Evaluation, PermutationLoss, StressResult } from "./evaluation";
import { judgedRows } from "./judged-rows";
import { gainOver, type Metric, type MetricOptions } from "./metric";
import { metricsOf } from "./metrics";
import { overResamples, type Resampled } from "./resampled";
import { sessionsOf } from "./sessions";
import { slicesOf, takeValues, yearsOf } from "./slices";

export interface EvaluationInput {
  readonly task: Task;
  /** The candidate over whom the others gain. */
  readonly baseline: string;
  /** Length rows: the label of each row of the test period. */
  readonly label: Float64Array;
  /** Length rows: the date value of each row, or its lot. */
  readonly times: Float64Array;
  /** Whether they are dates. @default true */
  readonly isDated?: boolean;
  /** A candidate's probabilities, or predicted values, by its name; each of length rows. */
  readonly predictions: Readonly<Record<string, Float64Array>>;
  /** The columns, of length rows, that `settings.slices` names; `year` is made of the times. */
  readonly columns: Readonly<Record<string, readonly (string | null)[]>>;
  readonly settings: Omit<ModelSpec["evaluation"], "stress">;
  readonly seed: number;
  /** What `stressResult` gave, by candidate. */
  readonly stress?: Readonly<Record<string, readonly StressResult[]>>;
  /** By candidate. */
  readonly permutationImportance?: Readonly<Record<string, readonly PermutationLoss[]>>;
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

function estimate({ value, resampled }: Resampled, confidence: number): Estimate {
  const { lower, upper } = Number.isFinite(value) ? interval(resampled, confidence) : { lower: Number.NaN, upper: Number.NaN };
  return { value: orNull(value), lower: orNull(lower), upper: orNull(upper) };
}

const gainsOf = (of: Metric, candidate: Resampled, baseline: Resampled): Resampled => ({
  value: gainOver(of, candidate.value, baseline.value),
  resampled: candidate.resampled.map((value, i) => gainOver(of, value, baseline.resampled[i]!)),
});

/**
 * Judges all candidates on the test period: every metric of the task, with the interval of a block bootstrap whose resamples all
 * candidates and slices share, and the paired gain over the baseline.
 *
 * @returns plain JSON; equal inputs give equal bytes
 * @throws RangeError if there is no row, the baseline has no predictions, a column to slice by is missing, or lengths differ
 */
export function evaluate(input: EvaluationInput): Evaluation {
  const { task, baseline, label, times, isDated = true, predictions, columns, settings, seed } = input;
  const { blockSessions, resamples, confidence, threshold } = settings;
  if (predictions[baseline] === undefined) throw new RangeError(`the baseline ${baseline} has no predictions`);
  if (label.length === 0) throw new RangeError("no row to evaluate on");
  if (times.length !== label.length) throw new RangeError(`${label.length} labels and ${times.length} times`);
  const metrics = metricsOf(task);
  const names = Object.keys(predictions);
  const { dates, sessionOfRow } = sessionsOf(times);
  const slices = settings.slices.flatMap((slice) => {
    const values = slice === "year" ? yearsOf(times) : columns[slice];
    if (values?.length !== label.length) throw new RangeError(`the slice ${slice} needs a column of ${label.length} rows`);
    return slicesOf(slice, values);
  });

  const stretches = [Int32Array.from(label.keys()), ...slices.map(({ rows }) => rows)];
  const groups = stretches.map((rows) => ({
    rows,
    figures: names.flatMap((name) => {
      const judged = judgedRows(takeValues(label, rows), takeValues(predictions[name]!, rows), { threshold });
      return metrics.map((m) => m.prepare(judged));
    }),
  }));
  const random = seededRandom(seed).fork("block-bootstrap");
  const results = overResamples(groups, resampleWeights(sessionOfRow, dates.length, blockSessions, resamples, random), resamples);

  const figuresOf = (name: string, stretch: number) => {
    const from = names.indexOf(name) * metrics.length;
    return results[stretch]!.slice(from, from + metrics.length);
  };
  const estimates = (of: readonly Resampled[]): Estimates =>
    Object.fromEntries(metrics.map((m, i) => [m.name, estimate(of[i]!, confidence)]));
  const judged = (name: string): CandidateEvaluation => {
    const prediction = predictions[name]!;
    const importance = input.permutationImportance?.[name];
    return {
      metrics: estimates(figuresOf(name, 0)),
      gains: estimates(metrics.map((m, i) => gainsOf(m, figuresOf(name, 0)[i]!, figuresOf(baseline, 0)[i]!))),
      ...(task === "binary-classification" && { curves: curvesOf(label, prediction), reliability: reliabilityOf(label, prediction) }),
      slices: slices.map(({ slice, value, rows }, i) => ({
        slice,
        value,
        rows: rows.length,
        sessions: new Set(takeValues(times, rows)).size,
        metrics: estimates(figuresOf(name, 1 + i)),
      })),
      stress: input.stress?.[name] ?? [],
      ...(importance !== undefined && { permutationImportance: importance }),
    };
  };
  return {
    task,
    baseline,
    threshold,
    test: {
      from: isDated ? dayText(dates[0]!) : null,
      to: isDated ? dayText(dates[dates.length - 1]!) : null,
      rows: label.length,
      sessions: dates.length,
    },
    resampling: { blockSessions, resamples, confidence, seed },
    candidates: Object.fromEntries(names.map((name) => [name, judged(name)])),
  };
}

/**
 * What a candidate does under a shock.
 *
 * @param label length rows: the labels of the rows that are left, as they would have been after the shock
 * @param prediction length rows: the scores on features made of the shocked tables
 */
export function stressResult(
  scenario: StressResult["scenario"],
  task: Task,
  label: Float64Array,
  prediction: Float64Array,
  options: MetricOptions,
): StressResult {
  return {
    scenario,
    rows: label.length,
    metrics: Object.fromEntries(metricsOf(task).map((m) => [m.name, orNull(m.compute(label, prediction, undefined, options))])),
    allFinite: prediction.every(Number.isFinite),
  };
}
