import fc from "fast-check";
import { curvesOf, reliabilityOf } from "../../../model-code/core/evaluate/curves";
import type { Point } from "../../../model-code/core/evaluate/evaluation";
import { METRICS } from "../../../model-code/core/evaluate/metrics";
import { seededRandom } from "../../../model-code/core/random";

const f64 = (...values: number[]) => Float64Array.from(values);

/** Area under straight lines from point to point. */
const area = (points: readonly Point[]): number =>
  points.slice(1).reduce((sum, [x, y], i) => sum + ((x - points[i]![0]) * (y + points[i]![1])) / 2, 0);

test("by hand: scores 0.9 yes, 0.8 no, 0.7 yes and no, 0.1 no", () => {
  const { roc, precisionRecall } = curvesOf(f64(1, 0, 1, 0, 0), f64(0.9, 0.8, 0.7, 0.7, 0.1));
  expect(roc).toEqual([
    [0, 0],
    [0, 1 / 2],
    [1 / 3, 1 / 2],
    [2 / 3, 1],
    [1, 1],
  ]);
  expect(precisionRecall).toEqual([
    [1 / 2, 1],
    [1 / 2, 1 / 2],
    [1, 2 / 4],
    [1, 2 / 5],
  ]);
});

test("one class has no curve", () => {
  expect(curvesOf(f64(1, 1), f64(0.2, 0.3))).toEqual({ roc: [], precisionRecall: [] });
});

const random = seededRandom("curves");
const label = Float64Array.from({ length: 3000 }, () => random.integer(2));
const score = label.map((y) => y + 1.5 * random.normal());

test("3,000 distinct scores are thinned to 200 points, ends kept, without losing area", () => {
  const { roc, precisionRecall } = curvesOf(label, score);
  expect(roc.length).toBeLessThanOrEqual(200);
  expect(precisionRecall.length).toBeLessThanOrEqual(200);
  expect(roc[0]).toEqual([0, 0]);
  expect(roc[roc.length - 1]).toEqual([1, 1]);
  expect(precisionRecall[precisionRecall.length - 1]![0]).toBe(1);
  expect(area(roc)).toBeCloseTo(METRICS.auc.compute(label, score), 2);
});

test("thinning keeps the best operating points: no weighing of the two rates finds a better row than the curve has", () => {
  const { roc } = curvesOf(label, score);
  const yes = label.reduce((sum, y) => sum + y, 0);
  for (const slope of [0.2, 0.5, 1, 2, 5]) {
    const order = [...score.keys()].sort((a, b) => score[b]! - score[a]!);
    let best = 0;
    let up = 0;
    for (const [rank, row] of order.entries()) {
      up += label[row]!;
      best = Math.max(best, up / yes - (slope * (rank + 1 - up)) / (label.length - yes));
    }
    expect(Math.max(...roc.map(([x, y]) => y - slope * x))).toBeCloseTo(best, 12);
  }
});

test("property: the area under an unthinned ROC is the AUC", () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 9 })), { minLength: 2, maxLength: 80 });
  fc.assert(
    fc.property(rows, (drawn) => {
      fc.pre(new Set(drawn.map(([y]) => y)).size === 2);
      const y = Float64Array.from(drawn, (r) => r[0]);
      const p = Float64Array.from(drawn, (r) => r[1] / 10);
      expect(area(curvesOf(y, p).roc)).toBeCloseTo(METRICS.auc.compute(y, p), 12);
    }),
  );
});

describe("reliability", () => {
  test("ten bins of equal mass, lowest first", () => {
    const p = Float64Array.from({ length: 100 }, (_, i) => (((i * 37) % 100) + 0.5) / 100);
    const y = p.map((v) => (v > 0.55 ? 1 : 0));
    const bins = reliabilityOf(y, p);
    expect(bins.map((b) => b.rows)).toEqual(Array(10).fill(10));
    expect(bins.map((b) => b.observed)).toEqual([0, 0, 0, 0, 0, 0.5, 1, 1, 1, 1]);
    expect(bins[2]).toMatchObject({ from: 0.205, to: 0.295 });
    expect(bins[2]!.meanPrediction).toBeCloseTo(0.25, 12);
  });

  test("equal scores stay together: 6 of 0.2 and 4 of 0.8 are two bins", () => {
    const bins = reliabilityOf(f64(1, 0, 0, 0, 0, 0, 1, 1, 1, 0), f64(0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.8, 0.8, 0.8, 0.8));
    expect(bins.map(({ rows, observed }) => [rows, observed])).toEqual([
      [6, 1 / 6],
      [4, 3 / 4],
    ]);
  });
});
