import type { Weighting } from "./weighting";

/** What the rows with each distinct prediction weigh, highest prediction first. All arrays have as many entries as predictions differ. */
export interface ScoreTallies {
  readonly score: Float64Array;
  /** All rows with that prediction. */
  readonly weight: Float64Array;
  /** Those of class 1. */
  readonly yes: Float64Array;
}

/** Where a value stands that is among the scores, which descend. */
function positionOf(score: Float64Array, value: number): number {
  let [first, last] = [0, score.length - 1];
  while (first < last) {
    const middle = (first + last) >>> 1;
    if (score[middle]! > value) first = middle + 1;
    else last = middle;
  }
  return first;
}

/**
 * The tallies as a function of the weights: the predictions are sorted once. They hold until the next are asked for.
 * @param label length rows, 0 or 1
 * @param prediction length rows, finite
 */
export function scoreTallies(label: Float64Array, prediction: Float64Array): (weighting: Weighting) => ScoreTallies {
  // a typed array sorts without a comparison function, which is many times as fast
  const ascending = Float64Array.from(prediction).sort();
  const score = ascending.filter((value, i) => value !== ascending[i + 1]).reverse();
  const tallyOf = Int32Array.from(prediction, (value) => positionOf(score, value));
  const yesOf = label.map((y) => (y >= 0.5 ? 1 : 0));
  const weight = new Float64Array(score.length);
  const yes = new Float64Array(score.length);
  return ({ weight: of }) => {
    weight.fill(0);
    yes.fill(0);
    for (let row = 0; row < tallyOf.length; row++) {
      const tally = tallyOf[row]!;
      const w = of[row]!;
      weight[tally]! += w;
      yes[tally]! += w * yesOf[row]!;
    }
    return { score, weight, yes };
  };
}
