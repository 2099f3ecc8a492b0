import fc from "fast-check";
import { writtenFeatures } from "../../../model-code/core/serving/written-features";

type Row = Record<string, number | string | null>;

/** What a body holds, as the scorer comes to it. */
const read = (body: string): readonly Row[] => {
  const { rows, ...row } = JSON.parse(body) as { rows?: readonly { features: Row }[]; features: Row };
  return (rows ?? [row]).map((r) => r.features);
};

test.each([
  ["one row", '{"features":{"a":1.5,"b":"x","c":null}}', ['{"a":1.5,"b":"x","c":null}']],
  ["numbers in other words, and spaces", '{ "features" : {"a": 1.50e1, "b": "é"} , "key": "k"}', ['{"a": 1.50e1, "b": "é"}']],
  ["a row that is about something", '{"about":{"a":"b"},"features":{"a":1}}', ['{"a":1}']],
  ["many rows", '{"rows":[{"features":{"a":1}},{"key":"k","features":{"b":"c"}}]}', ['{"a":1}', '{"b":"c"}']],
])("finds %s", (_, body, written) => {
  expect(writtenFeatures(body, read(body))).toEqual(written);
});

test.each([
  ["a name that comes twice", '{"features":{"a":2,"a":1}}'],
  ["a name that comes twice, once with a text", '{"features":{"a":"x","a":1,"b":"y"}}'],
  ["features that come twice", '{"features":{"a":2},"features":{"a":1}}'],
  ["rows that come twice", '{"rows":[{"features":{"a":2}}],"rows":[{"features":{"a":1}}]}'],
  ["a brace in a text", '{"features":{"a":"}","b":1}}'],
  ["a brace in a text, after as many quotes as there should be", '{"features":{"a":"x","a":"}","b":1}}'],
  ["a value of the same name", '{"key":"features","features":{"a":1}}'],
  ["an escaped name", '{"feature\\u0073":{"a":1},"key":"features"}'],
  ["an escaped quote", '{"features":{"a":"\\"","b":"}"}}'],
  ["more lines than one", '{"features":{"a":1,\n"b":2}}'],
  ["a number without end", `{"features":{"a":1.${"0".repeat(10_000)}}}`],
])("leaves %s to a parser", (_, body) => {
  expect(writtenFeatures(body, read(body))).toBeUndefined();
});

test.each([
  ["a number alone, of two quotes", 1, 600],
  ["two numbers, one of which is short", 2, 1200],
])("takes %s in up to 300 characters a quote", (_, numbers, characters) => {
  const body = (length: number) => {
    const begin = `{${numbers === 2 ? '"b":1,' : ""}"a":0.`;
    return `{"features":${begin}${"5".repeat(length - begin.length - 1)}}}`;
  };
  expect(writtenFeatures(body(characters), read(body(characters)))![0]).toHaveLength(characters);
  expect(writtenFeatures(body(characters + 1), read(body(characters + 1)))).toBeUndefined();
});

const odd = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("a", "b", "c", "d", "e", "é") },
  fc.constantFrom("features", "}", "{", ":", '"', "\\", ",", '"features":{', "\n", "x}"),
);
const value = fc.oneof(odd, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null));
const space = fc.oneof({ weight: 4, arbitrary: fc.constantFrom("", " ") }, fc.constantFrom("  ", "\n", "\t"));
/** An object's text, its members in any order, some maybe twice. */
const object = (member: fc.Arbitrary<readonly [string, string]>, maxLength: number) =>
  fc.tuple(fc.array(member, { maxLength }), space).map(([members, gap]) => {
    const inner = members.map(([name, text]) => `${JSON.stringify(name)}${gap}:${gap}${text}`);
    return `{${inner.join(`${gap},${gap}`)}}`;
  });
const features = object(
  fc.tuple(
    odd,
    value.map((v) => JSON.stringify(v)),
  ),
  4,
);
const row = object(
  fc.oneof(
    { weight: 3, arbitrary: fc.tuple(fc.constant("features"), features) },
    fc.tuple(
      fc.constantFrom("key", "about"),
      odd.map((v) => JSON.stringify(v)),
    ),
  ),
  3,
).filter((text) => "features" in (JSON.parse(text) as object));

test("whatever it finds, a parser reads what it read from the body, and it is one line", () => {
  let found = 0;
  const body = fc.array(row, { minLength: 1, maxLength: 3 }).map((rows) => `{"rows":[${rows.join(",")}]}`);
  fc.assert(
    fc.property(body, (text) => {
      const written = writtenFeatures(text, read(text));
      if (written === undefined) return;
      found++;
      expect(written.map((w) => JSON.parse(w))).toEqual(read(text));
      expect(written.join("")).not.toMatch(/[\n\r]/);
    }),
    { numRuns: 2000 },
  );
  expect(found).toBeGreaterThan(30);
});
