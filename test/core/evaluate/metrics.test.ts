import fc from "fast-check";
import { METRICS, metricsOf } from "../../../model-code/core/evaluate/metrics";
import type { MetricName } from "../../../model-code/core/spec/model-schema";

/** Equal up to rounding; undetermined is equal to undetermined. */
function expectSame(got: number, expected: number) {
  if (Number.isNaN(expected)) expect(got).toBeNaN();
  else expect(got).toBeCloseTo(expected, 9);
}

const f64 = (...values: number[]) => Float64Array.from(values);

const label = f64(0, 1, 1, 0, 1, 0, 0, 1, 1, 0);
const score = f64(0.1, 0.9, 0.4, 0.4, 0.8, 0.3, 0.6, 0.6, 0.7, 0.2);
const weight = f64(1, 2, 0, 3, 1, 1, 2, 1, 0, 4);
const value = f64(1, 2, 3, 4, 5.5);
const predicted = f64(1.5, 1.8, 3.2, 3.9, 5);
const valueWeight = f64(1, 0, 2, 1, 3);

/**
 * scikit-learn 1.9.1 on the arrays above: roc_auc_score, average_precision_score, log_loss, brier_score_loss, and accuracy_score,
 * precision_score, recall_score, f1_score on `score >= .6`; root_mean_squared_error, mean_absolute_error, r2_score; second figure with
 * sample_weight. The first AUC by hand: of the 25 pairs, 0.9, 0.8 and 0.7 win 5 each, 0.4 wins 3 and ties 1, 0.6 wins 4 and ties 1:
 * (15 + 3.5 + 4.5) / 25 = 0.92.
 */
const reference: [MetricName, number, number][] = [
  ["auc", 0.92, 0.9772727272727273],
  ["average-precision", 0.9028571428571428, 0.9166666666666666],
  ["log-loss", 0.42245907331018284, 0.3776238804197022],
  ["brier", 0.132, 0.112],
  ["accuracy", 0.8, 0.8666666666666667],
  ["precision", 0.8, 0.6666666666666666],
  ["recall", 0.8, 1],
  ["f1", 0.8, 0.8],
  ["root-mean-squared-error", 0.3435112807463534, 0.3946064947695181],
  ["mean-absolute-error", 0.3, 0.3571428571428572],
  ["r-squared", 0.951639344262295, 0.9384677419354839],
];

test.each(reference)("%s is what scikit-learn says", (name, plain, weighted) => {
  const metric = METRICS[name];
  const classifies = metric.tasks.includes("binary-classification");
  const [y, p, w] = classifies ? [label, score, weight] : [value, predicted, valueWeight];
  expect(metric.compute(y, p, undefined, { threshold: 0.6 })).toBeCloseTo(plain, 12);
  expect(metric.compute(y, p, w, { threshold: 0.6 })).toBeCloseTo(weighted, 12);
});

describe("expected calibration error", () => {
  // calibration_curve(y, p, n_bins=10, strategy="quantile") of scikit-learn 1.9.1 gives predicted shares 0.05, 0.15, ... 0.95 and observed
  // 0.05, 0.05, 0.05, 0.1, 0.15, 0.4, 0.45, 0.6, 0.7, 0.9: the mean distance is 1.55 / 10.
  const p = Float64Array.from({ length: 200 }, (_, i) => (((i * 37) % 200) + 0.5) / 200);
  const y = p.map((share, i) => ((i * 61) % 100 < 100 * share ** 2 ? 1 : 0));

  test("has bins of equal mass", () => {
    expect(METRICS["expected-calibration-error"].compute(y, p)).toBeCloseTo(0.155, 12);
  });

  test("of a constant is its distance from the base rate: |0.3 − 0.5|", () => {
    expect(METRICS["expected-calibration-error"].compute(f64(0, 1, 1, 0), f64(0.3, 0.3, 0.3, 0.3))).toBeCloseTo(0.2, 12);
  });
});

