import fc from "fast-check";
import { driftStatistics } from "../../../model-code/core/monitor/drift-statistics";
import { jensenShannonDivergence } from "../../../model-code/core/monitor/jensen-shannon";
import { kolmogorovSmirnov } from "../../../model-code/core/monitor/kolmogorov-smirnov";
import { populationStabilityIndex } from "../../../model-code/core/monitor/population-stability-index";

const of = (...values: number[]) => Float64Array.from(values);

test("population stability index, by hand: 0.5→0.4, 0.5→0.6 is 0.1·ln 1.25 + 0.1·ln 1.2", () => {
  expect(populationStabilityIndex(of(0.5, 0.5), of(0.4, 0.6))).toBeCloseTo(0.040547, 6);
});

// SciPy 1.17: entropy(a, e) + entropy(e, a) for e = [.1, .2, .3, .4], a = [.4, .1, .25, .25]
test("population stability index, as SciPy has it", () => {
  expect(populationStabilityIndex(of(0.1, 0.2, 0.3, 0.4), of(0.4, 0.1, 0.25, 0.25))).toBeCloseTo(0.5648196486185197, 12);
});

test("an empty bin counts as 0.0001: 0→0.1 is 0.0999·ln 1000, 1→0.9 is −0.1·ln 0.9", () => {
  expect(populationStabilityIndex(of(0, 1), of(0.1, 0.9))).toBeCloseTo(0.0999 * Math.log(1000) - 0.1 * Math.log(0.9), 12);
});

// SciPy 1.17: scipy.spatial.distance.jensenshannon(e, a, base=2) ** 2 for the same shares
test("Jensen–Shannon divergence, as SciPy has it", () => {
  expect(jensenShannonDivergence(of(0.1, 0.2, 0.3, 0.4), of(0.4, 0.1, 0.25, 0.25))).toBeCloseTo(0.09601339647888828, 12);
});

test("Jensen–Shannon divergence of shares without a bin in common is 1 bit", () => {
  expect(jensenShannonDivergence(of(0.5, 0.5, 0, 0), of(0, 0, 0.3, 0.7))).toBeCloseTo(1, 12);
});

// SciPy 1.17: ks_2samp([1, 2, 2, 3, 5, 8, 8, 9], [2, 3, 3, 4, 8, 9, 10]); here each value is a bin of its own
test("Kolmogorov–Smirnov is the exact statistic where every value is an edge", () => {
  const shares = (values: readonly number[]) =>
    Float64Array.from({ length: 10 }, (_, i) => values.filter((v) => v === i + 1).length / values.length);
  expect(kolmogorovSmirnov(shares([1, 2, 2, 3, 5, 8, 8, 9]), shares([2, 3, 3, 4, 8, 9, 10]))).toBeCloseTo(0.23214285714285715, 12);
});

test("Kolmogorov–Smirnov looks at what is present only: by hand, 0.2 of 0.8 against 0.3 of 0.6 below the edge", () => {
  expect(kolmogorovSmirnov(of(0.2, 0.6), of(0.3, 0.3))).toBeCloseTo(0.25, 12);
  expect(kolmogorovSmirnov(of(0.5, 0.5), of(0, 0))).toBe(0);
});

test.each([populationStabilityIndex, jensenShannonDivergence, kolmogorovSmirnov])("%p refuses other bins, and none", (statistic) => {
  expect(() => statistic(of(1), of(0.5, 0.5))).toThrow("got 1 and 2 bins");
  expect(() => statistic(of(), of())).toThrow(RangeError);
});

/** Two lists of shares in the same bins. */
const pair = fc
  .integer({ min: 2, max: 12 })
  .chain((k) => fc.tuple(...[0, 1].map(() => fc.array(fc.nat(1000), { minLength: k, maxLength: k }).filter((v) => v.some((n) => n > 0)))))
  .map(
    (two) => two.map((counts) => Float64Array.from(counts, (n) => n / counts.reduce((a, b) => a + b, 0))) as [Float64Array, Float64Array],
  );

test("property: none is negative, all are 0 for equal shares, symmetric, and do not pass their largest value", () => {
  fc.assert(
    fc.property(pair, ([e, a]) => {
      const [there, back, same] = [driftStatistics(e, a, e.length), driftStatistics(a, e, e.length), driftStatistics(e, e, e.length)];
      for (const name of ["psi", "jensenShannon", "kolmogorovSmirnov"] as const) {
        expect(there[name]).toBeGreaterThanOrEqual(0);
        expect(there[name]).toBeCloseTo(back[name]!, 10);
        expect(same[name]).toBeCloseTo(0, 12);
      }
      expect(there.jensenShannon).toBeLessThanOrEqual(1);
      expect(there.kolmogorovSmirnov).toBeLessThanOrEqual(1);
      // Lin (1991), theorem 3: at most half of Σ |eᵢ − aᵢ|, in bits
      const variation = e.reduce((sum, p, i) => sum + Math.abs(p - a[i]!), 0);
      expect(there.jensenShannon).toBeLessThanOrEqual(variation / 2 + 1e-12);
      expect(there.kolmogorovSmirnov).toBeLessThanOrEqual(variation / 2 + 1e-12);
    }),
  );
});

test("property: bins that are merged tell less", () => {
  const merged = (shares: Float64Array) => of(shares[0]! + shares[1]!, ...shares.slice(2));
  fc.assert(
    fc.property(pair, ([e, a]) => {
      expect(jensenShannonDivergence(merged(e), merged(a))).toBeLessThanOrEqual(jensenShannonDivergence(e, a) + 1e-12);
      expect(kolmogorovSmirnov(merged(e), merged(a))).toBeLessThanOrEqual(kolmogorovSmirnov(e, a) + 1e-12);
    }),
  );
});
