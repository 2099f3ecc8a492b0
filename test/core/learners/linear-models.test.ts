import fc from "fast-check";
import { LEARNERS } from "../../../model-code/core/learners";
import type { Features } from "../../../model-code/core/learners/learner";
import { linear } from "../../../model-code/core/learners/linear";
import { linearImportance } from "../../../model-code/core/learners/linear-model";
import { logistic } from "../../../model-code/core/learners/logistic";
import { seededRandom } from "../../../model-code/core/random";
import { context, data, features, shuffled, take } from "./data";

const X1 = [0.5, -1.2, 3.1, 0, 2.2, -0.7, 1.9, -2.5, 0.3, 1.1, -0.4, 2.8];
const X2 = [10, 12, 9, 14, 11, 15, 8, 13, 12, 10, 16, 9];
const CATEGORY = [..."aabbccabcabc"];
const BINARY = [0, 0, 1, 1, 1, 0, 1, 0, 0, 1, 1, 0];
const REAL = [1, 0.2, 3.9, 2.4, 3, 0.1, 2.7, -1.9, 1.2, 2, 1.5, 3.3];
const WEIGHT = [1, 2, 1, 1, 3, 1, 1, 0.5, 1, 2, 1, 1];

/*
 * Expected values: scikit-learn 1.9.1 on columns standardized with the (weighted) population's mean and deviation,
 * LogisticRegression(C=1/l2, solver="newton-cholesky", tol=1e-14) and Ridge(alpha=l2), sample_weight=WEIGHT.
 */
describe("equals scikit-learn", () => {
  test.each([
    [0, undefined, [-0.123722180356, 2.324440105975, 1.286958235336]],
    [1, undefined, [-0.010502246973, 0.878002563437, 0.299173528578]],
    [10, undefined, [-0.000053936821, 0.204330277419, -0.0138571026]],
    [0, WEIGHT, [0.411988349639, 2.475355024295, 1.169507628428]],
    [1, WEIGHT, [0.368821199908, 1.103765848808, 0.32051212765]],
    [10, WEIGHT, [0.332700618349, 0.28924184673, -0.029429676442]],
  ])("logistic, l2 %p, weights %p", (l2, weight, expected) => {
    const model = logistic.fit(data({ x1: X1, x2: X2 }, BINARY, weight), { l2 }, context());
    for (const [j, value] of [model.intercept, ...model.coefficients].entries()) expect(value).toBeCloseTo(expected[j]!, 6);
  });

  test.each([
    [0, undefined, [1.616666666667, 1.791116615033, 0.457731204794]],
    [1, undefined, [1.616666666667, 1.504393902224, 0.232723863156]],
    [10, WEIGHT, [1.841935483871, 0.717582377684, -0.130399214143]],
  ])("linear, l2 %p, weights %p", (l2, weight, expected) => {
    const model = linear.fit(data({ x1: X1, x2: X2 }, REAL, weight), { l2 }, context("regression"));
    for (const [j, value] of [model.intercept, ...model.coefficients].entries()) expect(value).toBeCloseTo(expected[j]!, 6);
  });

  test("with one-hot columns, in the order of frequency and then of the alphabet", () => {
    const both = { category: CATEGORY };
    const classified = logistic.fit(data({ x1: X1 }, BINARY, undefined, both), { l2: 2 }, context());
    expect(classified.categories).toEqual([{ name: "category", levels: ["a", "b", "c"] }]);
    for (const [j, value] of [0.61352325, -0.00108, 0.41174868, -0.41066868].entries()) {
      expect(classified.coefficients[j]).toBeCloseTo(value, 6);
    }
    const regressed = linear.fit(data({ x1: X1 }, REAL, undefined, both), { l2: 2 }, context("regression"));
    for (const [j, value] of [1.2821994, -0.08566363, 0.19093189, -0.10526826].entries()) {
      expect(regressed.coefficients[j]).toBeCloseTo(value, 6);
    }
  });
});

test("a straight line is found exactly, in the feature's own units", () => {
  const x = [1, 2, 3, 4];
  const model = linear.fit(data({ x }, [5, 7, 9, 11]), { l2: 0 }, context("regression"));
  expect(linear.score(model, features({ x: [0, 10, Number.NaN] }))[0]).toBeCloseTo(3, 10);
  expect(linear.score(model, features({ x: [0, 10, Number.NaN] }))[1]).toBeCloseTo(23, 10);
  expect(linear.score(model, features({ x: [0, 10, Number.NaN] }))[2]).toBeCloseTo(8, 10); // the mean, 2.5
});

