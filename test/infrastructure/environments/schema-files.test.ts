import { readFileSync } from "node:fs";
import Ajv from "ajv";
import { SCHEMA_FILES, schemaText } from "../../../cli/write-schema";

test.each(Object.keys(SCHEMA_FILES))("%s is the schema that is checked (npm run schema renews it)", (file) => {
  expect(readFileSync(file, "utf8")).toBe(schemaText(SCHEMA_FILES[file]));
});

test.each(Object.keys(SCHEMA_FILES))("%s is a schema by JSON Schema's own", (file) => {
  const ajv = new Ajv();
  expect([ajv.validateSchema(JSON.parse(readFileSync(file, "utf8"))), ajv.errors]).toEqual([true, null]);
});

test.each(["dev", "staging", "prod", "shared"])("%s.yaml names its schema to editors", (name) => {
  const [first] = readFileSync(`environments/${name}.yaml`, "utf8").split("\n");
  const [, schema] = /^# yaml-language-server: \$schema=(\S+)$/.exec(first ?? "") ?? [];
  expect(Object.keys(SCHEMA_FILES)).toContain(`environments/${schema}`);
});
