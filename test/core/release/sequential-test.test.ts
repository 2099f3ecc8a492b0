import { seededRandom } from "../../../model-code/core/random";
import { LATENCY_BINS, latencyAt, latencyBin, latencyQuantile, slowerThan } from "../../../model-code/core/release/latency-histogram";
import { countEvidence, mixtureBoundary, ratioStandardError } from "../../../model-code/core/release/sequential-test";

test("evidence from counts is the mean likelihood ratio over the ratios", () => {
  // one event of the candidate at a share of a half: (1/7) Σ (r / (r + 1)) / 0.5
  const one = [1.5, 2, 3, 5, 10, 30, 100].reduce((sum, r) => sum + (2 * r) / (r + 1), 0) / 7;
  expect(countEvidence([{ candidate: 1, stable: 0, share: 0.5 }])).toBeCloseTo(Math.log(one), 12);
  expect(countEvidence([{ candidate: 0, stable: 0, share: 0.05 }])).toBeCloseTo(0, 12);
  expect(countEvidence([{ candidate: 0, stable: 40, share: 0.5 }])).toBeLessThan(-8);
  // strata whose chances differ are independent: at each ratio their likelihoods are multiplied, then the ratios are averaged
  const two = [1.5, 2, 3, 5, 10, 30, 100].reduce((sum, r) => sum + ((2 * r) / (r + 1)) * (1 / 0.9 / (r / 9 + 1)), 0) / 7;
  const strata = [
    { candidate: 1, stable: 0, share: 0.5 },
    { candidate: 0, stable: 1, share: 0.1 },
  ];
  expect(countEvidence(strata)).toBeCloseTo(Math.log(two), 12);
});

test("the evidence of candidates as good reaches 20 in fewer than a twentieth of the runs, however often one looks", () => {
  const random = seededRandom(7);
  for (const share of [0.5, 0.05]) {
    let reached = 0;
    for (let run = 0; run < 800; run++) {
      let [candidate, stable] = [0, 0];
      for (let event = 0; event < 150; event++) {
        if (random.next() < share) candidate++;
        else stable++;
        if (countEvidence([{ candidate, stable, share }]) >= Math.log(20)) {
          reached++;
          break;
        }
      }
    }
    expect(reached / 800).toBeLessThan(0.05);
    expect(reached).toBeGreaterThan(0);
  }
});

test("the boundary is that of the one-sided normal mixture", () => {
  // α = 0.05, ρ² = v / n: −2 ln α = 5.991465, ln(6.991465) = 1.944690, v = 7.936155 at narrowAt; √(2 · 1.126006 · ln(1 + 29.893063)) = 2.779
  expect(mixtureBoundary(50, 0.05, 50)).toBeCloseTo(Math.sqrt(2 * 1.126006 * Math.log(30.893063)), 4);
  expect(mixtureBoundary(60, 0.0125, 60)).toBeGreaterThan(3.2);
});

test("a walk without drift crosses the boundary in fewer than a twentieth of the runs", () => {
  const random = seededRandom(11);
  let crossed = 0;
  for (let run = 0; run < 800; run++) {
    let sum = 0;
    for (let n = 1; n <= 300; n++) {
      sum += random.normal();
      if (n >= 30 && sum / Math.sqrt(n) >= mixtureBoundary(n, 0.05, 60)) {
        crossed++;
        break;
      }
    }
  }
  expect(crossed / 800).toBeLessThan(0.05);
  expect(crossed / 800).toBeGreaterThan(0.005);
});

test("the standard error of independent blocks is that of a mean, a little wide, and grows where neighbours are alike", () => {
  const random = seededRandom(3);
  const [runs, n] = [1000, 200];
  const ones = new Float64Array(n).fill(1);
  let ratio = 0;
  for (let run = 0; run < runs; run++) {
    const noise = Float64Array.from({ length: n }, () => random.normal());
    ratio += (ratioStandardError(noise, ones) ** 2 * n) / runs;
  }
  // 4 · 2^(2/9) = 4.7: four lags with weights 4/5 to 1/5. Their correlations have a mean of −1/n and a variance of 1/n; of their sum, what
  // is above 0 is added
  const weights = [0.8, 0.6, 0.4, 0.2];
  const mean = (-2 * weights.reduce((a, w) => a + w)) / n;
  const deviation = 2 * Math.sqrt(weights.reduce((a, w) => a + w * w, 0) / n);
  const z = mean / deviation;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  // the normal's distribution function near 0: 1/2 + z / √(2π)
  const added = mean * (0.5 + z / Math.sqrt(2 * Math.PI)) + deviation * density;
  // of a run: the variance of a sample's variance, and at most that of the sum; four standard errors of their mean
  const tolerance = 4 * Math.sqrt((2 / n + deviation ** 2) / runs);
  expect(tolerance).toBeLessThan(0.025);
  expect(Math.abs(ratio - (1 + added))).toBeLessThan(tolerance);
  // 4 · 0.12^(2/9) = 2.5: two lags with weights 2/3 and 1/3 on residuals ±1 in runs of three
  const alike = Float64Array.from({ length: 12 }, (_, i) => (i % 6 < 3 ? 1 : -1));
  // products at lag 1: 8 equal and 3 unequal neighbours; at lag 2: 4 equal, 6 unequal
  const variance = 12 + 2 * (2 / 3) * (8 - 3) + 2 * (1 / 3) * (4 - 6);
  expect(ratioStandardError(alike, ones.subarray(0, 12))).toBeCloseTo(Math.sqrt((variance * 12) / 11) / 12, 12);
});

test("a latency falls into the bin that holds it, and a quantile comes back within 4.4 %", () => {
  for (const ms of [0.02, 0.5, 1, 3.7, 50, 800, 60_000]) {
    const bin = latencyBin(ms);
    expect(latencyAt(bin)).toBeLessThanOrEqual(ms);
    expect(latencyAt(bin + 1)).toBeGreaterThan(ms);
  }
  expect([latencyBin(0), latencyBin(1e9)]).toEqual([0, LATENCY_BINS - 1]);
  const random = seededRandom(5);
  const sample = Float64Array.from({ length: 5000 }, () => 20 * Math.exp(0.5 * random.normal())).sort();
  const counts = new Float64Array(LATENCY_BINS);
  for (const ms of sample) counts[latencyBin(ms)]!++;
  for (const share of [0.05, 0.5, 0.95, 0.99]) expect(latencyQuantile(counts, share) / sample[Math.floor(share * 5000)]!).toBeCloseTo(1, 1);
  expect(slowerThan(counts, latencyBin(40))).toBe(sample.filter((ms) => ms >= latencyAt(latencyBin(40))).length);
  expect(latencyQuantile(new Float64Array(LATENCY_BINS), 0.5)).toBeNaN();
});
