import type { Ranked } from "./ranked";
import type { Weighting } from "./weighting";

/** What the rows with each distinct prediction weigh, highest prediction first. All arrays have as many entries as predictions differ. */
export interface ScoreTallies {
  readonly score: Float64Array;
  /** All rows with that prediction. */
  readonly weight: Float64Array;
  /** Those of class 1. */
  readonly yes: Float64Array;
}

/** The tallies as a function of the weights. They hold until the next are asked for. */
export function scoreTallies({ order, sorted, positive, endsTie }: Ranked): (weighting: Weighting) => ScoreTallies {
  const tallyOf = new Int32Array(order.length);
  const yesOf = new Float64Array(order.length);
  let distinct = 0;
  for (let r = 0; r < order.length; r++) {
    tallyOf[order[r]!] = distinct;
    yesOf[order[r]!] = positive[r]!;
    distinct += endsTie[r]!;
  }
  const score = sorted.filter((_, r) => endsTie[r] === 1);
  const weight = new Float64Array(distinct);
  const yes = new Float64Array(distinct);
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
