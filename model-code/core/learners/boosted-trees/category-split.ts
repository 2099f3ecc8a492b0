import { hessianOf } from "./exact-sums";
import type { LeafSums, Split, SplitRules } from "./split";

/** So many categories go left at most; also the length of the chain that a graph tests them by. */
const MOST_CODES = 32;

/**
 * Holds the best subset of a category's codes against `best`. Sorted by gradient over hessian, the best of all subsets is a
 * prefix (Fisher 1958), so one pass from either end finds it. Ratios of few rows are noise: the hessian is smoothed, the penalty
 * is raised by as much, and a code with fewer rows than the smoothing is not sorted but goes right, as will those never seen.
 *
 * @param at where the feature begins in the histogram
 * @param codes its codes, code 0, missing or unseen, counted
 * @see Fisher, On Grouping for Maximum Homogeneity (1958); Ke et al., LightGBM (2017)
 */
export function searchCategory(
  histogram: Float64Array,
  at: number,
  codes: number,
  feature: number,
  leaf: LeafSums,
  rules: SplitRules,
  best: Split,
): void {
  const { minRowsPerLeaf, minChildWeight, categorySmoothing } = rules;
  const { gradient, hessian, unit } = leaf;
  const l2 = rules.l2 + categorySmoothing;
  const weight = hessianOf(hessian, unit);
  const rows = (hessian - weight) / unit;
  const ofLeaf = gradient ** 2 / (weight + l2);
  const ratios: { code: number; ratio: number }[] = [];
  for (let code = 0; code < codes; code++) {
    const sum = histogram[at + 2 * code + 1]!;
    const h = hessianOf(sum, unit);
    if (sum === 0 || (sum - h) / unit < categorySmoothing) continue;
    ratios.push({ code, ratio: histogram[at + 2 * code]! / (h + categorySmoothing) });
  }
  ratios.sort((a, b) => a.ratio - b.ratio || a.code - b.code);
  for (const order of [ratios, ratios.toReversed()]) {
    let g = 0;
    let sum = 0;
    for (let k = 0; k < Math.min(order.length, MOST_CODES); k++) {
      g += histogram[at + 2 * order[k]!.code]!;
      sum += histogram[at + 2 * order[k]!.code + 1]!;
      const h = hessianOf(sum, unit);
      const count = (sum - h) / unit;
      if (count < minRowsPerLeaf) continue;
      if (rows - count < minRowsPerLeaf) break;
      if (h < minChildWeight || weight - h < minChildWeight) continue;
      const gain = g ** 2 / (h + l2) + (gradient - g) ** 2 / (weight - h + l2) - ofLeaf;
      if (!(gain > best.gain)) continue;
      best.gain = gain;
      best.feature = feature;
      best.bin = -1;
      best.missingLeft = false;
      best.codes = order.slice(0, k + 1).map((r) => r.code);
      best.leftGradient = g;
      best.leftHessian = sum;
    }
  }
}
