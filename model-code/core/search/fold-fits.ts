import type { WalkForward } from "../evaluate/walk-forward";
import { takeFeatures } from "../features/feature-columns";
import { applyCalibration, fitCalibration, LEARNERS, withDefaults } from "../learners";
import type { Features, Params, Task, TrainingData } from "../learners/learner";
import type { Random } from "../random";
import type { CandidateSpec } from "../spec/model-schema";

/** A fold's rows, cut out once for all candidates. */
export interface FoldData {
  /** What a fit on this fold may use. */
  readonly train: TrainingData;
  /**
   * The newest part of `train`, and what comes before it with an embargo between: to find when to stop.
   * undefined where the embargo would leave less than half of the sessions to train on.
   */
  readonly early?: { readonly train: TrainingData; readonly validation: TrainingData };
  readonly validate: TrainingData;
  /** Positions of `validate` in the training period. */
  readonly rows: Int32Array;
}

/** What one fit says of the fold's validation rows. */
export interface FoldFit {
  /** Length of the fold's validation rows: log-odds, or predicted values. */
  readonly margin: Float64Array;
  /** The same as probabilities, or predicted values. */
  readonly prediction: Float64Array;
  /** Parameters that the fit found itself. */
  readonly settled: Params;
}

/** Share of a fold's newest training sessions that early stopping watches. */
const WATCHED = 0.15;

const cut = (features: Features, label: Float64Array, rows: Int32Array): TrainingData => ({
  features: takeFeatures(features, rows),
  label: Float64Array.from(rows, (r) => label[r]!),
});

/** Cuts the training period into its folds. @param times length rows, the date value of each row */
export function foldData(
  features: Features,
  label: Float64Array,
  times: Float64Array,
  folds: WalkForward["folds"],
  embargoSessions: number,
): readonly FoldData[] {
  return folds.map(({ train, validate }) => {
    const sessions = [...new Set(Array.from(train.rows, (r) => times[r]!))].sort((a, b) => a - b);
    const watchedFrom = Math.max(1, Math.floor(sessions.length * (1 - WATCHED)));
    const left = watchedFrom - embargoSessions;
    const before = sessions[left - 1];
    return {
      train: cut(features, label, train.rows),
      ...(before !== undefined &&
        left >= sessions.length / 2 && {
          early: {
            train: cut(
              features,
              label,
              train.rows.filter((r) => times[r]! <= before),
            ),
            validation: cut(
              features,
              label,
              train.rows.filter((r) => times[r]! >= sessions[watchedFrom]!),
            ),
          },
        }),
      validate: cut(features, label, validate.rows),
      rows: validate.rows,
    };
  });
}

/**
 * Fits a candidate on a fold. A learner that can stop early first finds out on the fold's own newest rows when to, and is then
 * fitted on all of them; the validation rows have no say in it.
 */
export function fitFold(candidate: CandidateSpec, point: Params, fold: FoldData, task: Task, random: Random): FoldFit {
  const learner = LEARNERS[candidate.learner]!;
  const params = withDefaults(learner, { ...candidate.params, ...point });
  const settled =
    fold.early === undefined || learner.settled === undefined
      ? {}
      : learner.settled(learner.fit(fold.early.train, params, { task, random, validation: fold.early.validation }));
  const fitted = learner.fit(fold.train, { ...params, ...settled }, { task, random });
  const margin = learner.score(fitted, fold.validate.features);
  // a naive score is no log-odds; two figures fitted to the training rows make it one
  const calibration =
    learner.baseline && task === "binary-classification"
      ? fitCalibration(learner.score(fitted, fold.train.features), fold.train.label)
      : null;
  return { margin, prediction: applyCalibration(task, calibration, margin), settled };
}
