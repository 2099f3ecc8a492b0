import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { ask } from "../../../cli/deploy/ask";
import { guardDestroy } from "../../../cli/deploy/guard";
import { pickStacks, readManifest, type SynthesizedStack } from "../../../cli/deploy/manifest";
import { SURROUNDINGS } from "../plan-review/plan";

const stacks = (of: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, SynthesizedStack> =>
  new Map(Object.entries(of).map(([id, dependencies]) => [id, { id, folder: id, dependencies }]));

/** As the platform's own, with dependencies in no order. */
const PLATFORM = stacks({
  "dev-serving-m": ["dev-model-m", "dev-cluster", "shared"],
  "dev-model-m": ["dev-ml", "dev-data"],
  "dev-ml": ["dev-foundation", "shared", "dev-data"],
  "dev-data": ["dev-foundation"],
  "dev-cluster": ["dev-data", "dev-foundation"],
  devops: [],
  "dev-foundation": ["dev-bootstrap"],
  "dev-bootstrap": ["shared-bootstrap"],
  "development-data": [],
  shared: ["shared-bootstrap"],
  "shared-bootstrap": [],
});
const picked = (environment: string, ...names: readonly string[]) => pickStacks(PLATFORM, environment, names).map((s) => s.id);

test("stacks come after all that they depend on, of the environment only, and without bootstrap unless it is named", () => {
  expect(picked("dev")).toEqual(["dev-foundation", "dev-data", "dev-cluster", "dev-ml", "dev-model-m", "dev-serving-m"]);
  expect(picked("shared")).toEqual(["shared"]);
  expect(picked("devops")).toEqual(["devops"]);
  expect(picked("dev", "serving-m", "dev-foundation")).toEqual(["dev-foundation", "dev-serving-m"]);
  expect(picked("dev", "bootstrap")).toEqual(["dev-bootstrap"]);
  expect(() => picked("dve")).toThrow('env: expected one of dev, development, devops, shared, got "dve"');
  expect(() => pickStacks(stacks({ "a-x": ["a-y"], "a-y": ["a-x"] }), "a", [])).toThrow(
    "a-x → a-y → a-x: stacks that wait for each other.",
  );
});

test.each([
  [undefined, "got no file. Run `npm run synth`."],
  ["{", "got no JSON. Run `npm run synth`."],
  ['{"stacks":{"a":{"name":1}}}', 'manifest.json stacks/a: expected the key "workingDirectory", got none'],
])("a manifest that is %j is refused", (text, message) => {
  const folder = mkdtempSync(join(tmpdir(), "manifest-"));
  try {
    if (text !== undefined) writeFileSync(join(folder, "manifest.json"), text);
    expect(() => readManifest(folder)).toThrow(message);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  ["yes\n", true],
  [" yes \n", true],
  ["y\n", false],
  ["\n", false],
  ["no\n", false],
  ["", false],
])("%j at the terminal is %s", async (typed, taken) => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const answer = ask("Apply dev-data?", { input, output });
  input.end(typed);
  expect(await answer).toBe(taken);
  expect(String(output.read())).toContain('Apply dev-data? Only "yes" is taken: ');
});

test("dev may be destroyed as long as it protects nothing, and nothing else may", () => {
  expect(() => guardDestroy("dev", SURROUNDINGS)).not.toThrow();
  expect(() => guardDestroy("prod", SURROUNDINGS)).toThrow('--destroy: expected the environment dev, got "prod"');
  expect(() => guardDestroy("shared", SURROUNDINGS)).toThrow('got "shared"');
  const protecting = { ...SURROUNDINGS, places: SURROUNDINGS.places.map((p) => ({ ...p, protectsData: true })) };
  expect(() => guardDestroy("dev", protecting)).toThrow("protectData: false");
});
