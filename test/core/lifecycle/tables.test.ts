import { readdirSync } from "node:fs";
import { join } from "node:path";
import { AUTOML } from "../../../model-code/core/automl/vocabulary";
import { GATES } from "../../../model-code/core/evaluate/gates";
import { METRICS } from "../../../model-code/core/evaluate/metrics";
import { STRESS } from "../../../model-code/core/evaluate/stress";
import { LEARNERS } from "../../../model-code/core/learners";
import { GROUPS, groupFolders } from "../../../model-code/core/lifecycle/groups";
import { LAKE_ZONES } from "../../../model-code/core/lifecycle/step";
import { STEPS } from "../../../model-code/core/lifecycle/steps";
import { GRAPH_WRITERS } from "../../../model-code/core/onnx";
import { MODEL_SCHEMA } from "../../../model-code/core/spec/model-schema";

const CORE = "model-code/core";
const { candidates, gates, search, evaluation } = MODEL_SCHEMA.properties;
const sorted = (names: Iterable<string>) => [...names].sort();
/** Files and folders of a folder, by their names without an ending; the table itself is `index.ts`. */
const files = (folder: string) =>
  readdirSync(join(CORE, folder))
    .map((f) => f.replace(/\.ts$/, ""))
    .filter((f) => f !== "index");

test("each step is a file of its name, and the table holds them all", () => {
  expect(sorted(files("lifecycle/steps"))).toEqual(sorted(STEPS.map((s) => s.name)));
});

test("each gate, metric and stress scenario is a file of its name, in its table and in the schema", () => {
  const kinds = gates.items.oneOf.map((g) => g.properties.kind.const);
  expect([sorted(files("evaluate/gates")), sorted(Object.keys(GATES))]).toEqual([sorted(kinds), sorted(kinds)]);
  expect([sorted(files("evaluate/metrics")), sorted(Object.keys(METRICS))]).toEqual([
    sorted(search.properties.metric.enum),
    sorted(search.properties.metric.enum),
  ]);
  const scenarios = evaluation.properties.stress.items.enum;
  expect([sorted(files("evaluate/stress")), sorted(Object.keys(STRESS))]).toEqual([sorted(scenarios), sorted(scenarios)]);
});

test("each learner that is fitted here is a file or folder of its name, in its table, among the graph writers and in the schema", () => {
  const names = sorted(candidates.items.properties.learner.enum.filter((name) => name !== AUTOML));
  expect(sorted(Object.keys(LEARNERS))).toEqual(names);
  expect(sorted(Object.keys(GRAPH_WRITERS))).toEqual(names);
  expect(files("learners")).toEqual(expect.arrayContaining(names));
  expect(files("onnx")).toEqual(expect.arrayContaining(names));
  for (const [name, learner] of Object.entries(LEARNERS)) expect(learner.name).toBe(name);
});

test("a step's inputs are outputs of steps before it, its own former output, or the data from outside", () => {
  const made = new Map<string, string>();
  for (const step of STEPS) {
    for (const input of step.inputs) {
      if (input.from === undefined && input.optional === true) expect(input.name).toBe("automl");
      else if (input.name === "source") expect(input.from).toBeUndefined();
      else if (input.name === "previous") expect([input.from, input.optional]).toEqual([step.name, true]);
      else expect(made.get(input.name)).toBe(input.from);
    }
    for (const output of step.outputs) {
      expect(LAKE_ZONES).toContain(output.zone);
      expect(made.has(output.name)).toBe(false);
      made.set(output.name, step.name);
    }
  }
});

test("a step reads only what model.yaml has", () => {
  for (const step of STEPS) for (const key of step.reads) expect(Object.keys(MODEL_SCHEMA.properties)).toContain(key);
});

test("the groups are the table in its order, and name what they need from outside", () => {
  expect(Object.values(GROUPS).flat()).toEqual(STEPS.map((s) => s.name));
  expect(groupFolders("prepare").inputs.map((i) => i.name)).toEqual(["source", "previous"]);
  expect(groupFolders("train").inputs.map((i) => i.name)).toEqual(["training", "selected"]);
});