test.each([linear, logistic])("$name: a copy of a column and a column too many of one-hot change nothing without a penalty", (learner) => {
  const label = learner === linear ? REAL : BINARY;
  const task = learner.tasks[0]!;
  const alone = learner.fit(data({ x: X1 }, label), { l2: 0 }, context(task));
  const twice = learner.fit(data({ x: X1, copy: X1 }, label, undefined, { all: X1.map(() => "same") }), { l2: 0 }, context(task));
  const seen = features({ x: X1, copy: X1 }, { all: X1.map(() => "same") });
  const [a, b] = [learner.score(alone, seen), learner.score(twice, seen)];
  for (const [i, value] of a.entries()) expect(b[i]).toBeCloseTo(value, 7);
});

test("classes that a feature separates end in finite coefficients, even without a penalty", () => {
  const model = logistic.fit(data({ x: [1, 2, 3, 4] }, [0, 0, 1, 1]), { l2: 0 }, context());
  expect(Number.isFinite(model.coefficients[0])).toBe(true);
  const scores = logistic.score(model, features({ x: [1, 2, 3, 4] }));
  expect(scores[1]! < -5 && scores[2]! > 5).toBe(true);
});

test("one class gives the prior and no coefficient", () => {
  const model = logistic.fit(data({ x: [1, 2, 3] }, [1, 1, 1]), {}, context());
  expect(model).toMatchObject({ coefficients: [0], intercept: Math.log(7) });
  expect(logistic.importance(model)).toEqual([{ feature: "x", share: 0 }]);
});

test("features without spread or without values are left out", () => {
  const empty = X1.map(() => Number.NaN);
  const model = linear.fit(data({ x: X1, same: X1.map(() => 0.1), empty }, REAL), {}, context("regression"));
  expect(model.numbers.map((n) => n.name)).toEqual(["x"]);
});

test("a penalty shrinks towards the prior", () => {
  const model = logistic.fit(data({ x: X1 }, BINARY), { l2: 1e9 }, context());
  expect(Math.abs(model.coefficients[0]!)).toBeLessThan(1e-7);
  expect(model.intercept).toBeCloseTo(0, 7);
});

test("tells its loss round by round, and it never rises", () => {
  const losses: number[] = [];
  logistic.fit(data({ x1: X1, x2: X2 }, BINARY), {}, context("binary-classification", { onRound: (_, loss) => losses.push(loss) }));
  expect(losses.length).toBeGreaterThan(2);
  for (let i = 1; i < losses.length; i++) expect(losses[i]).toBeLessThanOrEqual(losses[i - 1]!);
  expect(losses[0]).toBeLessThan(Math.log(2));
});

test("importance is the share of |coefficient|, a category's levels together", () => {
  const model = {
    numbers: [{ name: "x", mean: 0, scale: 1 }],
    categories: [{ name: "c", levels: ["a", "b"] }],
    intercept: 7,
    coefficients: [-1, 2, -1],
  };
  expect(linearImportance(model)).toEqual([
    { feature: "x", share: 0.25 },
    { feature: "c", share: 0.75 },
  ]);
});

describe.each([linear, logistic])("$name, on any rows,", (learner) => {
  const task = learner.tasks[0]!;
  const rows = fc.integer({ min: 1, max: 1e6 }).map((seed) => {
    const random = seededRandom(seed);
    const x = X1.map(() => random.normal());
    const y = X1.map(() => (random.next() < 0.2 ? Number.NaN : random.normal()));
    const c = X1.map(() => (random.next() < 0.2 ? null : "abc"[random.integer(3)]!));
    const label = X1.map((_, i) => (learner === linear ? x[i]! + random.normal() : i % 2));
    return { all: data({ x, y }, label, undefined, { c }), random };
  });
  const close = (a: Features, one: unknown, other: unknown) => {
    const [p, q] = [LEARNERS[learner.name]!.score(one, a), LEARNERS[learner.name]!.score(other, a)];
    for (const [i, value] of p.entries()) expect(q[i]).toBeCloseTo(value, 6);
  };
  const learn = (of: Parameters<typeof learner.fit>[0]) => learner.fit(of, { l2: 0.5 }, context(task));

  test("a row of weight 2 is two rows, one of weight 0 is none, and their order does not matter", () => {
    fc.assert(
      fc.property(rows, ({ all, random }) => {
        const weight = Float64Array.from(all.label, (_, i) => i % 3);
        const repeated = shuffled(all.label.length, random).flatMap((i) => Array<number>(i % 3).fill(i));
        close(all.features, learn({ ...all, weight }), learn(take(all, repeated)));
      }),
      { numRuns: 30, seed: 2 },
    );
  });
});
