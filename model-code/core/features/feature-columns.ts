import { numbersOf, stringsOf, type Table } from "../data/table";
import type { Features } from "../learners/learner";
import type { FeatureNames } from "../onnx";

/** The columns of a table that a model sees, in the order of the names. */
export function featuresOf(table: Table, names: FeatureNames): Features {
  return {
    rows: table.rows,
    numbers: names.numbers.map((name) => ({ name, values: numbersOf(table, name) })),
    categories: names.categories.map((name) => ({ name, values: stringsOf(table, name) })),
  };
}

/** The features of the rows with the given positions. */
export function takeFeatures(features: Features, positions: Int32Array): Features {
  return {
    rows: positions.length,
    numbers: features.numbers.map(({ name, values }) => ({ name, values: Float64Array.from(positions, (p) => values[p]!) })),
    categories: features.categories.map(({ name, values }) => ({ name, values: Array.from(positions, (p) => values[p]!) })),
  };
}

/** The inputs of a model's graph: row by row, numbers as float32 (NaN: missing) and categories as text ("": missing). */
export function graphInputsOf(features: Features): {
  readonly numbers: { readonly rows: number; readonly width: number; readonly values: Float32Array };
  readonly categories: { readonly width: number; readonly values: readonly string[] };
} {
  const width = features.numbers.length;
  const values = new Float32Array(features.rows * width);
  features.numbers.forEach((column, c) => {
    for (let r = 0; r < features.rows; r++) values[r * width + c] = column.values[r]!;
  });
  const categories: string[] = [];
  for (let r = 0; r < features.rows; r++) for (const column of features.categories) categories.push(column.values[r] ?? "");
  return { numbers: { rows: features.rows, width, values }, categories: { width: features.categories.length, values: categories } };
}
