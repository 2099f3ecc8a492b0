import { categoryColumn, float32, levelsOf, numberColumn } from "../columns";
import type { Features } from "../learner";

/** Which features a model knows, and how it turns categories into codes. Plain JSON. */
export interface Encoding {
  readonly numbers: readonly string[];
  /** The code of a level is its position plus 1; 0 is a missing, unseen or too rare one. */
  readonly categories: readonly { readonly name: string; readonly levels: readonly string[] }[];
}

/**
 * @param rows positions of the rows to learn levels from
 * @param mostLevels of a category with more, the most frequent ones get a code
 */
export function fitEncoding(features: Features, rows: Uint32Array, mostLevels: number): Encoding {
  return {
    numbers: features.numbers.map((c) => c.name),
    categories: features.categories.map((c) => ({ name: c.name, levels: levelsOf(c.values, rows, mostLevels) })),
  };
}

/**
 * The features as the trees ask for them.
 * @param rows positions to take, in that order
 * @returns one column a feature, the numbers before the categories
 * @throws MissingFeature if a feature of the encoding is not given
 */
export function encode(encoding: Encoding, features: Features, rows: Uint32Array): Float32Array[] {
  const numbers = encoding.numbers.map((name) => {
    const values = numberColumn(features, name);
    const column = new Float32Array(rows.length);
    for (let k = 0; k < rows.length; k++) column[k] = float32(values[rows[k]!]!);
    return column;
  });
  const categories = encoding.categories.map(({ name, levels }) => {
    const values = categoryColumn(features, name);
    const codes = new Map(levels.map((level, l) => [level, l + 1]));
    const column = new Float32Array(rows.length);
    for (let k = 0; k < rows.length; k++) column[k] = codes.get(values[rows[k]!] ?? "") ?? 0;
    return column;
  });
  return [...numbers, ...categories];
}
