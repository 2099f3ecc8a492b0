import { designMatrix, type Preprocessing, widthOf } from "./design-matrix";
import type { Features, Importance } from "./learner";

/** What `linear` and `logistic` fit. Plain JSON. */
export interface LinearModel extends Preprocessing {
  readonly intercept: number;
  /** One a column of the design matrix, on the standardized scale: the numbers, then the levels of each category. */
  readonly coefficients: readonly number[];
}

/** A model from the intercept and the coefficients that stand beside it. */
export function linearModel(preprocessing: Preprocessing, solution: ArrayLike<number>): LinearModel {
  const [intercept = 0, ...coefficients] = Array.from(solution);
  return { ...preprocessing, intercept, coefficients };
}

/** The linear predictor of every row, in double precision on float32 features. */
export function linearPredictor(model: LinearModel, features: Features): Float64Array {
  const rows = Uint32Array.from({ length: features.rows }, (_, i) => i);
  const matrix = designMatrix(model, features, rows);
  const width = 1 + widthOf(model);
  return Float64Array.from(rows, (i) => {
    let sum = model.intercept;
    for (let j = 1; j < width; j++) sum += model.coefficients[j - 1]! * matrix[i * width + j]!;
    return sum;
  });
}

/** Shares of |standardized coefficient|; those of a category's levels are added up. */
export function linearImportance(model: LinearModel): readonly Importance[] {
  const sizes: { feature: string; size: number }[] = [];
  let column = 0;
  for (const { name } of model.numbers) sizes.push({ feature: name, size: Math.abs(model.coefficients[column++]!) });
  for (const { name, levels } of model.categories) {
    const size = levels.reduce((sum) => sum + Math.abs(model.coefficients[column++]!), 0);
    sizes.push({ feature: name, size });
  }
  return sharesOf(sizes);
}

/** Sizes, each ≥ 0, as shares of their sum; all 0 if the sum is. */
export function sharesOf(sizes: readonly { readonly feature: string; readonly size: number }[]): readonly Importance[] {
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  return sizes.map(({ feature, size }) => ({ feature, share: total > 0 ? size / total : 0 }));
}
