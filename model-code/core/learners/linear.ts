import { weighted } from "./columns";
import { designMatrix, fitPreprocessing, widthOf } from "./design-matrix";
import type { Learner } from "./learner";
import { normalEquations, solveSymmetric } from "./least-squares";
import { type LinearModel, linearImportance, linearModel, linearPredictor } from "./linear-model";
import { bestConstant } from "./log-odds";
import { withDefaults } from "./params";

/**
 * Ridge regression in closed form: minimizes ½·Σ wᵢ·(yᵢ − β₀ − xᵢβ)² + ½·l2·‖β‖² on standardized columns. The intercept is not
 * penalized.
 * @see Hoerl and Kennard, Ridge Regression: Biased Estimation for Nonorthogonal Problems (1970)
 */
export const linear: Learner<LinearModel> = {
  name: "linear",
  title: "Ridge regression",
  tasks: ["regression"],
  baseline: false,
  complexity: 2,
  params: { l2: { type: "number", min: 0, max: 1e9, default: 1, description: "Penalty on the squared standardized coefficients." } },
  fit(data, params, { task }) {
    const l2 = Number(withDefaults(linear, params).l2);
    const { rows, weight } = weighted(data);
    const preprocessing = fitPreprocessing(data.features, rows, weight);
    const mean = bestConstant(data, task);
    const width = 1 + widthOf(preprocessing);
    const residual = Float64Array.from(rows, (i, k) => weight[k]! * (data.label[i]! - mean));
    const { gram, moment } = normalEquations(designMatrix(preprocessing, data.features, rows), width, weight, residual);
    for (let j = 1; j < width; j++) gram[j * width + j]! += l2;
    const solution = solveSymmetric(gram, moment);
    solution[0]! += mean;
    return linearModel(preprocessing, solution);
  },
  score: linearPredictor,
  importance: linearImportance,
};
