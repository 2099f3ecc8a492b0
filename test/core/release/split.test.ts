import fc from "fast-check";
import type { ReleaseManifest } from "../../../model-code/core/release/manifest";
import { armFor, GROUPS, groupsFor, splitFor } from "../../../model-code/core/release/split";

const DIGEST = "ab".repeat(32);
const canary = (weight: number, model = "ranges", digest = DIGEST): ReleaseManifest => ({
  schema: 1,
  model,
  version: 3,
  state: "serving",
  stable: "cd".repeat(32),
  previous: null,
  candidate: { digest, mode: "canary", weight, step: 0 },
  since: "2009-01-01T00:00:00.000Z",
});

/** FNV-1a and fmix32 once more, in whole numbers of any size, as their authors wrote them. */
function place(text: string): number {
  const mask = 0xffffffffn;
  let h = 0x811c9dc5n;
  for (const c of text) h = ((h ^ BigInt(c.charCodeAt(0))) * 0x01000193n) & mask;
  h ^= h >> 16n;
  h = (h * 0x85ebca6bn) & mask;
  h ^= h >> 13n;
  h = (h * 0xc2b2ae35n) & mask;
  h ^= h >> 16n;
  return Number(h) / 2 ** 32;
}

test("a caller's place is FNV-1a of model, candidate and key, spread by murmur3's finalizer", () => {
  for (let i = 0; i < 2000; i++)
    expect(armFor(canary(0.3), `caller-${i}`)).toBe(place(`ranges/${DIGEST}/caller-${i}`) < 0.3 ? "canary" : "stable");
});

test("as the weight grows a caller moves at most once, and only to the canary", () =>
  fc.assert(
    fc.property(fc.string(), fc.uniqueArray(fc.double({ min: 0.001, max: 0.999, noNaN: true }), { minLength: 2 }), (key, weights) => {
      const arms = weights.sort((a, b) => a - b).map((w) => armFor(canary(w), key));
      expect(arms).toEqual([...arms].sort((a, b) => (a === b ? 0 : a === "stable" ? -1 : 1)));
    }),
  ));

test.each([
  ["running numbers", (i: number) => String(i)],
  ["names that differ in the last letter", (i: number) => `desk/${"x".repeat(i % 7)}${String.fromCharCode(97 + (i % 26))}${i >> 5}`],
  ["uuids", (i: number) => `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`],
])("%s fall into twenty equal parts evenly", (_, key) => {
  const keys = [...new Set(Array.from({ length: 10_000 }, (_, i) => key(i)))];
  const splits = Array.from({ length: 19 }, (_, i) => splitFor(canary((i + 1) / 20)));
  const parts = new Array<number>(20).fill(0);
  for (const k of keys) parts[splits.filter((s) => s(k) === "stable").length]!++;
  const chiSquared = parts.reduce((sum, n) => sum + (n - keys.length / 20) ** 2 / (keys.length / 20), 0);
  // the 99.9th percentile of chi squared with 19 degrees of freedom
  expect(chiSquared).toBeLessThan(43.82);
});

test("another candidate, and another model, meet other callers first", () => {
  const keys = Array.from({ length: 10_000 }, (_, i) => `caller-${i}`);
  for (const other of [canary(0.1, "ranges", "ef".repeat(32)), canary(0.1, "others")]) {
    const both = keys.filter((k) => armFor(canary(0.1), k) === "canary" && armFor(other, k) === "canary").length;
    // a tenth of a tenth, and five standard deviations
    expect(Math.abs(both - 100)).toBeLessThan(50);
  }
});

test("those whom the canary answers fall into all groups evenly, and into others with another candidate", () => {
  const keys = Array.from({ length: 400_000 }, (_, i) => `caller-${i}`).filter((key) => armFor(canary(0.05), key) === "canary");
  const groupOf = groupsFor(canary(0.05));
  const counts = new Float64Array(GROUPS);
  for (const key of keys) counts[groupOf(key)!]!++;
  const mean = keys.length / GROUPS;
  const chiSquared = counts.reduce((sum, n) => sum + (n - mean) ** 2 / mean, 0);
  // its mean is 1023 and its standard deviation √2046
  expect(Math.abs(chiSquared - (GROUPS - 1))).toBeLessThan(4 * Math.sqrt(2 * (GROUPS - 1)));
  const other = groupsFor(canary(0.05, "ranges", "ef".repeat(32)));
  const same = keys.filter((key) => groupOf(key) === other(key)).length;
  // one in 1024, and five standard deviations
  expect(Math.abs(same - mean)).toBeLessThan(5 * Math.sqrt(mean));
});

test("without a canary nobody has a group", () => {
  const { candidate: _, ...rest } = canary(0.5);
  for (const candidate of [null, { digest: DIGEST, mode: "shadow" as const }])
    expect(groupsFor({ ...rest, candidate })("caller-1")).toBeUndefined();
});

test("without a canary, stable answers everybody", () => {
  const { candidate: _, ...rest } = canary(0.5);
  for (const candidate of [null, { digest: DIGEST, mode: "shadow" as const }])
    expect(Array.from({ length: 100 }, (_, i) => armFor({ ...rest, candidate }, `${i}`))).toEqual(new Array(100).fill("stable"));
});
