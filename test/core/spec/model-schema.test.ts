import { readFileSync } from "node:fs";
import { schemaText } from "../../../cli/write-schema";

test("the schema for editors is the one that is checked (npm run schema renews it)", () => {
  expect(readFileSync("model-code/core/spec/model.schema.json", "utf8")).toBe(schemaText());
});

test("every key of the schema says what it is, but for those whose name does", () => {
  const plain = new Set([
    "type",
    "min",
    "max",
    "values",
    "team",
    "contact",
    "open",
    "high",
    "low",
    "close",
    "volume",
    "text",
    "into",
    "resamples",
    "confidence",
    "selection",
  ]);
  const silent: string[] = [];
  const visit = (schema: Record<string, unknown>, path: string) => {
    for (const [name, value] of Object.entries((schema.properties ?? {}) as Record<string, Record<string, unknown>>)) {
      if (value.description === undefined && value.const === undefined && !plain.has(name)) silent.push(`${path}/${name}`);
      visit(value, `${path}/${name}`);
    }
    for (const part of ["items", "additionalProperties"])
      if (typeof schema[part] === "object") visit(schema[part] as Record<string, unknown>, path);
    for (const one of (schema.oneOf ?? []) as Record<string, unknown>[]) visit(one, path);
  };
  visit(JSON.parse(schemaText()), "");
  expect(silent).toEqual([]);
});
