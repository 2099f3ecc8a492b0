import fc from "fast-check";
import { METRICS } from "../../../model-code/core/evaluate/metrics";
import { type HalvingOptions, successiveHalving } from "../../../model-code/core/search/successive-halving";

const points = Array.from({ length: 12 }, (_, i) => ({ x: i }));

/** The figure of a point on a fold is x / 100 and the fold's own level; keeps what it was asked. */
function search(change: Partial<HalvingOptions> = {}) {
  const asked: [number, readonly number[]][] = [];
  const result = successiveHalving({
    points,
    folds: 4,
    metric: METRICS.auc,
    evaluate: async ({ x }, folds) => {
      asked.push([x as number, folds]);
      return folds.map((fold) => (x as number) / 100 + fold / 10);
    },
    ...change,
  });
  return { asked, result };
}

test("12 points on 4 folds: all on the newest, the better third on all", async () => {
  const { asked, result } = search();
  const { trials, best } = await result;
  expect(asked.slice(0, 12)).toEqual(points.map(({ x }) => [x, [3]]));
  expect(asked.slice(12)).toEqual([11, 10, 9, 8].map((x) => [x, [0, 1, 2]]));
  expect(best.point).toEqual({ x: 11 });
  // 0.11 and the mean of 0, 0.1, 0.2, 0.3
  expect(best.rungs.map((r) => [r.rung, r.folds])).toEqual([
    [0, [3]],
    [1, [0, 1, 2, 3]],
  ]);
  expect(best.rungs[1]!.mean).toBeCloseTo(0.26, 12);
  expect(trials.map((t) => t.trial)).toEqual(points.map(({ x }) => x));
  expect(trials[0]!.folds).toEqual([null, null, null, 0.3]);
  expect(trials[0]!.rungs).toHaveLength(1);
});

test("three points are all judged on all folds: a single one left would be no comparison", async () => {
  const { asked, result } = search({ points: points.slice(0, 3) });
  expect((await result).trials.every((t) => t.rungs.length === 1 && !t.folds.includes(null))).toBe(true);
  expect(asked).toHaveLength(3);
});

test("halves over three rungs with a reduction of 2: 12 on 1 fold, 6 on 2, 3 on 4", async () => {
  const { result } = search({ reduction: 2 });
  const { trials } = await result;
  expect([0, 1, 2].map((rung) => trials.filter((t) => t.rungs[rung] !== undefined).length)).toEqual([12, 6, 3]);
  expect(trials[11]!.rungs.map((r) => r.folds)).toEqual([[3], [2, 3], [0, 1, 2, 3]]);
});

test("the smallest loss is the best, and a tie goes to the earlier point", async () => {
  expect((await search({ metric: METRICS["log-loss"] }).result).best.trial).toBe(0);
  expect((await search({ evaluate: async (_, folds) => folds.map(() => 0.5) }).result).best.trial).toBe(0);
});

test("a point whose metric is not determined drops out, and is null", async () => {
  const evaluate: HalvingOptions["evaluate"] = async ({ x }, folds) => folds.map(() => (x === 11 ? Number.NaN : (x as number)));
  const { best, trials } = await search({ evaluate }).result;
  expect(best.point).toEqual({ x: 10 });
  expect(trials[11]).toMatchObject({ rungs: [{ mean: null }], folds: [null, null, null, null] });
});

test("refuses no points, a reduction that drops none, and too few figures", async () => {
  await expect(search({ points: [] }).result).rejects.toThrow("at least one point");
  await expect(search({ reduction: 1 }).result).rejects.toThrow("2 or more, got 1");
  await expect(search({ evaluate: async () => [] }).result).rejects.toThrow("1 folds were asked for, 0 figures came");
});

test("property: no fold is evaluated twice for a point, and the best was judged on all", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 2, max: 4 }),
      async (count, folds, reduction) => {
        const { asked, result } = search({ points: Array.from({ length: count }, (_, x) => ({ x })), folds, reduction });
        const { best } = await result;
        const pairs = asked.flatMap(([x, of]) => of.map((fold) => `${x}/${fold}`));
        expect(new Set(pairs).size).toBe(pairs.length);
        expect(best.point).toEqual({ x: count - 1 });
        expect(best.folds).not.toContain(null);
      },
    ),
  );
});
