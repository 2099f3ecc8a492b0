import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { nativeModules } from "../../../cli/doctor/checks/native-modules";
import { node } from "../../../cli/doctor/checks/node";
import { packages } from "../../../cli/doctor/checks/packages";
import { surroundingsOf } from "../../../cli/doctor/surroundings";
import { isAtLeast, versionIn } from "../../../cli/doctor/version";
import { openDoctorLab } from "../../support/doctor-lab";
import { inProcess } from "../../support/in-process";

const lab = openDoctorLab();
afterAll(() => lab.close());

const about = (root: string) =>
  surroundingsOf({ step: "run", root, models: "model-code/models", environments: lab.environments, variables: {} });

test.each([
  ["20.12.0", ">=20.12", true],
  ["20.11.1", ">=20.12", false],
  ["22.1.0", ">=20.12", true],
  ["1.9.8", "1.11", false],
  ["1.11", "1.11", true],
  ["2.0.0", "1.11", true],
])("%s against %s", (version, least, holds) => {
  expect(isAtLeast(versionIn(version)!, versionIn(least)!)).toBe(holds);
});

test("a machine that is ready is told what is next, asks nobody, and needs no program", async () => {
  const found = await lab.look("run", undefined, {
    programs: { az: undefined, git: undefined, terraform: undefined, kubelogin: undefined },
  });
  expect([...found.values()].filter((f) => f.status !== "ok" && f.name !== "chromium")).toEqual([]);
  expect([...found.keys()]).toEqual(["node", "packages", "native modules", "chromium", "files"]);
});

test("a Node.js that is too old", async () => {
  const [found] = await node.look({ ...about(resolve(".")), node: "18.19.0" });
  expect(found).toMatchObject({ status: "missing", expected: "Node.js >=20.12", got: "18.19.0" });
});

/** A project with two packages locked and one for another system. */
function project(name: string, installed: Readonly<Record<string, string>>): string {
  const root = join(lab.folder, name);
  mkdirSync(root);
  const locked = { "": {}, "node_modules/a": { version: "1.0.0" }, "node_modules/a/node_modules/b": { version: "2.0.0" } };
  const optional = { "node_modules/for-windows": { version: "1.0.0", optional: true } };
  writeFileSync(join(root, "package-lock.json"), JSON.stringify({ packages: { ...locked, ...optional } }));
  writeFileSync(join(root, "package.json"), "{}");
  for (const [path, version] of Object.entries(installed)) {
    mkdirSync(join(root, path), { recursive: true });
    writeFileSync(join(root, path, "package.json"), JSON.stringify({ version }));
  }
  return root;
}

test.each([
  ["as-locked", { "node_modules/a": "1.0.0", "node_modules/a/node_modules/b": "2.0.0" }, "ok", "2 as locked"],
  ["outdated", { "node_modules/a": "1.0.0", "node_modules/a/node_modules/b": "1.9.0" }, "missing", "b 1.9.0 instead of 2.0.0"],
  ["nothing", {}, "missing", "a absent instead of 1.0.0, b absent instead of 2.0.0"],
])("packages that are %s", async (name, installed, status, got) => {
  const [found] = await packages.look(about(project(name, installed as Record<string, string>)));
  expect(found).toMatchObject({ status, got, ...(status === "missing" && { remedy: "npm ci" }) });
});

test("a module of machine code that does not load", async () => {
  const root = project("broken", { "node_modules/@duckdb/node-api": "1.0.0" });
  writeFileSync(join(root, "node_modules/@duckdb/node-api/index.js"), 'throw new Error("GLIBC_2.38 not found\\nmore")');
  const [found] = await nativeModules.look(about(root));
  expect(found).toMatchObject({
    status: "missing",
    got: expect.stringMatching(/^@duckdb\/node-api: GLIBC_2\.38 not found; onnxruntime-node: Cannot find module/),
    remedy: expect.stringContaining("npm ci"),
  });
});

test("a browser is no more than a warning", async () => {
  const found = await lab.look("run", undefined, { variables: { CHROMIUM: "/nowhere/chromium" } });
  expect(found.get("chromium")).toMatchObject({ status: "warning", got: "none at /nowhere/chromium" });
});

test("the command tells it line by line and by its exit code, and as JSON", async () => {
  const bad = join(lab.folder, "bad-models");
  mkdirSync(join(bad, "second"), { recursive: true });
  writeFileSync(join(bad, "second/model.yaml"), "name: second\n");
  const text = await inProcess(["doctor", "run", "--models", bad]);
  expect(text.code).toBe(1);
  expect(text.stdout).toMatch(/^ok {7}node {12}\d+\.\d+\.\d+\n/);
  expect(text.stdout).toMatch(/\nmissing {2}files .*second\/model\.yaml: expected .*\(and \d+ more\)\n {25}→ npx mlops validate\n/);
  expect(text.stdout).toMatch(/\n1 missing.*; first mend what is missing for: npm start\n$/);
  const json = await inProcess(["doctor", "--json"]);
  expect(json.code).toBe(0);
  expect(JSON.parse(json.stdout)).toContainEqual({
    ...{ name: "files", status: "ok", expected: "models and environments without a mistake" },
    got: "2 models, 3 environments",
  });
});

test("in a fresh clone, where nothing is installed, the command line says what to do", () => {
  const cli = join(lab.folder, "fresh/cli");
  mkdirSync(cli, { recursive: true });
  copyFileSync("cli/bin.mjs", join(cli, "bin.mjs"));
  const { status, stderr } = spawnSync(process.execPath, [join(cli, "bin.mjs"), "doctor"], { encoding: "utf8" });
  expect([status, stderr]).toEqual([
    1,
    "packages: expected node_modules as package-lock.json says, got: Cannot find package 'tsx'. Run `npm ci`.\n",
  ]);
});

test.each([
  [["doctor", "fly"], 'step: expected one of run, synth, publish, plan, deploy, devops, got "fly"'],
  [["doctor", "plan"], "env: expected an environment or shared, got none. Say where: npx mlops doctor plan dev."],
  [["doctor", "run", "dev"], 'env: expected none, as run is about no environment, got "dev"'],
  [["doctor", "deploy", "moon"], 'env: expected one of dev, prod, shared, staging, got "moon"'],
])("%j is wrong use", async (args, message) => {
  expect(await inProcess(args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
});
