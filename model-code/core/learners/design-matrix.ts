import { categoryColumn, float32, levelsOf, numberColumn } from "./columns";
import type { Features } from "./learner";

/** Rarer categories are treated like unseen ones, so that a column of free text cannot blow up the matrix. */
const MOST_LEVELS = 64;
/** A column whose spread is below this share of its largest value is constant: float32 cannot tell its values apart. */
const LEAST_SPREAD = 1e-9;

/** How features become the columns of a linear model. Plain JSON. */
export interface Preprocessing {
  /** A number is (value − mean) / scale; a missing one is taken as the mean. Constant and empty ones are left out. */
  readonly numbers: readonly { readonly name: string; readonly mean: number; readonly scale: number }[];
  /** A category is one column of 0 and 1 a level; a missing or unseen one is 0 in all of them. */
  readonly categories: readonly { readonly name: string; readonly levels: readonly string[] }[];
}

/**
 * Learns means, standard deviations (of the population, weighted) and levels.
 * @param rows positions to learn from, with their weights beside them
 */
export function fitPreprocessing(features: Features, rows: Uint32Array, weight: Float64Array): Preprocessing {
  const numbers = features.numbers.flatMap(({ name, values }) => {
    let total = 0;
    let sum = 0;
    let largest = 0;
    for (let k = 0; k < rows.length; k++) {
      const value = float32(values[rows[k]!]!);
      if (Number.isNaN(value)) continue;
      total += weight[k]!;
      sum += weight[k]! * value;
      largest = Math.max(largest, Math.abs(value));
    }
    const mean = sum / total;
    let squares = 0;
    for (let k = 0; k < rows.length; k++) {
      const value = float32(values[rows[k]!]!);
      if (!Number.isNaN(value)) squares += weight[k]! * (value - mean) ** 2;
    }
    const scale = Math.sqrt(squares / total);
    return scale > LEAST_SPREAD * largest ? [{ name, mean, scale }] : [];
  });
  const categories = features.categories.flatMap(({ name, values }) => {
    const levels = levelsOf(values, rows, MOST_LEVELS);
    return levels.length > 0 ? [{ name, levels }] : [];
  });
  return { numbers, categories };
}

/** Number of columns that a preprocessing gives, without the intercept. */
export function widthOf(preprocessing: Preprocessing): number {
  return preprocessing.numbers.length + preprocessing.categories.reduce((sum, c) => sum + c.levels.length, 0);
}

/**
 * The matrix of a linear model.
 * @param rows positions to take, in that order
 * @returns rows × (1 + width), row by row; column 0 is the intercept's 1, then the numbers, then the levels
 * @throws MissingFeature if the features lack one that the preprocessing knows
 */
export function designMatrix(preprocessing: Preprocessing, features: Features, rows: Uint32Array): Float64Array {
  const width = 1 + widthOf(preprocessing);
  const matrix = new Float64Array(rows.length * width);
  for (let k = 0; k < rows.length; k++) matrix[k * width] = 1;
  let column = 1;
  for (const { name, mean, scale } of preprocessing.numbers) {
    const values = numberColumn(features, name);
    for (let k = 0; k < rows.length; k++) {
      const value = float32(values[rows[k]!]!);
      matrix[k * width + column] = Number.isNaN(value) ? 0 : (value - mean) / scale;
    }
    column++;
  }
  for (const { name, levels } of preprocessing.categories) {
    const values = categoryColumn(features, name);
    const position = new Map(levels.map((level, l) => [level, l]));
    for (let k = 0; k < rows.length; k++) {
      const value = values[rows[k]!];
      const level = value == null ? undefined : position.get(value);
      if (level !== undefined) matrix[k * width + column + level] = 1;
    }
    column += levels.length;
  }
  return matrix;
}
