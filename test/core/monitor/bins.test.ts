import fc from "fast-check";
import { binCategories, binNumbers, categoryBins, numberBins, sharesOf, standIn } from "../../../model-code/core/monitor/bins";
import { nextAbove, nextBelow } from "../../../model-code/core/monitor/float32-neighbours";
import { profileNumber, profileOf } from "../../../model-code/core/monitor/reference-profile";

const NONE = Number.NaN;

test("a profile's bins hold about equal shares, with an empty one on either side; missing rows are apart", () => {
  const profile = profileNumber("x", Float64Array.of(...Array.from({ length: 90 }, (_, i) => i), ...new Array(10).fill(NONE)));
  expect(profile.edges.slice(0, 10)).toEqual([0, 9, 18, 27, 36, 45, 54, 63, 72, 81]);
  expect(profile.edges[10]).toBeCloseTo(89, 4);
  expect(profile.shares).toEqual([0, ...new Array(10).fill(0.09), 0]);
  expect([profile.missingShare, profile.min, profile.max]).toEqual([0.1, 0, 89]);
  expect(numberBins(profile).labels).toEqual([
    "< 0",
    "0 to 9",
    ...Array.from({ length: 8 }, (_, i) => `${9 * i + 9} to ${9 * i + 18}`),
    "81 to 89",
    "≥ 89",
    "missing",
  ]);
});

test("a value that equals an edge lies above it; what is outside of all values seen has a bin, what is missing another", () => {
  const { edges } = profileNumber("x", Float64Array.of(1, 1, 1, 2));
  expect(edges.slice(0, 2)).toEqual([1, 2]);
  expect([...binNumbers(edges, Float64Array.of(0.999, 1, 1.5, 2, 2.0001, Infinity, -Infinity, NONE))]).toEqual([0, 1, 1, 2, 3, 3, 0, 4]);
});

test("a number that never varied: every other value is seen, and its float32 is the same number", () => {
  const profile = profileNumber("x", new Float64Array(100).fill(0.1));
  expect(profile.shares).toEqual([0, 1, 0]);
  expect([...binNumbers(profile.edges, Float64Array.of(0.1, Math.fround(0.1), 0.1001, 0.0999))]).toEqual([1, 1, 2, 0]);
  const below = profileNumber("x", Float64Array.of(-3, -3));
  expect([...binNumbers(below.edges, Float64Array.of(-3, -2.999999, -3.000001))]).toEqual([1, 2, 0]);
});

test("nothing but missing values makes two bins: any, and missing", () => {
  const bins = numberBins(profileNumber("x", Float64Array.of(NONE, NONE)));
  expect([bins.labels, [...bins.expected]]).toEqual([
    ["any", "missing"],
    [0, 1],
  ]);
});

test("categories: levels under one percent are one bin, unseen ones another, null and the empty text are missing", () => {
  const values = [...new Array(147).fill("b"), ...new Array(50).fill("a"), "c", null, ""];
  const profile = profileOf({ rows: values.length, numbers: [], categories: [{ name: "k", values }] }, new Float64Array(0)).categories[0]!;
  const bins = categoryBins(profile);
  expect(bins.labels).toEqual(["a", "b", "rare", "unseen", "missing"]);
  expect([...bins.expected]).toEqual([0.25, 0.735, 0.005, 0, 0.01]);
  const rows = binCategories(profile, ["a", "b", "c", "d", "", null, "__proto__", "b"]);
  expect([...rows]).toEqual([0, 1, 2, 3, 4, 4, 3, 1]);
  expect([...sharesOf(rows, 5)]).toEqual([0.125, 0.25, 0.125, 0.25, 0.25]);
});

test("property: what stands in for a value lies in the value's bin, and is one of few", () => {
  const profile = profileNumber(
    "x",
    Float64Array.from({ length: 200 }, (_, i) => Math.sin(i) * 10),
  );
  const binOf = (value: number) => binNumbers(profile.edges, Float64Array.of(value))[0];
  const seen = new Set<number>();
  fc.assert(
    fc.property(fc.double({ min: -20, max: 20, noNaN: true }), (value) => {
      seen.add(standIn(profile, value)!);
      expect(binOf(standIn(profile, value)!)).toBe(binOf(value));
    }),
  );
  expect(seen.size).toBeLessThanOrEqual(profile.edges.length + 1);
  expect(standIn({ edges: [] }, 3)).toBeNull();
});

test("float32's neighbours, by their bits: 1 is 0x3f800000", () => {
  expect([nextAbove(1), nextBelow(1)]).toEqual([1 + 2 ** -23, 1 - 2 ** -24]);
  expect([nextAbove(-1), nextBelow(-1)]).toEqual([-1 + 2 ** -24, -1 - 2 ** -23]);
  expect([nextAbove(0), nextBelow(-0)]).toEqual([2 ** -149, -(2 ** -149)]);
});

test("property: a value's bin is the number of edges at or below it, however the edges lie", () => {
  const single = fc.float({ noNaN: true, noDefaultInfinity: true });
  const edges = fc
    .uniqueArray(fc.oneof(single, fc.integer({ min: -9, max: 9 })), { maxLength: 14 })
    .map((list) => list.sort((a, b) => a - b));
  fc.assert(
    fc.property(edges, fc.array(fc.oneof(single, fc.double({ noNaN: true }), fc.integer({ min: -10, max: 10 }))), (bounds, others) => {
      const values = Float64Array.from([...bounds, ...others]);
      const counted = Array.from(values, (value) => bounds.filter((edge) => Math.fround(value) >= edge).length);
      expect([...binNumbers(bounds, values)]).toEqual(counted);
    }),
    { numRuns: 500 },
  );
});
