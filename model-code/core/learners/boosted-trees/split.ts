import { hessianOf } from "./exact-sums";

/** A way to part the rows of a leaf. Mutable: a search overwrites it with what it finds better. */
export interface Split {
  /** Σ over both sides of G²/(H + λ), less that of the leaf; −Infinity if there is no split. */
  gain: number;
  feature: number;
  /** The last bin of a number that goes left; −1 for a category. */
  bin: number;
  missingLeft: boolean;
  /** The codes of a category that go left. */
  codes: readonly number[];
  /** Sums of the pairs that go left. */
  leftGradient: number;
  leftHessian: number;
}

const NO_CODES: readonly number[] = [];

export const noSplit = (minGain: number): Split => ({
  gain: minGain,
  feature: -1,
  bin: -1,
  missingLeft: false,
  codes: NO_CODES,
  leftGradient: 0,
  leftHessian: 0,
});

/** What both sides of a split must have. */
export interface SplitRules {
  readonly l2: number;
  readonly minRowsPerLeaf: number;
  readonly minChildWeight: number;
  readonly minGain: number;
  readonly categorySmoothing: number;
}

/** The sums of a leaf: gradients, and rows · unit + hessians. */
export interface LeafSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly unit: number;
}

/**
 * Holds the best split of a number against `best`, at every bin and with what is missing on either side; that is how a missing
 * value learns its side. Where the leaf misses none, a missing value will go with the majority.
 *
 * @param at   where the feature begins in the histogram
 * @param bins its bins, bin 0, the missing one, counted
 * @see Chen and Guestrin, XGBoost (2016), algorithm 3
 */
export function searchNumber(
  histogram: Float64Array,
  at: number,
  bins: number,
  feature: number,
  leaf: LeafSums,
  rules: SplitRules,
  best: Split,
): void {
  const { l2, minRowsPerLeaf, minChildWeight } = rules;
  const { gradient, hessian, unit } = leaf;
  const weight = hessianOf(hessian, unit);
  const rows = (hessian - weight) / unit;
  const ofLeaf = (gradient * gradient) / (weight + l2);
  const missingGradient = histogram[at]!;
  const missingHessian = histogram[at + 1]!;
  const missing = missingHessian > 0;
  const rounding = 1.5 * 2 ** 52 * unit;
  const enough = minRowsPerLeaf * unit;
  const tooMuch = (rows - minRowsPerLeaf + 1) * unit;
  const largest = weight - minChildWeight;
  const both = weight + l2;
  let most = best.gain + ofLeaf;
  let found = -1;
  let foundSide = 0;
  let foundGradient = 0;
  let foundHessian = 0;
  for (let side = 0; side <= (missing ? 1 : 0); side++) {
    let g = side === 0 ? 0 : missingGradient;
    let sum = side === 0 ? 0 : missingHessian;
    const end = at + 2 * (missing && side === 0 ? bins : bins - 1);
    for (let bin = at + 2; bin < end; bin += 2) {
      const inBin = histogram[bin + 1]!;
      g += histogram[bin]!;
      sum += inBin;
      if (inBin === 0 || sum < enough) continue;
      if (sum >= tooMuch) break;
      const h = sum - (sum + rounding - rounding);
      if (h < minChildWeight || h > largest) continue;
      const otherG = gradient - g;
      const a = h + l2;
      const b = both - h;
      const sides = g * g * b + otherG * otherG * a;
      if (sides > most * (a * b)) {
        most = sides / (a * b);
        found = bin;
        foundSide = side;
        foundGradient = g;
        foundHessian = sum;
      }
    }
  }
  if (found < 0) return;
  best.gain = most - ofLeaf;
  best.feature = feature;
  best.bin = (found - at) / 2;
  best.missingLeft = missing ? foundSide === 1 : 2 * foundHessian >= hessian;
  best.codes = NO_CODES;
  best.leftGradient = foundGradient;
  best.leftHessian = foundHessian;
}
