import fc from "fast-check";
import { type BoostedTrees, boostedTrees } from "../../../model-code/core/learners/boosted-trees";
import type { FitContext, Params, Task, TrainingData } from "../../../model-code/core/learners/learner";
import { logLoss } from "../../../model-code/core/learners/log-odds";
import { logistic } from "../../../model-code/core/learners/logistic";
import { seededRandom } from "../../../model-code/core/random";
import { context, data, features, mean, shuffled, take } from "./data";

const NaN_ = Number.NaN;
/** One tree of two leaves that makes its whole step. */
const STUMP: Params = { rounds: 1, leaves: 2, learningRate: 1, minRowsPerLeaf: 1, l2: 1 };

const learn = (of: TrainingData, params: Params, task: Task = "binary-classification", more: Partial<FitContext> = {}) =>
  boostedTrees.fit(of, params, context(task, more));
const scores = (model: BoostedTrees, x: number[]) => Array.from(boostedTrees.score(model, features({ x })));
const lossOf = (model: BoostedTrees, on: TrainingData) =>
  mean(boostedTrees.score(model, on.features).map((s, i) => logLoss(s, on.label[i]!)));

describe("by hand", () => {
  test("squared error: residuals −½ and ½ of four rows each, so leaves of ∓2/(4 + 1)", () => {
    const model = learn(data({ x: [1, 2, 3, 4, 5, 6, 7, 8] }, [0, 0, 0, 0, 1, 1, 1, 1]), STUMP, "regression");
    expect(model).toMatchObject({ base: 0.5, trees: [{ feature: [0, -1, -1], threshold: [4.5, 0, 0] }] });
    expect(scores(model, [4, 5])[0]).toBeCloseTo(0.1, 7);
    expect(scores(model, [4, 5])[1]).toBeCloseTo(0.9, 7);
    expect(model.gains[0]).toBeCloseTo(2 ** 2 / 5 + 2 ** 2 / 5, 12);
  });

  test("log loss: gradients ±½ and hessians ¼, so leaves of ∓2/(1 + 1)", () => {
    const model = learn(data({ x: [1, 2, 3, 4, 5, 6, 7, 8] }, [0, 0, 0, 0, 1, 1, 1, 1]), STUMP);
    expect(scores(model, [-9, 4.5, 4.6, 99])).toEqual([-1, -1, 1, 1]);
  });

  test("the learning rate is the share of that step", () => {
    const model = learn(data({ x: [1, 2, 3, 4, 5, 6, 7, 8] }, [0, 0, 0, 0, 1, 1, 1, 1]), { ...STUMP, learningRate: 0.25 });
    expect(scores(model, [4, 5])).toEqual([-0.25, 0.25]);
  });
});

/*
 * Expected: raw scores of the first rows by LightGBM 4.7.0 with num_leaves 6, learning_rate 0.1, min_data_in_leaf 5, lambda_l2 1,
 * min_data_in_bin 1, 5 rounds.
 */
describe("equals LightGBM", () => {
  const a = Float64Array.from({ length: 120 }, (_, i) => (i * 37) % 101);
  const b = a.map((_, i) => (i % 7 === 0 ? NaN_ : (i * 53) % 97));
  const noise = a.map((_, i) => (i * 29) % 17);
  const yes = a.map((x, i) => ((x > 40 && (Number.isNaN(b[i]!) ? 90 : b[i]!) > 30) || noise[i] === 0 ? 1 : 0));
  const real = a.map((x, i) => x / 10 + (Number.isNaN(b[i]!) ? 5 : b[i]! > 50 ? 3 : -1) + noise[i]! / 10);
  test.each<[Task, Float64Array, number[]]>([
    ["binary-classification", yes, [-0.7777032, -0.7777032, -0.7791651, -0.7777032, -0.7791651, 0.6848932, -0.7777032, 0.6848932]],
    ["regression", real, [6.8088814, 7.4658464, 7.3185289, 6.4448459, 6.5435156, 9.3696896, 4.9663813, 8.5402208]],
  ])("%s with missing values", (task, label, expected) => {
    const model = learn(data({ a, b }, label), { rounds: 5, leaves: 6, minRowsPerLeaf: 5 }, task);
    const got = boostedTrees.score(model, features({ a, b }));
    for (const [i, value] of expected.entries()) expect(got[i]).toBeCloseTo(value, 5);
  });
});

