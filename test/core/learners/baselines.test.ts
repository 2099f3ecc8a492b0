import { naiveScore } from "../../../model-code/core/learners/naive-score";
import { prior } from "../../../model-code/core/learners/prior";
import { context, data, features } from "./data";

const fitPrior = (label: number[], weight?: number[], task: "binary-classification" | "regression" = "binary-classification") =>
  prior.fit(data({ x: label }, label, weight), {}, context(task)).margin;

describe("prior", () => {
  test("is the log-odds of the share", () => expect(fitPrior([1, 0, 0, 0])).toBeCloseTo(Math.log(0.25 / 0.75), 14));
  test("weighs the rows", () => expect(fitPrior([1, 0, 0, 0], [3, 1, 0, 0])).toBeCloseTo(Math.log(3), 14));
  test("is the weighted mean of a regression", () => expect(fitPrior([10, 20, 90], [1, 3, 0], "regression")).toBe(17.5));
  test("stays finite for one class: it counts the other as half a row", () => {
    expect(fitPrior([1, 1, 1])).toBeCloseTo(Math.log(3.5 / 0.5), 14);
    expect(fitPrior([0, 0, 0])).toBeCloseTo(-Math.log(3.5 / 0.5), 14);
  });
  test("scores every row alike", () => {
    expect(Array.from(prior.score({ margin: 2 }, features({ x: [1, Number.NaN, 3] })))).toEqual([2, 2, 2]);
  });
});

describe("naive-score", () => {
  const learn = (x: number[], weight?: number[]) => naiveScore.fit(data({ y: x.map(() => 9), x }, x, weight), { feature: "x" }, context());

  test("is the feature as float32, a missing one the training median", () => {
    const model = learn([5, 1, Number.NaN, 2]);
    expect(model).toEqual({ feature: "x", median: 2 });
    expect(Array.from(naiveScore.score(model, features({ x: [0.1, Number.NaN, 1e300] })))).toEqual([
      Math.fround(0.1),
      2,
      3.4028234663852886e38,
    ]);
  });
  test("weighs the median", () => expect(learn([1, 2, 3], [1, 1, 5]).median).toBe(3));
  test("of an empty feature is 0", () => expect(learn([Number.NaN, Number.NaN]).median).toBe(0));
  test("names the feature that is lacking, and those that are there", () => {
    expect(() => naiveScore.score({ feature: "range", median: 0 }, features({ x: [1], y: [2] }))).toThrow(
      'the model uses the number feature "range", but the features given are: x, y',
    );
  });
  test("gives all importance to its feature", () => expect(naiveScore.importance(learn([1, 2]))).toEqual([{ feature: "x", share: 1 }]));
});
