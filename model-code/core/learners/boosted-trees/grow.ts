import type { BinnedMatrix } from "./binning";
import { searchCategory } from "./category-split";
import { type ExactSums, hessianOf } from "./exact-sums";
import { emptyHistogram, fillHistogram, STRIDE, subtract } from "./histogram";
import { partition } from "./partition";
import { noSplit, type Split, type SplitRules, searchNumber } from "./split";
import { CODES, type Tree } from "./tree";

export interface GrowRules extends SplitRules {
  readonly leaves: number;
  readonly learningRate: number;
}

/** A grown tree, what each of its splits gained, and where its leaves' rows lie in `rows`. */
export interface GrownTree {
  readonly tree: Tree;
  readonly gains: readonly { readonly feature: number; readonly gain: number }[];
  readonly leaves: readonly { readonly from: number; readonly to: number; readonly value: number }[];
}

interface Leaf {
  readonly node: number;
  readonly from: number;
  readonly to: number;
  readonly gradient: number;
  /** Rows · unit + hessians. */
  readonly hessian: number;
  readonly histogram: Float64Array;
  split: Split;
}

/** Grows trees on one matrix; what they need to work in is made once. */
export interface Grower {
  /**
   * Grows a tree leaf by leaf, always where it gains most, and builds only the smaller child's histogram.
   * @param rows     the rows to grow on; are brought into the order of the leaves
   * @param features positions of the features to ask for, ascending
   * @param pairs    2 a row of the matrix: gradient and unit + hessian
   * @see Shi, Best-first Decision Tree Learning (2007); Ke et al., LightGBM (2017)
   */
  grow(rows: Uint32Array, features: readonly number[], pairs: Float64Array, sums: ExactSums): GrownTree;
}

/** @param numbers how many of the matrix's features are numbers; the rest are categories */
export function grower(matrix: BinnedMatrix, numbers: number, rules: GrowRules): Grower {
  const histograms = Array.from({ length: rules.leaves }, () => emptyHistogram(matrix));
  const room = new Uint32Array(matrix.rows);
  const goesLeft = new Uint8Array(CODES);

  const search = (leaf: Leaf, features: readonly number[], unit: number): Split => {
    const best = noSplit(rules.minGain);
    if (leaf.to - leaf.from < 2 * rules.minRowsPerLeaf) return best;
    const sums = { gradient: leaf.gradient, hessian: leaf.hessian, unit };
    for (const feature of features) {
      const bins = matrix.bins[feature]!;
      if (feature < numbers) searchNumber(leaf.histogram, feature * STRIDE, bins, feature, sums, rules, best);
      else searchCategory(leaf.histogram, feature * STRIDE, bins, feature, sums, rules, best);
    }
    return best;
  };

  const fillGoesLeft = ({ bin, codes, missingLeft }: Split): void => {
    goesLeft.fill(0);
    if (bin < 0) for (const code of codes) goesLeft[code] = 1;
    else goesLeft.fill(1, 1, bin + 1)[0] = missingLeft ? 1 : 0;
  };

  return {
    grow(rows, features, pairs, { unit }) {
      const groups = [...new Set(features.map((f) => f >>> 2))];
      const tree = treeBuilder(matrix);
      const gains: { feature: number; gain: number }[] = [];
      const histogram = histograms[0]!;
      fillHistogram(matrix, groups, rows, 0, rows.length, pairs, histogram);
      let gradient = 0;
      let hessian = 0;
      for (let at = features[0]! * STRIDE, end = at + STRIDE; at < end; at += 2) {
        gradient += histogram[at]!;
        hessian += histogram[at + 1]!;
      }
      const root: Leaf = { node: tree.leaf(), from: 0, to: rows.length, gradient, hessian, histogram, split: noSplit(0) };
      root.split = search(root, features, unit);
      const leaves = [root];
      while (leaves.length < rules.leaves) {
        let at = 0;
        for (let l = 1; l < leaves.length; l++) if (leaves[l]!.split.gain > leaves[at]!.split.gain) at = l;
        const parent = leaves[at]!;
        const { split, from, to } = parent;
        if (split.feature < 0) break;
        fillGoesLeft(split);
        const middle = partition(matrix, split.feature, goesLeft, rows, from, to, room);
        const [leftNode, rightNode] = tree.split(parent.node, split);
        gains.push({ feature: split.feature, gain: split.gain });
        const free = histograms[leaves.length]!;
        const leftIsSmaller = middle - from <= to - middle;
        const left: Leaf = {
          node: leftNode,
          from,
          to: middle,
          gradient: split.leftGradient,
          hessian: split.leftHessian,
          histogram: leftIsSmaller ? free : parent.histogram,
          split: noSplit(0),
        };
        const right: Leaf = {
          node: rightNode,
          from: middle,
          to,
          gradient: parent.gradient - split.leftGradient,
          hessian: parent.hessian - split.leftHessian,
          histogram: leftIsSmaller ? parent.histogram : free,
          split: noSplit(0),
        };
        leaves[at] = left;
        leaves.push(right);
        if (leaves.length === rules.leaves) break;
        const [smaller, larger] = leftIsSmaller ? [left, right] : [right, left];
        if (larger.to - larger.from < 2 * rules.minRowsPerLeaf) continue;
        fillHistogram(matrix, groups, rows, smaller.from, smaller.to, pairs, smaller.histogram);
        subtract(larger.histogram, smaller.histogram);
        left.split = search(left, features, unit);
        right.split = search(right, features, unit);
      }
      const ends = leaves.map((leaf) => {
        const value = Math.fround((-rules.learningRate * leaf.gradient) / (hessianOf(leaf.hessian, unit) + rules.l2));
        tree.give(leaf.node, value);
        return { from: leaf.from, to: leaf.to, value };
      });
      return { tree: tree.tree, gains, leaves: ends };
    },
  };
}

function treeBuilder(matrix: BinnedMatrix) {
  const feature: number[] = [];
  const threshold: number[] = [];
  const missingLeft: number[] = [];
  const codes: (readonly number[])[] = [];
  const left: number[] = [];
  const right: number[] = [];
  const value: number[] = [];
  const leaf = (): number => {
    for (const column of [threshold, missingLeft, left, right, value]) column.push(0);
    codes.push([]);
    return feature.push(-1) - 1;
  };
  return {
    tree: { feature, threshold, missingLeft, codes, left, right, value } satisfies Tree,
    leaf,
    split(node: number, split: Split): [left: number, right: number] {
      feature[node] = split.feature;
      if (split.bin >= 0) threshold[node] = matrix.bounds[split.feature]![split.bin]!;
      missingLeft[node] = split.missingLeft ? 1 : 0;
      codes[node] = [...split.codes].sort((a, b) => a - b);
      left[node] = leaf();
      right[node] = leaf();
      return [left[node]!, right[node]!];
    },
    give(node: number, of: number): void {
      value[node] = of;
    },
  };
}
