/** A tree as plain JSON: parallel arrays, one entry a node, the root first. */
export interface Tree {
  /** Position of the feature that the node asks for, the numbers before the categories; −1 for a leaf. */
  readonly feature: readonly number[];
  /** A number goes left if it is at most this, a float32. 0 where it means nothing. */
  readonly threshold: readonly number[];
  /** 1 if a missing number goes left. */
  readonly missingLeft: readonly number[];
  /** The codes that go left, ascending, if the feature is a category; empty otherwise. */
  readonly codes: readonly (readonly number[])[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** What a leaf adds to the score, a float32; 0 for a node that is none. */
  readonly value: readonly number[];
}

/** Number of codes that a category can have, missing included; and of bins, where a number's are counted. */
export const CODES = 256;

/** A tree laid out for walking. */
export interface FlatTree {
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly missingLeft: Uint8Array;
  /** CODES entries a node, 1 for a code that goes left; empty if no node asks for a category. */
  readonly codes: Uint8Array;
  /** 1 if the node asks for a category. */
  readonly isCategory: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly value: Float64Array;
}

/** @param numbers how many of the features are numbers */
export function flatten(tree: Tree, numbers: number): FlatTree {
  const nodes = tree.feature.length;
  const isCategory = Uint8Array.from(tree.feature, (f) => (f >= numbers ? 1 : 0));
  const codes = new Uint8Array(isCategory.includes(1) ? nodes * CODES : 0);
  for (const [node, left] of tree.codes.entries()) for (const code of left) codes[node * CODES + code] = 1;
  return {
    feature: Int32Array.from(tree.feature),
    threshold: Float64Array.from(tree.threshold),
    missingLeft: Uint8Array.from(tree.missingLeft),
    codes,
    isCategory,
    left: Int32Array.from(tree.left),
    right: Int32Array.from(tree.right),
    value: Float64Array.from(tree.value),
  };
}

/**
 * Adds the tree's values to scores.
 * @param columns one a feature: float32 numbers with NaN for a missing one, or codes
 * @param rows positions of the rows to walk
 * @param scores by position; is changed
 */
export function addScores(tree: FlatTree, columns: readonly Float32Array[], rows: Uint32Array, scores: Float64Array): void {
  const { feature, threshold, missingLeft, codes, isCategory, left, right, value } = tree;
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!;
    let node = 0;
    for (let asked = feature[0]!; asked >= 0; asked = feature[node]!) {
      const x = columns[asked]![row]!;
      let goesLeft: boolean;
      if (isCategory[node] === 1) goesLeft = codes[node * CODES + x] === 1;
      else goesLeft = Number.isNaN(x) ? missingLeft[node] === 1 : x <= threshold[node]!;
      node = goesLeft ? left[node]! : right[node]!;
    }
    scores[row]! += value[node]!;
  }
}
