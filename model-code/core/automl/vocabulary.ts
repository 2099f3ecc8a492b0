import type { Task } from "../learners/learner";
import type { CandidateSpec, MetricName } from "../spec/model-schema";

/** The learner that is no learner of ours: Azure ML searches, and gives a graph. */
export const AUTOML = "azure-automl";

/** Azure ML's algorithms by their names in its REST API, with the tasks that they are for. */
export const AUTOML_ALGORITHMS = {
  LogisticRegression: ["binary-classification"],
  XGBoostClassifier: ["binary-classification"],
  ElasticNet: ["regression"],
  LassoLars: ["regression"],
  XGBoostRegressor: ["regression"],
  SGD: ["binary-classification", "regression"],
  KNN: ["binary-classification", "regression"],
  DecisionTree: ["binary-classification", "regression"],
  RandomForest: ["binary-classification", "regression"],
  ExtremeRandomTrees: ["binary-classification", "regression"],
  GradientBoosting: ["binary-classification", "regression"],
  LightGBM: ["binary-classification", "regression"],
} as const satisfies Readonly<Record<string, readonly Task[]>>;

/**
 * The metric of Azure ML that puts models in the same order as ours does. Weighted over two classes, the area under the curve is that
 * of either; its errors of regression are ours divided by the label's range. For the others it has none to search by.
 */
export const AUTOML_METRICS: Readonly<Partial<Record<MetricName, string>>> = {
  auc: "AUCWeighted",
  accuracy: "Accuracy",
  "root-mean-squared-error": "NormalizedRootMeanSquaredError",
  "mean-absolute-error": "NormalizedMeanAbsoluteError",
  "r-squared": "R2Score",
};

/** The candidate that Azure ML trains; undefined where the model asks for none. */
export const automlOf = (candidates: readonly CandidateSpec[]): CandidateSpec | undefined => candidates.find((c) => c.learner === AUTOML);

/** The candidates that are trained by the steps themselves. */
export const ownCandidates = (candidates: readonly CandidateSpec[]): readonly CandidateSpec[] =>
  candidates.filter((c) => c.learner !== AUTOML);
