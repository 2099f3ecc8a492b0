import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { loadModel } from "../../model-code/adapters/model-files";
import { openJobs } from "../../model-code/hosts/local-runner/run-job";
import { type LockFile, lockSubset } from "../../model-code/hosts/lock-subset";
import { builtBundle, builtBundles, openLab } from "../support/lab";

const thrown = (act: () => unknown): Error => {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
};

const files = (folder: string) => readdirSync(folder).sort();

test("the job's bundle is six files, of sizes that a pull can bear, and names only its own native modules", async () => {
  const { directory } = await builtBundle();
  expect(files(directory)).toEqual(["job.js", "job.js.map", "modules.json", "package-lock.json", "package.json", "sbom.cdx.json"]);
  expect(statSync(join(directory, "job.js")).size).toBeLessThan(2_500_000);
  const { dependencies } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  expect(Object.keys(dependencies)).toEqual(["@duckdb/node-bindings", "onnxruntime-node"]);
  const lock = JSON.parse(readFileSync(join(directory, "package-lock.json"), "utf8"));
  const platforms = Object.keys(lock.packages).filter((p) => /node-bindings-/.test(p));
  expect(platforms).toEqual(["node_modules/@duckdb/node-bindings-linux-x64"]);
  // what runs names no folder of the machine that built it
  for (const file of files(directory)) expect(readFileSync(join(directory, file), "utf8")).not.toContain(resolve("."));
});

test("the job's bundle, whose check of model.yaml was compiled when it was built, tells of the same problems", async () => {
  const lab = openLab();
  try {
    lab.model("odd", (m) => {
      m.riskTier = "huge";
      m.owner.contact = "nobody";
      m.gates.push({ kind: "luck" });
      delete m.label;
    });
    const { directory } = await builtBundle();
    const places = ["--input", `valid=${lab.folder}`, "--output", `clean=${join(lab.folder, "clean")}`];
    const job = spawnSync(process.execPath, [join(directory, "job.js"), "clean", "--model", "odd", "--models", lab.models, ...places], {
      encoding: "utf8",
    });
    const { message } = thrown(() => loadModel(lab.models, "odd"));
    expect(message).toContain('got "huge"');
    expect([job.status, job.stderr]).toEqual([1, `${message}\n`]);
  } finally {
    lab.close();
  }
});

test("the job's bundle runs several jobs in turn, goes on after one that fails, and ends with its input; what a library writes to standard output is no event", async () => {
  const { directory } = await builtBundle();
  const folder = mkdtempSync(join(tmpdir(), "noise-"));
  const noise = join(folder, "noise.cjs");
  writeFileSync(noise, `process.stdout.write('7\\n{"ended":0}\\nhalf a line');`);
  const jobs = openJobs(directory, { NODE_OPTIONS: `--require ${noise}` }, undefined);
  try {
    await expect(jobs.run(["fly"], () => {})).rejects.toThrow("got fly");
    const nobody = ["--model", "nobody", "--models", resolve("model-code/models"), "--input", "package=p", "--output", "registration=r"];
    await expect(jobs.run(["register", ...nobody], () => {})).rejects.toThrow("nobody");
  } finally {
    await jobs.end();
    rmSync(folder, { recursive: true });
  }
});

test.each([
  ["server", ["onnxruntime-node"]],
  ["function", ["onnxruntime-node"]],
  ["control", []],
] as const)("the bundle %s holds its script and names only its own native modules", async (name, native) => {
  const { directory } = (await builtBundles())[name];
  expect(files(directory)).toEqual(expect.arrayContaining([`${name}.js`, `${name}.js.map`, "package-lock.json", "package.json"]));
  expect(statSync(join(directory, `${name}.js`)).size).toBeLessThan(4_000_000);
  const manifest = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  expect(Object.keys(manifest.dependencies)).toEqual(native);
  expect(manifest.main).toBe(name === "server" ? undefined : `${name}.js`);
  for (const file of files(directory)) expect(readFileSync(join(directory, file), "utf8")).not.toContain(resolve("."));
});

test("the same sources in another folder give the same hash", async () => {
  const clone = mkdtempSync(join(tmpdir(), "clone-"));
  try {
    for (const part of ["model-code", "cli", "environments", "constructs", "stacks", "package.json", "package-lock.json", "tsconfig.json"])
      if (existsSync(part)) cpSync(part, join(clone, part), { recursive: true });
    symlinkSync(resolve("node_modules"), join(clone, "node_modules"));
    const build = (...names: string[]) =>
      JSON.parse(
        execFileSync(process.execPath, ["--preserve-symlinks", join(clone, "cli/bin.mjs"), "build", "--json", ...names], {
          encoding: "utf8",
          cwd: clone,
        }),
      );
    const all = build();
    const there = all.server;
    expect(there.directory).toContain(clone);
    for (const [name, { hash }] of Object.entries(await builtBundles())) expect([name, all[name].hash]).toEqual([name, hash]);
    // what somebody has changed is no build of these sources: it is made again
    const script = join(there.directory, "server.js");
    const sound = readFileSync(script, "utf8");
    writeFileSync(script, `${sound}//`);
    expect(build("server").server).toEqual(there);
    expect(readFileSync(script, "utf8")).toBe(sound);
    // and another source is another bundle
    writeFileSync(
      join(clone, "model-code/core/canonical-json.ts"),
      readFileSync("model-code/core/canonical-json.ts", "utf8").replace("has no JSON form", "has none"),
    );
    expect(build("server").server.hash).not.toBe(there.hash);
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
});

const LOCK: LockFile = {
  lockfileVersion: 3,
  packages: {
    "node_modules/a": { version: "1.0.0", dependencies: { b: "^1" }, optionalDependencies: { "a-linux": "1", "a-mac": "1", gone: "1" } },
    "node_modules/a/node_modules/b": { version: "1.5.0", dependencies: { c: "*" } },
    "node_modules/b": { version: "2.0.0" },
    "node_modules/c": { version: "3.0.0" },
    "node_modules/a-linux": { version: "1.0.0", os: ["linux"], cpu: ["x64"] },
    "node_modules/a-mac": { version: "1.0.0", os: ["darwin"] },
    "node_modules/other": { version: "9.0.0" },
  },
};

test("a lock's part holds what the packages need, where Node would look for it, for linux-x64 alone", () => {
  const { lock } = lockSubset(LOCK, "x", ["a"]);
  expect(Object.keys((lock as LockFile).packages)).toEqual([
    "",
    "node_modules/a",
    "node_modules/a-linux",
    "node_modules/a/node_modules/b",
    "node_modules/c",
  ]);
});

test("a package that the lock does not hold is told", () => {
  expect(() => lockSubset(LOCK, "x", ["zebra"])).toThrow("package-lock.json does not hold zebra");
});
