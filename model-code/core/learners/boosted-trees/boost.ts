import { weighted } from "../columns";
import type { FitContext, TrainingData } from "../learner";
import { bestConstant } from "../log-odds";
import { binMatrix } from "./binning";
import { type Encoding, encode, fitEncoding } from "./encode";
import { type GrowRules, grower } from "./grow";
import { meanLoss, OBJECTIVES } from "./objective";
import { addScores, flatten, type Tree } from "./tree";

export interface BoostRules extends GrowRules {
  readonly rounds: number;
  readonly bins: number;
  readonly featureFraction: number;
  readonly rowFraction: number;
  readonly patience: number;
}

/** What boosted trees fit. Plain JSON. */
export interface BoostedTrees extends Encoding {
  /** The score that the trees add to. */
  readonly base: number;
  readonly trees: readonly Tree[];
  /** What the splits of each feature gained in all, the numbers before the categories. */
  readonly gains: readonly number[];
}

/** Rows to watch, their scores kept up to date tree by tree. */
function watch(data: TrainingData, encoding: Encoding, base: number, context: FitContext) {
  const { rows, weight } = weighted(data);
  const columns = encode(encoding, data.features, rows);
  const label = Float64Array.from(rows, (i) => data.label[i]!);
  const scores = new Float64Array(rows.length).fill(base);
  const all = Uint32Array.from(rows.keys());
  return {
    add: (tree: Tree) => addScores(flatten(tree, encoding.numbers.length), columns, all, scores),
    loss: () => meanLoss(OBJECTIVES[context.task], scores, label, weight),
  };
}

/**
 * Gradient boosting by Newton steps: each tree is grown on the derivatives at the scores so far.
 *
 * With validation rows, stops when their loss has not fallen for `patience` rounds and keeps the trees up to the best round.
 * @see Friedman, Greedy Function Approximation: A Gradient Boosting Machine (2001); Chen and Guestrin, XGBoost (2016)
 */
export function boost(data: TrainingData, rules: BoostRules, context: FitContext): BoostedTrees {
  const { rows, weight } = weighted(data);
  const random = context.random.fork("boosted-trees");
  const objective = OBJECTIVES[context.task];
  const encoding = fitEncoding(data.features, rows, rules.bins);
  const columns = encode(encoding, data.features, rows);
  const numbers = encoding.numbers.length;
  const levels = encoding.categories.map((c) => c.levels.length + 1);
  const matrix = binMatrix(columns, numbers, levels, weight, rules.bins);
  const label = Float64Array.from(rows, (i) => data.label[i]!);
  const base = bestConstant(data, context.task);
  const scores = new Float64Array(rows.length).fill(base);
  const pairs = new Float64Array(2 * rows.length);
  const largestWeight = weight.reduce((most, w) => Math.max(most, w), 0);
  const validation = context.validation && watch(context.validation, encoding, base, context);
  const trees: Tree[] = [];
  const roundGains: (readonly { readonly feature: number; readonly gain: number }[])[] = [];
  const { grow } = grower(matrix, numbers, rules);
  const order = new Uint32Array(rows.length);
  let best = validation?.loss() ?? 0;
  let bestTrees = 0;
  let bestRound = -1;

  for (let round = 0; round < rules.rounds; round++) {
    const sums = objective.derive(scores, label, weight, largestWeight, pairs);
    const sampled = sampleRows(order, rules.rowFraction, random.next);
    const features = sampleFeatures(columns.length, rules.featureFraction, random.integer);
    const { tree, gains, leaves } = grow(sampled, features, pairs, sums);
    if (gains.length > 0) {
      trees.push(tree);
      roundGains.push(gains);
      for (const { from, to, value } of leaves) addValue(scores, sampled, from, to, value);
      if (sampled.length < order.length) addScores(flatten(tree, numbers), columns, order.subarray(sampled.length), scores);
      validation?.add(tree);
    } else if (rules.rowFraction === 1 && rules.featureFraction === 1) break;
    const loss = validation?.loss();
    if (context.onRound) context.onRound(round, loss ?? meanLoss(objective, scores, label, weight));
    if (loss === undefined) continue;
    if (loss < best) {
      best = loss;
      bestTrees = trees.length;
      bestRound = round;
    } else if (round - bestRound >= rules.patience) break;
  }
  const kept = validation ? bestTrees : trees.length;
  const total = new Float64Array(columns.length);
  for (const { feature, gain } of roundGains.slice(0, kept).flat()) total[feature]! += gain;
  return { ...encoding, base, trees: trees.slice(0, kept), gains: Array.from(total) };
}

function addValue(scores: Float64Array, rows: Uint32Array, from: number, to: number, value: number): void {
  for (let k = from; k < to; k++) scores[rows[k]!]! += value;
}

/** Fills `order` with the rows drawn, ascending, then the others; returns the part drawn, which is all of it if none was. */
function sampleRows(order: Uint32Array, fraction: number, uniform: () => number): Uint32Array {
  let drawn = 0;
  let left = order.length;
  if (fraction === 1) while (drawn < left) order[drawn] = drawn++;
  for (let i = drawn; i < order.length; i++) {
    if (uniform() < fraction) order[drawn++] = i;
    else order[--left] = i;
  }
  return drawn === 0 ? order : order.subarray(0, drawn);
}

/** At least one, ascending. */
function sampleFeatures(count: number, fraction: number, below: (n: number) => number): readonly number[] {
  const features = Array.from({ length: count }, (_, f) => f);
  const wanted = Math.min(count, Math.max(1, Math.round(fraction * count)));
  for (let k = 0; k < wanted && wanted < count; k++) {
    const other = k + below(count - k);
    [features[k], features[other]] = [features[other]!, features[k]!];
  }
  return features.slice(0, wanted).sort((a, b) => a - b);
}