describe("what it can learn", () => {
  test("exclusive or, of which a line gets three quarters at most", () => {
    const random = seededRandom("xor");
    const [x, y] = [0, 1].map(() => Float64Array.from({ length: 2000 }, () => random.next() - 0.5)) as [Float64Array, Float64Array];
    const all = data(
      { x, y },
      x.map((v, i) => (v > 0 !== y[i]! > 0 ? 1 : 0)),
    );
    const right = (score: Float64Array) => mean(score.map((s, i) => (s > 0 === (all.label[i] === 1) ? 1 : 0)));
    expect(right(boostedTrees.score(learn(all, { rounds: 30 }), all.features))).toBeGreaterThan(0.98);
    expect(right(logistic.score(logistic.fit(all, {}, context()), all.features))).toBeLessThan(0.76);
  });

  test.each([
    ["like the low ones", 0, -1],
    ["like the high ones", 1, 1],
  ])("that missing values are %s", (_, label, sign) => {
    const x = [1, 2, 3, 4, 5, 6, 7, 8, NaN_, NaN_, NaN_];
    const model = learn(data({ x }, [0, 0, 0, 0, 1, 1, 1, 1, label, label, label]), STUMP);
    expect(model.trees[0]!.missingLeft[0]).toBe(1 - label);
    expect(Math.sign(scores(model, [NaN_])[0]!)).toBe(sign);
  });

  test("that being missing is all that matters", () => {
    const model = learn(data({ x: [1, 2, 3, 4, NaN_, NaN_, NaN_, NaN_] }, [0, 0, 0, 0, 1, 1, 1, 1]), STUMP);
    expect(scores(model, [-1e38, 1e38, Infinity, NaN_]).map(Math.sign)).toEqual([-1, -1, -1, 1]);
  });

  test("where a missing value goes that training never saw: with the majority", () => {
    const model = learn(data({ x: [1, 2, 3, 4, 5, 6] }, [0, 0, 1, 1, 1, 1]), STUMP);
    expect(scores(model, [NaN_])).toEqual(scores(model, [6]));
  });

  test("a subset of categories that no order gives, and that what it never saw belongs to neither", () => {
    const levels = [..."abcdefgh"];
    const c = Array.from({ length: 800 }, (_, i) => levels[i % 8]!);
    const all = data(
      {},
      c.map((level) => (["b", "e", "g"].includes(level) ? 1 : 0)),
      undefined,
      { c },
    );
    const model = learn(all, { ...STUMP, minRowsPerLeaf: 20 });
    const given = [...levels, null, "", "z"];
    const signs = Array.from(boostedTrees.score(model, features({}, { c: given })), (s) => (s > 0 ? 1 : 0));
    expect(signs.slice(0, 8)).toEqual([0, 1, 0, 0, 1, 0, 1, 0]);
    expect(new Set(signs.slice(8)).size).toBe(1);
    expect(model.trees[0]!.codes[0]!.map((code) => model.categories[0]!.levels[code - 1])).toEqual(["b", "e", "g"]);
  });

  test("that a missing category means something", () => {
    const c = Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? null : "ab"[i % 2]!));
    const all = data(
      {},
      c.map((level) => (level === null ? 1 : 0)),
      undefined,
      { c },
    );
    const got = boostedTrees.score(learn(all, STUMP), features({}, { c: [null, "", "never seen", "a", "b"] }));
    expect(Array.from(got, Math.sign)).toEqual([1, 1, 1, -1, -1]);
  });

  test("nothing of one category of few rows that does not hold for another", () => {
    const c = Array.from({ length: 200 }, (_, i) => (i < 5 ? "good" : i < 10 ? "bad" : "ab"[i % 2]!));
    const label = c.map((level, i) => (level === "good" ? 1 : level === "bad" ? 0 : (i >> 1) % 2));
    const score = (categorySmoothing: number) => {
      const model = learn(data({}, label, undefined, { c }), { ...STUMP, leaves: 8, categorySmoothing });
      return Array.from(boostedTrees.score(model, features({}, { c: ["good", "bad", "never seen"] })));
    };
    expect(new Set(score(10)).size).toBe(1);
    expect(score(1)[0]).toBeGreaterThan(score(1)[1]!);
  });
});

