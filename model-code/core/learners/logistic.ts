import { weighted } from "./columns";
import { designMatrix, fitPreprocessing, widthOf } from "./design-matrix";
import type { Learner } from "./learner";
import { normalEquations, solveSymmetric } from "./least-squares";
import { type LinearModel, linearImportance, linearModel, linearPredictor } from "./linear-model";
import { bestConstant, logLoss, sigmoid } from "./log-odds";
import { withDefaults } from "./params";

const MOST_STEPS = 100;
const MOST_HALVINGS = 40;
/** Largest change of a coefficient in a step, relative to its size, at which the fit has converged. */
const TOLERANCE = 1e-10;

function predictors(matrix: Float64Array, width: number, beta: Float64Array, into: Float64Array): void {
  for (let row = 0, at = 0; row < into.length; row++, at += width) {
    let sum = 0;
    for (let j = 0; j < width; j++) sum += matrix[at + j]! * beta[j]!;
    into[row] = sum;
  }
}

function objective(eta: Float64Array, label: Float64Array, weight: Float64Array, beta: Float64Array, l2: number): number {
  let sum = 0;
  for (let row = 0; row < eta.length; row++) sum += weight[row]! * logLoss(eta[row]!, label[row]!);
  for (let j = 1; j < beta.length; j++) sum += 0.5 * l2 * beta[j]! ** 2;
  return sum;
}

/**
 * Penalized logistic regression: minimizes Σ wᵢ·logloss(yᵢ, β₀ + xᵢβ) + ½·l2·‖β‖² on standardized columns by Newton's method
 * (iteratively reweighted least squares), a step being halved while it does not lower the objective. The intercept is not
 * penalized. With l2 = 1/C it is scikit-learn's LogisticRegression on standardized columns.
 * @see Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2009), 4.4.1
 */
export const logistic: Learner<LinearModel> = {
  name: "logistic",
  title: "Logistic regression",
  tasks: ["binary-classification"],
  baseline: false,
  complexity: 2,
  params: { l2: { type: "number", min: 0, max: 1e9, default: 1, description: "Penalty on the squared standardized coefficients." } },
  fit(data, params, context) {
    const l2 = Number(withDefaults(logistic, params).l2);
    const { rows, weight } = weighted(data);
    const preprocessing = fitPreprocessing(data.features, rows, weight);
    const label = Float64Array.from(rows, (i) => data.label[i]!);
    const width = 1 + widthOf(preprocessing);
    let beta = new Float64Array(width);
    beta[0] = bestConstant(data, context.task);
    if (label.every((y) => y === label[0])) return linearModel(preprocessing, beta);

    const matrix = designMatrix(preprocessing, data.features, rows);
    const total = weight.reduce((sum, w) => sum + w, 0);
    const eta = new Float64Array(rows.length);
    const curvature = new Float64Array(rows.length);
    const residual = new Float64Array(rows.length);
    predictors(matrix, width, beta, eta);
    let loss = objective(eta, label, weight, beta, l2);
    for (let round = 0; round < MOST_STEPS; round++) {
      for (let row = 0; row < eta.length; row++) {
        const p = sigmoid(eta[row]!);
        curvature[row] = weight[row]! * p * (1 - p);
        residual[row] = weight[row]! * (label[row]! - p);
      }
      const { gram, moment } = normalEquations(matrix, width, curvature, residual);
      for (let j = 1; j < width; j++) {
        gram[j * width + j]! += l2;
        moment[j]! -= l2 * beta[j]!;
      }
      const step = solveSymmetric(gram, moment);
      let next = beta;
      let nextLoss = Infinity;
      for (let halving = 0; halving <= MOST_HALVINGS && !(nextLoss <= loss); halving++) {
        next = beta.map((b, j) => b + step[j]! * 2 ** -halving);
        predictors(matrix, width, next, eta);
        nextLoss = objective(eta, label, weight, next, l2);
      }
      if (!(nextLoss <= loss)) break;
      const change = next.reduce((most, b, j) => Math.max(most, Math.abs(b - beta[j]!) / (1 + Math.abs(b))), 0);
      beta = next;
      loss = nextLoss;
      context.onRound?.(round, loss / total);
      if (change <= TOLERANCE) break;
    }
    return linearModel(preprocessing, beta);
  },
  score: linearPredictor,
  importance: linearImportance,
};
