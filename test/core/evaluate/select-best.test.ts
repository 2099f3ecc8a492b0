import fc from "fast-check";
import { METRICS } from "../../../model-code/core/evaluate/metrics";
import { type FoldResult, selectBest } from "../../../model-code/core/evaluate/select-best";

const result = (candidate: string, complexity: number, folds: (number | null)[], baseline = false): FoldResult => ({
  candidate,
  complexity,
  baseline,
  folds,
});

const naive = result("naive", 1, [0.6, 0.62, 0.61], true);

test("the best mean is selected where it leads clearly", () => {
  const { selected, reason, ranking } = selectBest(
    [naive, result("logistic", 2, [0.65, 0.66, 0.64]), result("trees", 4, [0.7, 0.72, 0.71])],
    METRICS.auc,
  );
  expect(selected).toBe("trees");
  expect(reason).toBe("trees, mean auc 0.7100: the best");
  expect(ranking.map((r) => [r.rank, r.candidate])).toEqual([
    [1, "trees"],
    [2, "logistic"],
    [3, "naive"],
  ]);
  expect(ranking[1]!.reason).toContain("worse by more than one standard error");
  expect(ranking[2]!.reason).toContain("a baseline that is beaten");
});

describe("the one-standard-error rule", () => {
  // Distances of the simpler one to the best, by fold: 0.04, 0.00, 0.02 + shift. Their standard deviation is 0.02, the standard error
  // 0.02 / √3 = 0.011547; the mean distance is 0.02 + shift.
  const withDistance = (shift: number) =>
    selectBest([naive, result("trees", 4, [0.74, 0.7, 0.72]), result("logistic", 2, [0.7 - shift, 0.7 - shift, 0.7 - shift])], METRICS.auc);

  test.each([
    [-0.008, "trees", false],
    [-0.0086, "logistic", true],
    [-0.015, "logistic", true],
  ])("shift %d selects %s", (shift, selected, tied) => {
    const selection = withDistance(shift);
    expect(selection.selected).toBe(selected);
    const logistic = selection.ranking.find((r) => r.candidate === "logistic")!;
    expect(logistic.tied).toBe(tied);
    expect(logistic.standardError).toBeCloseTo(0.0115470054, 9);
    expect(logistic.behind).toBeCloseTo(0.02 + shift, 12);
  });

  test("says that the winner is the simpler of a tie", () => {
    const { ranking } = withDistance(-0.01);
    expect(ranking[0]!.reason).toBe("mean auc 0.7100, 0.0100 behind trees, standard error 0.0115: tied, and the simplest");
    expect(ranking[1]!.reason).toBe("mean auc 0.7200: the best, but a simpler candidate is tied with it");
  });

  test("folds are paired: what is hard for both is no excuse", () => {
    // far apart from fold to fold, yet 0.01 behind on each: the standard error of the distance is 0
    const { selected } = selectBest([result("trees", 4, [0.5, 0.7, 0.9]), result("logistic", 2, [0.49, 0.69, 0.89])], METRICS.auc);
    expect(selected).toBe("trees");
  });

  test("of equal complexity and tied, the name decides", () => {
    expect(selectBest([result("b", 2, [0.7, 0.7]), result("a", 2, [0.7, 0.7])], METRICS.auc).selected).toBe("a");
  });

  test("with one fold there is no standard error, so only equals tie", () => {
    const { selected, ranking } = selectBest([result("trees", 4, [0.7]), result("logistic", 2, [0.6999])], METRICS.auc);
    expect(selected).toBe("trees");
    expect(ranking[1]!.standardError).toBeNull();
    expect(selectBest([result("trees", 4, [0.7]), result("logistic", 2, [0.7])], METRICS.auc).selected).toBe("logistic");
  });
});

describe("baselines", () => {
  const prior = result("prior", 0, [0.5, 0.5, 0.5], true);

  test("never win by a tie", () => {
    const { selected } = selectBest([naive, result("logistic", 2, [0.59, 0.65, 0.6])], METRICS.auc);
    expect(selected).toBe("logistic");
  });

  test("win if nothing beats them, and are told apart among themselves", () => {
    const { selected, reason, ranking } = selectBest([prior, naive, result("logistic", 2, [0.6, 0.6, 0.6])], METRICS.auc);
    expect(selected).toBe("naive");
    expect(reason).toContain("the baseline, which no other candidate beats");
    expect(ranking.find((r) => r.candidate === "logistic")!.reason).toContain("does not beat the baseline naive");
  });

  test("a candidate that does not beat them cannot win by a tie with one that does", () => {
    const { selected } = selectBest([naive, result("logistic", 2, [0.55, 0.7, 0.55]), result("trees", 4, [0.65, 0.62, 0.65])], METRICS.auc);
    expect(selected).toBe("trees");
  });
});

test("a smaller log loss is better", () => {
  const { selected, ranking } = selectBest([result("a", 2, [0.6, 0.61]), result("b", 2, [0.5, 0.51])], METRICS["log-loss"]);
  expect(selected).toBe("b");
  expect(ranking[1]!.behind).toBeCloseTo(0.1, 12);
});

test("a fold that does not determine the metric puts a candidate last; null and NaN are one", () => {
  const { selected, ranking } = selectBest(
    [result("a", 2, [0.9, null]), result("b", 2, [0.5, 0.5]), result("c", 2, [NaN, 0.9])],
    METRICS.auc,
  );
  expect(selected).toBe("b");
  expect(ranking.slice(1).map((r) => [r.candidate, r.mean, r.tied])).toEqual([
    ["a", null, false],
    ["c", null, false],
  ]);
  expect(JSON.parse(JSON.stringify(ranking))).toEqual(ranking);
});

test("refuses no candidates, and different folds", () => {
  expect(() => selectBest([], METRICS.auc)).toThrow("at least one candidate");
  expect(() => selectBest([result("a", 1, [0.5]), result("b", 1, [0.5, 0.6])], METRICS.auc)).toThrow("the same folds");
});

test("property: the order in which candidates come has no effect", () => {
  const figure = fc.integer({ min: 50, max: 60 }).map((v) => v / 100);
  const drawn = fc.uniqueArray(
    fc.record({
      candidate: fc.constantFrom("a", "b", "c", "d", "e"),
      complexity: fc.integer({ min: 0, max: 3 }),
      baseline: fc.boolean(),
      folds: fc.array(fc.option(figure, { freq: 12 }), { minLength: 3, maxLength: 3 }),
    }),
    { minLength: 1, selector: (r) => r.candidate },
  );
  fc.assert(
    fc.property(drawn, (results) => {
      expect(selectBest([...results].reverse(), METRICS.auc)).toEqual(selectBest(results, METRICS.auc));
    }),
  );
});