describe("what holds it back", () => {
  const random = seededRandom("held back");
  const noisy = (rows: number) => {
    const x = Float64Array.from({ length: rows }, () => random.normal());
    const y = Float64Array.from({ length: rows }, () => random.normal());
    return data(
      { x, y },
      x.map((v) => (random.next() < 1 / (1 + Math.exp(-v)) ? 1 : 0)),
    );
  };
  const train = noisy(600);
  const validation = noisy(600);

  test("early stopping ends and keeps the best round, and a fit of that many rounds is the same model", () => {
    const losses: number[] = [];
    const onRound = (_: number, loss: number) => losses.push(loss);
    const model = learn(train, { rounds: 500, patience: 10 }, undefined, { validation, onRound });
    const best = losses.indexOf(Math.min(...losses));
    expect(model.trees).toHaveLength(best + 1);
    expect(losses).toHaveLength(best + 11);
    expect(lossOf(model, validation)).toBeCloseTo(losses[best]!, 12);
    expect(boostedTrees.settled!(model)).toEqual({ rounds: best + 1 });
    expect(learn(train, { rounds: best + 1 })).toEqual(model);
  });

  test("where no tree helps, none is kept", () => {
    const contrary = { ...train, label: train.label.map((y) => 1 - y) };
    const model = learn(train, { rounds: 50, patience: 3 }, undefined, { validation: contrary });
    expect(model.trees).toEqual([]);
    expect(boostedTrees.settled!(model)).toEqual({ rounds: 1 });
  });

  test("without validation rows, the loss told is that of training and falls", () => {
    const losses: number[] = [];
    const model = learn(train, { rounds: 20 }, undefined, { onRound: (_, loss) => losses.push(loss) });
    expect(losses).toHaveLength(20);
    for (let i = 1; i < 20; i++) expect(losses[i]).toBeLessThan(losses[i - 1]!);
    expect(lossOf(model, train)).toBeCloseTo(losses[19]!, 12);
  });

  test.each([2, 5, 17])("no tree has more than %p leaves", (leaves) => {
    const model = learn(train, { rounds: 5, leaves, minRowsPerLeaf: 5 });
    expect(model.trees.map((tree) => tree.feature.filter((f) => f < 0).length)).toEqual(Array(5).fill(leaves));
  });

  test.each([1, 20, 150])("no leaf has fewer than %p rows", (minRowsPerLeaf) => {
    const model = learn(train, { rounds: 1, leaves: 64, learningRate: 1, minRowsPerLeaf });
    const rows = new Map<number, number>();
    for (const score of boostedTrees.score(model, train.features)) rows.set(score, (rows.get(score) ?? 0) + 1);
    expect(rows.size).toBeGreaterThan(2);
    expect(Math.min(...rows.values())).toBeGreaterThanOrEqual(minRowsPerLeaf);
  });

  test("a split must gain more than asked, and leaves must weigh enough", () => {
    expect(learn(train, { rounds: 3, minGain: 1e6 }).trees).toEqual([]);
    expect(learn(train, { rounds: 3, minChildWeight: 1000 }).trees).toEqual([]);
  });

  test("bins are where splits can be", () => {
    const model = learn(train, { rounds: 30, bins: 4 });
    const of = (f: number) => new Set(model.trees.flatMap((t) => t.feature.map((g, n) => (g === f ? t.threshold[n] : undefined)))).size - 1;
    expect([of(0), of(1)]).toEqual([3, 3]);
  });

  test("each tree may ask for its share of the features, and sees its share of the rows", () => {
    const model = learn(train, { rounds: 30, featureFraction: 0.5 });
    for (const tree of model.trees) expect(new Set(tree.feature.filter((f) => f >= 0)).size).toBe(1);
    expect(new Set(model.trees.map((tree) => tree.feature[0]))).toEqual(new Set([0, 1]));
    expect(learn(train, { rounds: 30, rowFraction: 0.5, minRowsPerLeaf: 200 }).trees).toEqual([]);
    const sampled = learn(train, { rounds: 30, rowFraction: 0.5, minRowsPerLeaf: 100 });
    expect(sampled.trees).toHaveLength(30);
    expect(lossOf(sampled, train)).toBeLessThan(lossOf(learn(train, { rounds: 1, minRowsPerLeaf: 300 }), train));
  });
});

