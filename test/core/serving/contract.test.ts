import type { ReferenceProfile } from "../../../model-code/core/monitor/reference-profile";
import type { PackageDocument } from "../../../model-code/core/package/layout";
import type { Problem } from "../../../model-code/core/problem";
import { checkFeatures, contractOf, namedFeatures } from "../../../model-code/core/serving/contract";
import { redactor } from "../../../model-code/core/serving/redact";

const document = (change: Partial<PackageDocument> = {}): PackageDocument => ({
  model: "m",
  title: "M",
  task: "binary-classification",
  selected: "s",
  learner: "l",
  params: {},
  features: { numbers: ["a", "b"], categories: ["c"] },
  unused: ["d"],
  output: "probability",
  threshold: 0.5,
  rowKey: [],
  time: null,
  sensitivity: "internal",
  subject: null,
  trainedOn: { from: "", to: "", rows: 0 },
  testedOn: { from: "", to: "", rows: 0 },
  lockDigest: "",
  ...change,
});
const number = (name: string, missingShare: number) => ({ name, edges: [1, 5, 9], shares: [0, 0.5, 0.5, 0], missingShare, min: 1, max: 9 });
const PROFILE: ReferenceProfile = {
  rows: 10,
  numbers: [number("a", 0.1), number("b", 0)],
  categories: [{ name: "c", shares: { x: 0.5, y: 0.5 }, missingShare: 0 }],
  prediction: number("prediction", 0),
};
const contract = contractOf(document(), PROFILE);
const check = (features: unknown) => {
  const problems: Problem[] = [];
  return { row: checkFeatures(contract, features, "features", problems), problems };
};

test("a row that fits is taken, and what training did not see is flagged", () => {
  expect(check({ a: 1, b: 9, c: "y" }).row).toMatchObject({ numbers: [1, 9], categories: ["y"], outOfRange: [] });
  expect(check({ a: 0.5, b: 9.5, c: "z" }).row?.outOfRange).toEqual(["a", "b", "c"]);
});

test("a missing value is taken where training had some", () => {
  expect(check({ a: null, b: 2, c: "x" }).row?.numbers).toEqual([Number.NaN, 2]);
  expect(check({ a: 1, b: null, c: null }).problems.map((p) => [p.where, p.got])).toEqual([
    ["features/b", "null, and training had no missing value here"],
    ["features/c", "null, and training had no missing value here"],
  ]);
});

test("a text is taken up to 256 characters, as it is logged with every row", () => {
  expect(check({ a: 1, b: 2, c: "x".repeat(256) }).problems).toEqual([]);
  expect(check({ a: 1, b: 2, c: "x".repeat(257) }).problems).toMatchObject([
    { where: "features/c", expected: "a text of at most 256 characters", got: "257 characters" },
  ]);
});

test("every problem of a row is told at once", () => {
  const { row, problems } = check({ a: "1", b: Number.POSITIVE_INFINITY, c: { deep: 1 }, e: 1 });
  expect(row).toBeUndefined();
  expect(problems.map((p) => [p.where, p.got])).toEqual([
    ["features/a", '"1"'],
    ["features/b", "Infinity"],
    ["features/c", "an object"],
    ["features/e", "an unknown name"],
  ]);
});

test.each([
  ["a list", [1, 2]],
  ["null", null],
  ["nothing", undefined],
  ["5", 5],
])("features that are %s are none", (got, features) => {
  expect(check(features).problems).toMatchObject([{ where: "features", got }]);
});

test("what selection left out may be sent, and is not kept", () => {
  const { row } = check({ a: 1, b: 2, c: "x", d: { whatever: [1] } });
  expect(row?.given).toEqual({ a: 1, b: 2, c: "x" });
});

test("names of an object's own machinery are no features", () => {
  expect(check(JSON.parse('{"a":1,"b":2,"constructor":"x"}')).problems.map((p) => p.where)).toEqual(["features/c", "features/constructor"]);
});

test("without a profile nothing is flagged, and any value may be missing but a whole number", () => {
  const graph = {
    inputs: [
      { name: "i", type: "int64" as const, features: ["a", "b"] },
      { name: "s", type: "string" as const, features: ["c"] },
    ],
    output: { name: "o", column: 0 },
  };
  const bare = contractOf(document({ graph }), undefined);
  const problems: Problem[] = [];
  expect(checkFeatures(bare, { a: 1, b: 1e9, c: null }, "f", problems)).toMatchObject({ outOfRange: [], categories: [""] });
  expect(checkFeatures(bare, { a: 1.5, b: null, c: "q" }, "f", problems)).toBeUndefined();
  expect(problems.map((p) => p.where)).toEqual(["f/a", "f/b"]);
});

test("a list is named in the contract's order, numbers first", () => {
  const problems: Problem[] = [];
  expect(namedFeatures(contract, [1, 2, "x"], "input", problems)).toEqual({ a: 1, b: 2, c: "x" });
  expect(namedFeatures(contract, [1, 2], "input", problems)).toBeUndefined();
  expect(problems).toMatchObject([{ where: "input", expected: "a list of 3 values: a, b, c", got: "2 values" }]);
});

const given = { a: 6.5, b: -3, c: "secret" };
test.each([
  ["public", given],
  ["internal", given],
  // 6.5 lies in [5, 9); -3 below all that was seen
  ["confidential", { a: 5, b: expect.any(Number), c: "(other)" }],
  ["personal", { a: 5, b: expect.any(Number), c: "(other)" }],
] as const)("of %s data a log keeps what the class allows", (sensitivity, kept) => {
  const redacted = redactor(document({ sensitivity }), PROFILE)({ given });
  expect(redacted).toEqual(kept);
  if (sensitivity === "personal") {
    expect(redacted.b).not.toBe(-3);
    expect(redacted.b).toBeLessThan(1);
  }
});

test("without a profile nothing of confidential data is kept", () => {
  expect(redactor(document({ sensitivity: "confidential" }), undefined)({ given })).toEqual({});
});
