import fc from "fast-check";
import { applyCalibration, fitCalibration } from "../../../model-code/core/learners/calibration";
import { seededRandom } from "../../../model-code/core/random";
import { mean } from "./data";

const MARGIN = Float64Array.of(0.5, -1.2, 3.1, 0, 2.2, -0.7, 1.9, -2.5, 0.3, 1.1, -0.4, 2.8);
const LABEL = Float64Array.of(0, 0, 1, 1, 1, 0, 1, 0, 0, 1, 1, 0);
const WEIGHT = Float64Array.of(1, 2, 1, 1, 3, 1, 1, 0.5, 1, 2, 1, 1);

/*
 * Expected: the objective of Lin, Lin and Weng minimized by scipy's trust-exact to a gradient of 1e-13; scikit-learn 1.9.1's
 * _SigmoidCalibration gives −0.450826834546, 0.269164658969 (its signs are the opposite) and −0.638480306805, 0.154909211990.
 */
test.each([
  [undefined, 0.450826830438165, -0.269164653150022],
  [WEIGHT, 0.638480297912769, -0.154909194746744],
])("is Platt's sigmoid, weights %p", (weight, a, b) => {
  const fitted = fitCalibration(MARGIN, LABEL, weight);
  expect(fitted.a).toBeCloseTo(a, 9);
  expect(fitted.b).toBeCloseTo(b, 9);
});

test("recovers the sigmoid that drew the labels", () => {
  const random = seededRandom("calibration");
  const margin = Float64Array.from({ length: 50_000 }, () => 3 * random.normal());
  const label = margin.map((m) => (random.next() < 1 / (1 + Math.exp(-(0.7 * m - 0.4))) ? 1 : 0));
  const { a, b } = fitCalibration(margin, label);
  expect(Math.abs(a - 0.7)).toBeLessThan(0.03);
  expect(Math.abs(b + 0.4)).toBeLessThan(0.05);
});

test("a shift and a scale of the margins change no probability", () => {
  const expected = applyCalibration("binary-classification", fitCalibration(MARGIN, LABEL), MARGIN);
  fc.assert(
    fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.constantFrom(1e-6, 0.01, 3, 1e6), (shift, scale) => {
      const moved = MARGIN.map((m) => scale * (m + shift / 1e3));
      const got = applyCalibration("binary-classification", fitCalibration(moved, LABEL), moved);
      for (const [i, p] of expected.entries()) expect(got[i]).toBeCloseTo(p, 6);
    }),
    { seed: 3 },
  );
});

test("a margin that ranks the wrong way is not turned round: every row gets the mean of the smoothed targets", () => {
  const { a, b } = fitCalibration(
    MARGIN.map((m) => -m),
    LABEL,
  );
  const ones = LABEL.reduce((sum, y) => sum + y, 0);
  const zeros = LABEL.length - ones;
  const share = (ones * ((ones + 1) / (ones + 2)) + zeros * (1 / (zeros + 2))) / LABEL.length;
  expect(a).toBe(0);
  expect(1 / (1 + Math.exp(-b))).toBeCloseTo(share, 12);
});

test("margins that separate the classes give a finite sigmoid, held back by the targets 5/6 and 1/6", () => {
  const { a, b } = fitCalibration(Float64Array.of(-2, -2, -1, -1, 1, 1, 2, 2), Float64Array.of(0, 0, 0, 0, 1, 1, 1, 1));
  const p = applyCalibration("binary-classification", { a, b }, Float64Array.of(-1.5, 1.5));
  expect(b).toBeCloseTo(0, 10);
  expect(p[1]! > 0.75 && p[1]! < 0.92).toBe(true);
});

test.each([
  ["one class", [1, 2, 3], [1, 1, 1], 4 / 5],
  ["margins without spread", [2, 2, 2, 2], [1, 0, 0, 0], mean([2 / 3, 1 / 5, 1 / 5, 1 / 5])],
])("%s gives the mean target everywhere", (_, margin, label, expected) => {
  const fitted = fitCalibration(Float64Array.from(margin), Float64Array.from(label));
  for (const p of applyCalibration("binary-classification", fitted, Float64Array.from(margin))) expect(p).toBeCloseTo(expected, 6);
});

test("nothing to learn from leaves the margins as they are", () => {
  expect(fitCalibration(new Float64Array(0), new Float64Array(0))).toEqual({ a: 1, b: 0 });
});

test("regression is not calibrated, and null takes the log-odds as they are", () => {
  expect(Array.from(applyCalibration("regression", null, Float64Array.of(7)))).toEqual([7]);
  expect(Array.from(applyCalibration("binary-classification", null, Float64Array.of(0, 1e308, -1e308)))).toEqual([0.5, 1, 0]);
});
