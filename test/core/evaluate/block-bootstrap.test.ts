import fc from "fast-check";
import { interval, resampleWeights } from "../../../model-code/core/evaluate/block-bootstrap";
import { judgedRows } from "../../../model-code/core/evaluate/judged-rows";
import { METRICS } from "../../../model-code/core/evaluate/metrics";
import { weighting } from "../../../model-code/core/evaluate/weighting";
import { seededRandom } from "../../../model-code/core/random";

const sessions = (count: number) => Int32Array.from({ length: count }, (_, i) => i);

function meanOf(values: Float64Array, weight: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    sum += weight[i]! * values[i]!;
    total += weight[i]!;
  }
  return sum / total;
}

const meansOf = (values: Float64Array, block: number, resamples: number, seed: string): Float64Array =>
  Float64Array.from(resampleWeights(sessions(values.length), values.length, block, resamples, seededRandom(seed)), (w) =>
    meanOf(values, w),
  );

test("property: a resample has as many sessions as there are, and one session's rows go together", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.nat(39), { minLength: 1, maxLength: 80 }),
      fc.integer(),
      (count, block, drawn, seed) => {
        const sessionOfRow = Int32Array.from([...sessions(count), ...drawn.map((s) => s % count)]);
        for (const weights of resampleWeights(sessionOfRow, count, block, 5, seededRandom(seed))) {
          expect(weights.slice(0, count).reduce((sum, w) => sum + w, 0)).toBe(count);
          expect(sessionOfRow.every((session, row) => weights[row] === weights[session])).toBe(true);
        }
      },
    ),
  );
});

test("blocks are consecutive and wrap around: 12 sessions in blocks of 4 are 3 runs", () => {
  for (const weights of resampleWeights(sessions(12), 12, 4, 50, seededRandom(1))) {
    // each of the 3 blocks raises the weight once and lowers it once, walking around the circle; blocks that meet hide both
    let rises = 0;
    for (let i = 0; i < 12; i++) rises += Math.max(0, weights[i]! - weights[(i + 11) % 12]!);
    expect(rises).toBeLessThanOrEqual(3);
  }
});

test("every session is drawn equally often, the first and the last too", () => {
  const drawn = new Float64Array(10);
  for (const weights of resampleWeights(sessions(10), 10, 5, 4000, seededRandom("even")))
    for (const [i, w] of weights.entries()) drawn[i]! += w;
  // 4,000 draws of 10 sessions: 4,000 each, standard deviation about 60
  for (const count of drawn) expect(Math.abs(count - 4000)).toBeLessThan(250);
});

test("a seed determines the resamples", () => {
  const draw = (seed: number) => [...resampleWeights(sessions(20), 20, 3, 4, seededRandom(seed))].map((w) => [...w]);
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

describe("interval", () => {
  // numpy.quantile([3, 1, 4, 1, 5, 9, 2, 6], [.05, .95]) = [1, 7.95]; by hand: position 0.95 · 7 = 6.65 between 6 and 9
  test("interpolates the quantiles", () => {
    const { lower, upper } = interval(Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6), 0.9);
    expect(lower).toBe(1);
    expect(upper).toBeCloseTo(7.95, 12);
  });

  const withUndetermined = (count: number) => Float64Array.from({ length: 20 }, (_, i) => (i < count ? Number.NaN : 1));
  test("leaves out a tenth of undetermined resamples, and is undetermined with more", () => {
    expect(interval(withUndetermined(2), 0.95)).toEqual({ lower: 1, upper: 1 });
    expect(interval(withUndetermined(3), 0.95).lower).toBeNaN();
    expect(interval(new Float64Array(0), 0.95).upper).toBeNaN();
  });
});

test("covers the true mean of independent data about as often as it says", () => {
  const random = seededRandom("coverage");
  let covered = 0;
  for (let i = 0; i < 200; i++) {
    const values = Float64Array.from({ length: 40 }, () => random.normal());
    const { lower, upper } = interval(meansOf(values, 1, 160, `coverage/${i}`), 0.9);
    if (lower <= 0 && upper >= 0) covered++;
  }
  // 0.90 of 200, standard error 0.02, and a percentile interval of 40 values is a little narrow
  expect(covered / 200).toBeGreaterThan(0.82);
  expect(covered / 200).toBeLessThan(0.96);
});

describe("on data that stays where it is for a while", () => {
  /** First-order autoregression with 0.9: the mean of 400 varies √19 = 4.4 times as much as were they independent. */
  const drift = (seed: string): Float64Array => {
    const random = seededRandom(seed);
    let level = random.normal() / Math.sqrt(1 - 0.81);
    return Float64Array.from({ length: 400 }, () => {
      level = 0.9 * level + random.normal();
      return level;
    });
  };
  const width = (values: Float64Array, block: number) => {
    const { lower, upper } = interval(meansOf(values, block, 200, "width"), 0.95);
    return upper - lower;
  };

  test("independent resampling pretends to know more than blocks do", () => {
    for (const seed of ["a", "b", "c"]) expect(width(drift(seed), 40)).toBeGreaterThan(2 * width(drift(seed), 1));
  });

  test("and misses the true mean far more often", () => {
    const covers = (block: number) => {
      let covered = 0;
      for (let i = 0; i < 40; i++) {
        const { lower, upper } = interval(meansOf(drift(`covers/${i}`), block, 100, `covers/${i}`), 0.95);
        if (lower <= 0 && upper >= 0) covered++;
      }
      return covered / 40;
    };
    expect(covers(1)).toBeLessThan(0.6);
    expect(covers(40)).toBeGreaterThan(0.75);
  });
});

test("rows of one session are not independent either: entities that move together do not narrow the interval", () => {
  const random = seededRandom("entities");
  const shared = Float64Array.from({ length: 200 }, () => random.normal());
  const copies = Float64Array.from({ length: 1000 }, (_, row) => shared[row % 200]!);
  const bySession = interval(
    Float64Array.from(
      resampleWeights(
        Int32Array.from(copies, (_, row) => row % 200),
        200,
        1,
        500,
        seededRandom(1),
      ),
      (w) => meanOf(copies, w),
    ),
    0.95,
  );
  const byRow = interval(meansOf(copies, 1, 500, "1"), 0.95);
  // five equal copies: √5 = 2.2 times as wide
  expect((bySession.upper - bySession.lower) / (byRow.upper - byRow.lower)).toBeGreaterThan(1.9);
});

test("the interval of an AUC holds the true one", () => {
  const random = seededRandom("speed");
  const label = Float64Array.from({ length: 3200 }, () => random.integer(2));
  const score = label.map((y) => y + 2 * random.normal());
  const auc = METRICS.auc.prepare(judgedRows(label, score));
  const values = Float64Array.from(
    resampleWeights(
      Int32Array.from(label, (_, i) => i >> 2),
      800,
      20,
      1000,
      seededRandom(1),
    ),
    (w) => auc(weighting(w)),
  );
  const { lower, upper } = interval(values, 0.95);
  // Φ(0.5 / √2) = 0.638 for two normals half a standard deviation apart
  expect(lower).toBeLessThan(0.638);
  expect(upper).toBeGreaterThan(0.638);
});
