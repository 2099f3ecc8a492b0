import fc from "fast-check";
import { binMatrix, binNumbers } from "../../../model-code/core/learners/boosted-trees/binning";
import { exactSums } from "../../../model-code/core/learners/boosted-trees/exact-sums";
import { emptyHistogram, fillHistogram, STRIDE, subtract } from "../../../model-code/core/learners/boosted-trees/histogram";
import { sortOrder } from "../../../model-code/core/learners/boosted-trees/sort-order";
import { seededRandom } from "../../../model-code/core/random";

const FLOAT32_MAX = 3.4028234663852886e38;
const floats = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 300 });
const ones = (n: number) => new Float64Array(n).fill(1);

test("the radix order is the order of the values, equal ones as they came", () => {
  fc.assert(
    fc.property(floats, fc.nat(), (values, seed) => {
      const column = Float32Array.from([...values, ...values.slice(0, seed % 7), 0, -0]);
      const positions = Array.from(column.keys());
      const expected = positions.toSorted((a, b) => column[a]! - column[b]! || a - b);
      expect(Array.from(sortOrder(column, Uint32Array.from(positions)))).toEqual(expected);
    }),
    { seed: 1 },
  );
});

describe("bins", () => {
  test("one a value where there are enough, bounded half-way", () => {
    const { bounds, binOf } = binNumbers(Float32Array.of(3, 1, Number.NaN, 2, 1), ones(5), 255);
    expect(Array.from(bounds)).toEqual([Number.NaN, 1.5, 2.5, FLOAT32_MAX]);
    expect(Array.from(binOf)).toEqual([3, 1, 0, 2, 1]);
  });

  test("of even weight otherwise, and a heavy value has its own", () => {
    const values = Float32Array.from({ length: 100 }, (_, i) => i);
    const rowsIn = (binOf: Uint8Array) => Array.from({ length: 5 }, (_, b) => binOf.filter((x) => x === b).length);
    expect(rowsIn(binNumbers(values, ones(100), 4).binOf)).toEqual([0, 25, 25, 25, 25]);
    const weight = ones(100);
    weight[50] = 1000;
    expect(Array.from(binNumbers(values, weight, 4).bounds)).toEqual([Number.NaN, 49.5, 50.5, expect.any(Number), FLOAT32_MAX]);
  });

  test("no bin is empty, none has more than the byte holds, and the bounds say which bin a value is in", () => {
    fc.assert(
      fc.property(floats, fc.integer({ min: 2, max: 255 }), (values, bins) => {
        const column = Float32Array.from(values);
        const { bounds, binOf } = binNumbers(column, ones(column.length), bins);
        expect(bounds.length - 1).toBe(Math.min(bounds.length - 1, bins));
        expect(new Set(binOf).size).toBe(bounds.length - 1);
        for (const [i, x] of column.entries()) {
          expect(x <= bounds[binOf[i]!]!).toBe(true);
          if (binOf[i]! > 1) expect(x > bounds[binOf[i]! - 1]!).toBe(true);
        }
        for (const bound of bounds.subarray(1)) expect(Math.fround(bound)).toBe(bound);
      }),
      { seed: 2 },
    );
  });

  test("of all values missing are none", () => {
    expect(Array.from(binNumbers(Float32Array.of(Number.NaN, Number.NaN), ones(2), 255).bounds)).toEqual([Number.NaN]);
  });
});

describe("exact sums", () => {
  test("of gradients do not depend on the order, and of pairs tell rows from hessians", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.constantFrom(1e-8, 1, 3, 1e7), (rows, weight) => {
        const random = seededRandom(rows);
        const { gradientRounding, hessianRounding, leastHessian, unit } = exactSums(rows, weight, weight / 4);
        const gradient = Array.from({ length: rows }, () => weight * (2 * random.next() - 1) + gradientRounding - gradientRounding);
        const hessian = Array.from({ length: rows }, () =>
          Math.max(weight * 0.25 * random.next() + hessianRounding - hessianRounding, leastHessian),
        );
        const sum = (of: number[]) => of.reduce((a, b) => a + b, 0);
        expect(sum(gradient)).toBe(sum(gradient.toReversed()));
        const pairs = sum(hessian.map((h) => unit + h));
        expect(Math.floor(pairs / unit)).toBe(rows);
        expect(pairs - rows * unit).toBe(sum(hessian));
        expect(pairs - rows * unit).toBe(sum(hessian.toReversed()));
      }),
      { seed: 3 },
    );
  });

  test("round finely: a millionth of the largest for a hundred thousand rows", () => {
    const { gradientRounding, hessianRounding } = exactSums(100_000, 1, 0.25);
    expect(Math.abs(0.123456789 + gradientRounding - gradientRounding - 0.123456789)).toBeLessThan(1e-10);
    expect(Math.abs(0.123456789 + hessianRounding - hessianRounding - 0.123456789)).toBeLessThan(1e-6);
  });
});

describe("histograms", () => {
  const random = seededRandom("histogram");
  const rows = 2500;
  const columns = Array.from({ length: 6 }, (_, f) =>
    Float32Array.from({ length: rows }, () => (f === 5 ? random.integer(9) : random.next() < 0.05 ? Number.NaN : random.normal())),
  );
  const matrix = binMatrix(columns, 5, [9], ones(rows), 255);
  const pairs = Float64Array.from({ length: 2 * rows }, () => random.integer(1000));
  const chosen = Uint32Array.from({ length: rows }, (_, i) => i).filter(() => random.next() < 0.7);

  test("hold, for each feature and bin, the sums over the rows asked for", () => {
    const histogram = emptyHistogram(matrix).fill(7);
    fillHistogram(matrix, [0, 1], chosen, 3, chosen.length, pairs, histogram);
    for (const [f, column] of columns.entries()) {
      const binOf = f === 5 ? Uint8Array.from(column) : binNumbers(column, ones(rows), 255).binOf;
      const expected = new Float64Array(STRIDE);
      for (const row of chosen.subarray(3)) {
        expected[2 * binOf[row]!]! += pairs[2 * row]!;
        expected[2 * binOf[row]! + 1]! += pairs[2 * row + 1]!;
      }
      expect(histogram.subarray(f * STRIDE, (f + 1) * STRIDE)).toEqual(expected);
    }
  });

  test("of a parent less one child's are the other's", () => {
    const [parent, left, right] = [0, 1, 2].map(() => emptyHistogram(matrix)) as [Float64Array, Float64Array, Float64Array];
    fillHistogram(matrix, [0, 1], chosen, 0, chosen.length, pairs, parent);
    fillHistogram(matrix, [0, 1], chosen, 0, 500, pairs, left);
    fillHistogram(matrix, [0, 1], chosen, 500, chosen.length, pairs, right);
    subtract(parent, left);
    expect(parent).toEqual(right);
  });

  test("take more groups than are summed at once", () => {
    const wide = binMatrix(
      Array.from({ length: 270 }, (_, f) => columns[f % 5]!),
      270,
      [],
      ones(rows),
      16,
    );
    const histogram = emptyHistogram(wide);
    fillHistogram(
      wide,
      Array.from({ length: 68 }, (_, g) => g),
      chosen,
      0,
      chosen.length,
      pairs,
      histogram,
    );
    expect(histogram.subarray(265 * STRIDE, 266 * STRIDE)).toEqual(histogram.subarray(0, STRIDE));
    expect(histogram.subarray(0, STRIDE).some((x) => x > 0)).toBe(true);
  });
});
