import { boostedTrees } from "../../../model-code/core/learners/boosted-trees";
import type { Tree } from "../../../model-code/core/learners/boosted-trees/tree";
import { type FittedModel, predict } from "../../../model-code/core/learners/fitted-model";
import type { Features } from "../../../model-code/core/learners/learner";
import { toOnnx } from "../../../model-code/core/onnx";
import { seededRandom } from "../../../model-code/core/random";
import { namesOf, scoreGraph } from "../../support/onnx";
import { context, data, features } from "../learners/data";

const model = (fitted: unknown, task: FittedModel["task"] = "regression"): FittedModel => ({
  learner: boostedTrees.name,
  task,
  fitted,
  calibration: null,
});
const graphScores = (of: FittedModel, on: Features) => scoreGraph(toOnnx(of, namesOf(on)), on);

/** The float32 next above or below. */
function beside(x: number, step: 1 | -1): number {
  const bits = new Int32Array(Float32Array.of(x).buffer);
  bits[0]! += x > 0 ? step : -step;
  return new Float32Array(bits.buffer)[0]!;
}

test("values on a threshold and the float32 beside it on either side go the learner's way", async () => {
  const random = seededRandom("thresholds");
  const x = Float64Array.from({ length: 3000 }, () => random.normal());
  const fitted = boostedTrees.fit(
    data(
      { x },
      x.map((v) => Math.sin(5 * v)),
    ),
    { rounds: 30 },
    context("regression"),
  );
  const thresholds = [...new Set(fitted.trees.flatMap((tree) => tree.threshold.filter((_, n) => tree.feature[n] === 0)))];
  expect(thresholds.length).toBeGreaterThan(50);
  for (const rows of [thresholds, thresholds.map((t) => beside(t, 1)), thresholds.map((t) => beside(t, -1))]) {
    const on = features({ x: rows });
    const [ours, graph] = [predict(model(fitted), on), await graphScores(model(fitted), on)];
    for (const [i, score] of ours.entries()) expect(graph[i]).toBeCloseTo(score, 5);
  }
  const [at, above] = [features({ x: thresholds }), features({ x: thresholds.map((t) => beside(t, 1)) })].map((on) =>
    predict(model(fitted), on),
  ) as [Float64Array, Float64Array];
  expect(at.filter((score, i) => score !== above[i]).length).toBeGreaterThan(thresholds.length / 2);
});

/** A tree that sends the given codes of the first of its features, a category, to 1 and the rest to −1. */
const membership = (codes: readonly number[]): Tree => ({
  feature: [0, -1, -1],
  threshold: [0, 0, 0],
  missingLeft: [0, 0, 0],
  codes: [codes, [], []],
  left: [1, 0, 0],
  right: [2, 0, 0],
  value: [0, 1, -1],
});

test.each([
  ["one", [7]],
  ["what is missing or unseen", [0]],
  ["those with what is missing", [0, 3, 9]],
  ["neighbours", [1, 2, 3, 4, 5]],
  ["as many as there can be", Array.from({ length: 32 }, (_, k) => k + 1)],
  ["ones beyond 32", [31, 32, 33, 63, 64, 65, 100, 127, 128, 200, 255]],
])("a subset of %s of 255 levels, with no number among the features", async (_, codes) => {
  const levels = Array.from({ length: 255 }, (__, l) => `level ${l + 1}`);
  const fitted = { numbers: [], categories: [{ name: "c", levels }], base: 0.5, trees: [membership(codes)], gains: [1] };
  const on = features({}, { c: [...levels, null, "never seen"] });
  const inSubset = (code: number) => (codes.includes(code) ? 1.5 : -0.5);
  const expected = [...levels.map((__, l) => inSubset(l + 1)), inSubset(0), inSubset(0)];
  expect(Array.from(predict(model(fitted), on))).toEqual(expected);
  expect(Array.from(await graphScores(model(fitted), on))).toEqual(expected);
});

test("splits of categories and numbers below each other, with every way of missing, agree", async () => {
  const random = seededRandom("mixed");
  const rows = 4000;
  const x = Float64Array.from({ length: rows }, () => (random.next() < 0.2 ? Number.NaN : random.normal()));
  const c = Array.from({ length: rows }, () => (random.next() < 0.2 ? null : `level ${random.integer(60)}`));
  const label = x.map((v, i) => {
    const level = c[i] === null ? 30 : Number(c[i]!.slice(6));
    return ((level * 7) % 11) * (Number.isNaN(v) ? -1 : v) + random.normal();
  });
  const fitted = boostedTrees.fit(data({ x }, label, undefined, { c }), { rounds: 60 }, context("regression"));
  const asked = fitted.trees.flatMap((tree) => tree.feature.map((f, n) => [f, tree.missingLeft[n], tree.codes[n]!.includes(0)].join()));
  expect(new Set(asked)).toEqual(new Set(["-1,0,false", "0,0,false", "0,1,false", "1,0,false", "1,0,true"]));
  const on = features({ x }, { c });
  const [ours, graph] = [predict(model(fitted), on), await graphScores(model(fitted), on)];
  for (const [i, score] of ours.entries()) expect(Math.abs(graph[i]! - score)).toBeLessThan(1e-5 * Math.max(1, Math.abs(score)));
});

test("a row scores the same alone as among others, and no tree is the base", async () => {
  const on = features({ x: [1, 2, 3, Number.NaN] });
  const fitted = boostedTrees.fit(data({ x: [1, 2, 3, 4] }, [0, 0, 1, 1]), { rounds: 3, minRowsPerLeaf: 1 }, context());
  const together = await graphScores(model(fitted, "binary-classification"), on);
  for (const [i, v] of [1, 2, 3, Number.NaN].entries()) {
    expect(await graphScores(model(fitted, "binary-classification"), features({ x: [v] }))).toEqual(together.slice(i, i + 1));
  }
  expect(Array.from(await graphScores(model({ ...fitted, trees: [], base: 0 }, "binary-classification"), on))).toEqual(Array(4).fill(0.5));
});
