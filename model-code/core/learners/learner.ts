import type { Random } from "../random";

export type Task = "binary-classification" | "regression";

/**
 * Features as the learners and the ONNX graphs take them.
 * A number that is missing is NaN; a category that is missing is null, one that was not seen in training is treated alike.
 */
export interface Features {
  readonly rows: number;
  readonly numbers: readonly { readonly name: string; readonly values: Float64Array }[];
  readonly categories: readonly { readonly name: string; readonly values: readonly (string | null)[] }[];
}

export interface TrainingData {
  readonly features: Features;
  /** Length `features.rows`; 0 or 1 for classification. */
  readonly label: Float64Array;
  /** Length `features.rows`, ≥ 0. @default every row weighs 1 */
  readonly weight?: Float64Array;
}

/** What a learner can be told beside its data. */
export interface FitContext {
  readonly task: Task;
  readonly random: Random;
  /** Rows the learner may watch to stop early; never the test period. @default no early stopping */
  readonly validation?: TrainingData;
  /** Called once per round of an iterative learner with the loss so far (log loss or mean squared error). */
  readonly onRound?: (round: number, loss: number) => void;
}

export type Params = Readonly<Record<string, number | string | boolean>>;

/** Bounds and default of one hyperparameter; what a search may widen to, and what a wrong value is told. */
export interface ParamRule {
  readonly description: string;
  readonly type: "number" | "integer" | "string" | "boolean";
  readonly min?: number;
  readonly max?: number;
  /** undefined: the parameter must be given. */
  readonly default?: number | string | boolean;
}

/** Share of a feature in the model, ≥ 0; the shares of one model sum to 1, or are all 0 for a model that uses none. */
export interface Importance {
  readonly feature: string;
  readonly share: number;
}

/**
 * One family of models. A plain object in the table `LEARNERS`; what it fitted is plain JSON, so that it can be stored, hashed
 * and turned into an ONNX graph by `onnx/<name>.ts`.
 *
 * `score` gives, per row, the log-odds of class 1 for classification and the predicted value for regression. All arithmetic on
 * features is done on float32 values, because that is what the graph sees.
 */
export interface Learner<Fitted = unknown> {
  readonly name: string;
  readonly title: string;
  readonly tasks: readonly Task[];
  /** A model may only be compared with others if its first candidate is a baseline. */
  readonly baseline: boolean;
  /** The simpler wins a tie: 0 is the simplest. */
  readonly complexity: number;
  readonly params: Readonly<Record<string, ParamRule>>;
  fit(data: TrainingData, params: Params, context: FitContext): Fitted;
  score(fitted: Fitted, features: Features): Float64Array;
  /**
   * Parameters that a fit with `context.validation` found itself, such as the rounds after which the loss no longer fell; with them, a
   * fit on more rows needs no validation. Only learners that can stop early have it.
   */
  settled?(fitted: Fitted): Params;
  importance(fitted: Fitted): readonly Importance[];
}
