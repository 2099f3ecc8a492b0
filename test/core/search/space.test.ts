import fc from "fast-check";
import { seededRandom } from "../../../model-code/core/random";
import { drawPoint, drawPoints, type Space, widenSpace } from "../../../model-code/core/search/space";

const space: Space = {
  leaves: { type: "integer", min: 4, max: 31 },
  learningRate: { type: "log-uniform", min: 0.01, max: 1 },
  featureFraction: { type: "uniform", min: 0.5, max: 1 },
  loss: { type: "choice", values: ["a", "b"] },
};

test("property: every draw lies within its dimension", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { leaves, learningRate, featureFraction, loss } = drawPoint(space, seededRandom(seed));
      expect(Number.isInteger(leaves)).toBe(true);
      expect(leaves).toBeGreaterThanOrEqual(4);
      expect(leaves).toBeLessThanOrEqual(31);
      expect(learningRate).toBeGreaterThanOrEqual(0.01);
      expect(learningRate).toBeLessThanOrEqual(1);
      expect(featureFraction).toBeGreaterThanOrEqual(0.5);
      expect(featureFraction).toBeLessThanOrEqual(1);
      expect(["a", "b"]).toContain(loss);
    }),
  );
});

describe("2,000 draws", () => {
  const random = seededRandom("draws");
  const draws = Array.from({ length: 2000 }, () => drawPoint(space, random));
  const shareOf = (holds: (point: (typeof draws)[number]) => boolean) => draws.filter(holds).length / draws.length;

  // each share has a standard error of at most 0.011
  test("of a log-uniform dimension lie evenly in its decades", () => {
    expect(Math.abs(shareOf((p) => (p.learningRate as number) < 0.1) - 0.5)).toBeLessThan(0.04);
  });
  test("of a uniform dimension lie evenly", () => {
    expect(Math.abs(shareOf((p) => (p.featureFraction as number) < 0.75) - 0.5)).toBeLessThan(0.04);
  });
  test("reach both ends of an integer dimension, as often as the rest: 1 of 28", () => {
    for (const end of [4, 31]) expect(Math.abs(shareOf((p) => p.leaves === end) - 1 / 28)).toBeLessThan(0.02);
  });
});

test("the order in which dimensions are written has no effect", () => {
  const reversed = Object.fromEntries(Object.entries(space).reverse());
  expect(drawPoint(reversed, seededRandom(5))).toEqual(drawPoint(space, seededRandom(5)));
});

test("an empty space has one point, a small one no more than it has", () => {
  expect(drawPoints({}, 12, seededRandom(1))).toEqual([{}]);
  expect(drawPoints({ loss: space.loss! }, 40, seededRandom(1))).toHaveLength(2);
  expect(drawPoints(space, 12, seededRandom(1))).toHaveLength(12);
});

describe("widenSpace", () => {
  const rules = {
    leaves: { description: "", type: "integer", min: 2, max: 40 },
    learningRate: { description: "", type: "number", min: 0, max: 1 },
    featureFraction: { description: "", type: "number", min: 0.3, max: 1 },
    loss: { description: "", type: "string" },
  } as const;

  test("grows both ends by half, up to the learner's bounds", () => {
    const wide = widenSpace(space, rules);
    // 4 − 13.5 is below 2; 31 + 13.5 is above 40; √(1 / 0.01) = 10, so 0.01 becomes 0.001; 0.5 − 0.25 is below 0.3
    expect(wide.leaves).toEqual({ type: "integer", min: 2, max: 40 });
    expect(wide.learningRate).toMatchObject({ type: "log-uniform", max: 1 });
    expect((wide.learningRate as { min: number }).min).toBeCloseTo(0.001, 12);
    expect(wide.featureFraction).toEqual({ type: "uniform", min: 0.3, max: 1 });
    expect(wide.loss).toBe(space.loss);
  });

  test("moves only the end that the best point lies close to", () => {
    // the tenth at either end of 4 to 31 goes to 6.7 and from 28.3
    const at = (leaves: number) => widenSpace({ leaves: space.leaves! }, rules, { leaves }).leaves;
    expect(at(6)).toEqual({ type: "integer", min: 2, max: 31 });
    expect(at(7)).toEqual({ type: "integer", min: 4, max: 31 });
    expect(at(28)).toEqual({ type: "integer", min: 4, max: 31 });
    expect(at(29)).toEqual({ type: "integer", min: 4, max: 40 });
  });

  test("a logarithm has no bound at 0: the lower end stays above it", () => {
    const { learningRate } = widenSpace({ learningRate: { type: "log-uniform", min: 1e-300, max: 1e300 } }, rules);
    expect((learningRate as { min: number }).min).toBeGreaterThan(0);
  });

  test("a parameter that the learner does not know stays as it is", () => {
    expect(widenSpace({ depth: { type: "integer", min: 1, max: 3 } }, rules).depth).toEqual({ type: "integer", min: 1, max: 3 });
  });
});
