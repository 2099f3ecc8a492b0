import { checkServing } from "../../../model-code/core/spec/check-serving";
import { hostIn } from "../../../model-code/core/spec/host-in";
import type { ModelSpec } from "../../../model-code/core/spec/model-schema";
import { models } from "../../support/platform";

const [model] = models;
const serving = (changes: Partial<ModelSpec["serving"]>): ModelSpec => ({ ...model!, serving: { ...model!.serving, ...changes } });
const problems = (changes: Partial<ModelSpec["serving"]>) => {
  const found: string[] = [];
  checkServing(serving(changes), (path, expected, got) => found.push(`${path}: expected ${expected}, got ${got}`));
  return found;
};
const HOURS = { from: "08:00", until: "18:00", timeZone: "America/New_York" };

test("hours lie within a day of a zone that there is, and replicas between their bounds", () => {
  expect(problems({ hours: HOURS, replicas: { min: 2, max: 2 } })).toEqual([]);
  expect(problems({ hours: { ...HOURS, until: "08:00" } })).toEqual([
    'serving/hours/until: expected a time after from (08:00), got "08:00"',
  ]);
  expect(problems({ hours: { ...HOURS, timeZone: "New York" } })).toEqual([
    'serving/hours/timeZone: expected a zone of the IANA database, got "New York"',
  ]);
  expect(problems({ replicas: { min: 3, max: 2 } })).toEqual(["serving/replicas/max: expected at least replicas.min (3), got 2"]);
});

test("the host is the model's, but where an environment differs", () => {
  const differs = serving({ host: "aks", hosts: { dev: "functions" } });
  expect(["dev", "prod"].map((env) => hostIn(differs, env))).toEqual(["functions", "aks"]);
});
