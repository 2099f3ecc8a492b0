import type { Learner } from "../learner";
import { sharesOf } from "../linear-model";
import { withDefaults } from "../params";
import { type BoostedTrees, boost } from "./boost";
import { encode } from "./encode";
import { addScores, flatten } from "./tree";

export type { BoostedTrees } from "./boost";

/** Gradient-boosted decision trees on histograms, grown leaf by leaf. */
export const boostedTrees: Learner<BoostedTrees> = {
  name: "boosted-trees",
  title: "Gradient-boosted trees",
  tasks: ["binary-classification", "regression"],
  baseline: false,
  complexity: 3,
  params: {
    rounds: { type: "integer", min: 1, max: 10_000, default: 200, description: "Trees at most; early stopping keeps fewer." },
    learningRate: { type: "number", min: 1e-4, max: 1, default: 0.1, description: "Share of its best step that a tree may make." },
    leaves: { type: "integer", min: 2, max: 1024, default: 31, description: "Leaves of a tree at most." },
    minRowsPerLeaf: { type: "integer", min: 1, max: 1e9, default: 20, description: "Rows that a leaf has at least." },
    minChildWeight: { type: "number", min: 0, max: 1e9, default: 1e-3, description: "Sum of hessians that a leaf has at least." },
    minGain: { type: "number", min: 0, max: 1e9, default: 0, description: "What a split must gain more than." },
    l2: { type: "number", min: 0, max: 1e9, default: 1, description: "Penalty on the squared values of the leaves." },
    featureFraction: { type: "number", min: 0.01, max: 1, default: 1, description: "Share of the features that each tree may ask for." },
    rowFraction: { type: "number", min: 0.01, max: 1, default: 1, description: "Share of the rows that each tree is grown on." },
    bins: { type: "integer", min: 2, max: 255, default: 255, description: "Values that a number is rounded to, and levels of a category." },
    categorySmoothing: {
      type: "number",
      min: 0,
      max: 1e6,
      default: 10,
      description: "Hessian added to a category's own, and rows below which it is not told from an unseen one.",
    },
    patience: { type: "integer", min: 1, max: 10_000, default: 20, description: "Rounds without a lower validation loss before it stops." },
  },
  fit(data, params, context) {
    const given = withDefaults(boostedTrees, params);
    const rule = (name: string) => Number(given[name]);
    return boost(
      data,
      {
        rounds: rule("rounds"),
        learningRate: rule("learningRate"),
        leaves: rule("leaves"),
        minRowsPerLeaf: rule("minRowsPerLeaf"),
        minChildWeight: rule("minChildWeight"),
        minGain: rule("minGain"),
        l2: rule("l2"),
        featureFraction: rule("featureFraction"),
        rowFraction: rule("rowFraction"),
        bins: rule("bins"),
        categorySmoothing: rule("categorySmoothing"),
        patience: rule("patience"),
      },
      context,
    );
  },
  score(fitted, features) {
    const rows = Uint32Array.from({ length: features.rows }, (_, i) => i);
    const columns = encode(fitted, features, rows);
    const scores = new Float64Array(features.rows).fill(fitted.base);
    for (const tree of fitted.trees) addScores(flatten(tree, fitted.numbers.length), columns, rows, scores);
    return scores;
  },
  settled: ({ trees }) => ({ rounds: Math.max(trees.length, 1) }),
  importance: ({ numbers, categories, gains }) =>
    sharesOf([...numbers, ...categories.map((c) => c.name)].map((feature, f) => ({ feature, size: gains[f]! }))),
};