describe("what the rows do not determine is NaN, never an exception", () => {
  const ones = f64(1, 1, 1);
  const zeros = f64(0, 0, 0);
  const mixed = f64(0.2, 0.5, 0.9);
  test.each<[MetricName, string, Float64Array, Float64Array]>([
    ["auc", "only class 1", ones, mixed],
    ["auc", "only class 0", zeros, mixed],
    ["average-precision", "only class 0", zeros, mixed],
    ["precision", "no answer is yes", ones, zeros],
    ["recall", "only class 0", zeros, mixed],
    ["f1", "only class 0 and no answer is yes", zeros, zeros],
    ["r-squared", "labels are equal, though their sum is rounded", new Float64Array(10).fill(0.1), new Float64Array(10).fill(0.2)],
  ])("%s: %s", (name, _, y, p) => {
    expect(METRICS[name].compute(y, p)).toBeNaN();
  });

  test.each(Object.values(METRICS))("$name: no rows, no weight, or a prediction that is no number", (metric) => {
    const y = f64(0, 1, 1, 0);
    const p = f64(0.1, 0.7, 0.6, 0.2);
    expect(metric.compute(y, p)).not.toBeNaN();
    expect(metric.compute(f64(), f64())).toBeNaN();
    expect(metric.compute(y, p, f64(0, 0, 0, 0))).toBeNaN();
    expect(metric.compute(y, f64(0.1, Number.NaN, 0.6, 0.2))).toBeNaN();
    expect(metric.compute(y, f64(0.1, Infinity, 0.6, 0.2))).toBeNaN();
  });
});

test("log loss is clipped: certain and wrong costs ln 2⁵² = 36.04, certain and right nothing", () => {
  expect(METRICS["log-loss"].compute(f64(1, 0), f64(0, 1))).toBeCloseTo(36.04365338911715, 10);
  expect(METRICS["log-loss"].compute(f64(1, 0), f64(1, 0))).toBeCloseTo(0, 12);
});

test("the answer is yes from the threshold on", () => {
  expect(METRICS.recall.compute(f64(1, 1), f64(0.5, 0.499), undefined, { threshold: 0.5 })).toBe(0.5);
});

test("one prediction too few is told", () => {
  expect(() => METRICS.auc.compute(f64(1, 0), f64(0.5))).toThrow("auc: 2 labels and 1 predictions");
});

test("each task has its metrics", () => {
  expect(metricsOf("regression").map((m) => m.name)).toEqual(["root-mean-squared-error", "mean-absolute-error", "r-squared"]);
  expect(metricsOf("binary-classification")).toHaveLength(9);
});

/** Rows with many ties: label, score in twentieths, integer weight. */
const rows = fc.array(
  fc.record({ y: fc.integer({ min: 0, max: 1 }), p: fc.integer({ min: 0, max: 20 }), w: fc.integer({ min: 0, max: 3 }) }),
  { minLength: 1, maxLength: 60 },
);

test("property: AUC is the Mann-Whitney statistic over all pairs", () => {
  fc.assert(
    fc.property(rows, (drawn) => {
      let won = 0;
      let pairs = 0;
      for (const a of drawn.filter((r) => r.y === 1)) {
        for (const b of drawn.filter((r) => r.y === 0)) {
          won += a.w * b.w * (a.p > b.p ? 1 : a.p === b.p ? 0.5 : 0);
          pairs += a.w * b.w;
        }
      }
      const columns = ["y", "p", "w"] as const;
      const [y, p, w] = columns.map((c) => Float64Array.from(drawn, (r) => r[c]));
      expectSame(METRICS.auc.compute(y!, p!, w), won / pairs);
    }),
  );
});

test.each(["auc", "average-precision"] as const)("property: %s looks at the order alone", (name) => {
  fc.assert(
    fc.property(rows, (drawn) => {
      const y = Float64Array.from(drawn, (r) => r.y);
      const p = Float64Array.from(drawn, (r) => r.p / 20);
      const monotone = p.map((v) => Math.exp(3 * v) - 7);
      expect(METRICS[name].compute(y, monotone)).toBe(METRICS[name].compute(y, p));
    }),
  );
});

test.each(Object.values(METRICS))("property: for $name a weight is a number of copies", (metric) => {
  fc.assert(
    fc.property(rows, (drawn) => {
      const copies = drawn.flatMap((r) => Array.from({ length: r.w }, () => r));
      const y = (of: typeof drawn) => Float64Array.from(of, (r) => r.y);
      const p = (of: typeof drawn) => Float64Array.from(of, (r) => r.p / 20);
      const weighted = metric.compute(
        y(drawn),
        p(drawn),
        Float64Array.from(drawn, (r) => r.w),
      );
      expectSame(weighted, metric.compute(y(copies), p(copies)));
    }),
  );
});
