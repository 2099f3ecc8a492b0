import { calibrationBins } from "./calibration-bins";
import type { Curves, Point, ReliabilityBin } from "./evaluation";
import { scoreTallies } from "./score-tallies";
import { everyOnce } from "./weighting";

const MAX_POINTS = 200;
const RELIABILITY_BINS = 10;

const talliesOf = (label: Float64Array, prediction: Float64Array) => scoreTallies(label, prediction)(everyOnce(label.length));

/** Positions on the upper convex hull of points by rising x, ends included (Andrew's monotone chain). */
function upperHull(points: readonly Point[]): number[] {
  const hull: number[] = [];
  for (let i = 0; i < points.length; i++) {
    while (hull.length > 1) {
      const [ax, ay] = points[hull[hull.length - 2]!]!;
      const [bx, by] = points[hull[hull.length - 1]!]!;
      const [cx, cy] = points[i]!;
      if ((bx - ax) * (cy - ay) - (by - ay) * (cx - ax) < 0) break;
      hull.pop();
    }
    hull.push(i);
  }
  return hull;
}

/** `count` positions below `length`, evenly spread, both ends included. */
const spread = (length: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.round((i * (length - 1)) / Math.max(1, count - 1)));

/** At most 200 of the points: the ones at `keep` (thinned evenly if they alone are more), the rest evenly spread. */
function thinned(points: readonly Point[], keep: readonly number[]): readonly Point[] {
  if (points.length <= MAX_POINTS) return points;
  const kept = keep.length <= MAX_POINTS ? keep : spread(keep.length, MAX_POINTS).map((i) => keep[i]!);
  const positions = new Set([...kept, ...spread(points.length, MAX_POINTS - kept.length)]);
  return [...positions].sort((a, b) => a - b).map((i) => points[i]!);
}

/**
 * The ROC and the precision-recall curve, a point for each distinct score, thinned to 200. The ROC keeps its convex hull, so that the
 * best operating points are all there.
 *
 * @param label length rows, 0 or 1
 * @param prediction length rows, finite
 * @returns empty curves with one class only
 * @see Fawcett, An Introduction to ROC Analysis (2006), with the hull in ch. 6
 */
export function curvesOf(label: Float64Array, prediction: Float64Array): Curves {
  const { weight, yes } = talliesOf(label, prediction);
  const allYes = yes.reduce((sum, y) => sum + y, 0);
  const allNo = label.length - allYes;
  if (allYes === 0 || allNo === 0) return { roc: [], precisionRecall: [] };
  const roc: Point[] = [[0, 0]];
  const precisionRecall: Point[] = [];
  let answered = 0;
  let right = 0;
  for (let s = 0; s < yes.length; s++) {
    answered += weight[s]!;
    right += yes[s]!;
    roc.push([(answered - right) / allNo, right / allYes]);
    precisionRecall.push([right / allYes, right / answered]);
  }
  return { roc: thinned(roc, upperHull(roc)), precisionRecall: thinned(precisionRecall, [0, precisionRecall.length - 1]) };
}

/**
 * The reliability diagram: predicted against observed share in 10 bins of equal mass, lowest predictions first.
 * @see Murphy and Winkler, Reliability of Subjective Probability Forecasts (1977); the bins: `calibrationBins`
 */
export const reliabilityOf = (label: Float64Array, prediction: Float64Array): readonly ReliabilityBin[] =>
  calibrationBins(talliesOf(label, prediction), RELIABILITY_BINS).map(({ weight, ...bin }) => ({ ...bin, rows: weight }));