describe("what it does not depend on", () => {
  const drawn = fc.integer({ min: 1, max: 1e6 }).map((seed) => {
    const random = seededRandom(seed);
    const rows = 40 + random.integer(200);
    const column = (of: () => number) => Float64Array.from({ length: rows }, of);
    const x = column(() => (random.next() < 0.1 ? NaN_ : Math.round(20 * random.normal()) / 4));
    const y = column(() => random.normal());
    const c = Array.from({ length: rows }, () => (random.next() < 0.1 ? null : "abcd"[random.integer(4)]!));
    const label = y.map((v, i) => ((x[i]! || 0) + v + (c[i] === "b" ? 2 : 0) + random.normal() > 0 ? 1 : 0));
    return { all: data({ x, y }, label, undefined, { c }), random };
  });
  const params: Params = { rounds: 8, leaves: 8, minRowsPerLeaf: 3, categorySmoothing: 2 };

  test("the order of the rows: the model is the same to the last digit", () => {
    fc.assert(
      fc.property(drawn, ({ all, random }) => {
        expect(learn(take(all, shuffled(all.label.length, random)), params)).toEqual(learn(all, params));
      }),
      { numRuns: 25, seed: 4 },
    );
  });

  test("whether a row is left out or has no weight", () => {
    fc.assert(
      fc.property(drawn, ({ all, random }) => {
        const kept = shuffled(all.label.length, random)
          .slice(10)
          .sort((a, b) => a - b);
        const weight = all.label.map((_, i) => (kept.includes(i) ? 1 : 0));
        expect(learn({ ...all, weight }, params)).toEqual(learn(take(all, kept), params));
      }),
      { numRuns: 25, seed: 5 },
    );
  });

  test("whether a row weighs 2 or is there twice, where rows are not counted", () => {
    fc.assert(
      fc.property(drawn, ({ all }) => {
        const numbersOnly = { ...all, features: { ...all.features, categories: [] } };
        const weight = all.label.map((_, i) => 1 + (i % 2));
        const positions = Array.from(weight, (w, i) => Array<number>(w).fill(i)).flat();
        const free = { rounds: 4, leaves: 5, minRowsPerLeaf: 1, minChildWeight: 1 };
        const one = boostedTrees.score(learn({ ...numbersOnly, weight }, free), all.features);
        const other = boostedTrees.score(learn(take(numbersOnly, positions), free), all.features);
        for (const [i, score] of one.entries()) expect(other[i]).toBeCloseTo(score, 5);
      }),
      { numRuns: 25, seed: 6 },
    );
  });

  test("anything but data, parameters and seed", () => {
    const { all } = fc.sample(drawn, { seed: 7, numRuns: 1 })[0]!;
    const random: Params = { ...params, rowFraction: 0.7, featureFraction: 0.6 };
    const seeded = (seed: string) => JSON.stringify(learn(all, random, undefined, { random: seededRandom(seed) }));
    expect(seeded("a")).toBe(seeded("a"));
    expect(seeded("a")).not.toBe(seeded("b"));
  });
});

test("importance is each feature's share of what the splits gained", () => {
  const random = seededRandom("importance");
  const [x, y] = [0, 1].map(() => Float64Array.from({ length: 500 }, () => random.normal())) as [Float64Array, Float64Array];
  const c = Array.from(x, (_, i) => "ab"[i % 2]!);
  const all = data(
    { y, x },
    x.map((v, i) => 3 * v + (c[i] === "a" ? 2 : 0)),
    undefined,
    { c },
  );
  const shares = boostedTrees.importance(learn(all, { rounds: 20 }, "regression"));
  expect(shares.map((s) => s.feature)).toEqual(["y", "x", "c"]);
  const [ofY, ofX, ofC] = shares.map((s) => s.share) as [number, number, number];
  expect(ofY + ofX + ofC).toBeCloseTo(1, 12);
  expect(ofX > ofC && ofC > 10 * ofY).toBe(true);
});

test("a fitted model survives JSON", () => {
  const model = learn(data({ x: [1, 2, 3, NaN_] }, [0, 0, 1, 1], undefined, { c: ["a", "b", "a", null] }), {
    minRowsPerLeaf: 1,
    rounds: 3,
  });
  expect(JSON.parse(JSON.stringify(model))).toEqual(model);
});
