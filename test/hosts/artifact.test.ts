import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readLocalFolder } from "../../model-code/adapters/blob-store/local-folder";
import { loadModel } from "../../model-code/adapters/model-files";
import { ARTIFACT_NAMES, type Artifact, buildArtifact, layOut } from "../../model-code/hosts/artifact/artifact";
import { buildModelFiles } from "../../model-code/hosts/artifact/model-files";
import { billOfMaterials, packageOf } from "../../model-code/hosts/artifact/sbom";
import type { BundleName } from "../../model-code/hosts/bundle";
import { registerHealth } from "../../model-code/hosts/package-health";
import { startAzurite, type TestAzurite } from "../support/azurite";
import { copyAsImage, type ImageSpec, readDockerfile } from "../support/dockerfile";
import { functionsOf } from "../support/functions-bundle";
import { sampleBars } from "../support/lab";
import { GOOD, get, manifestOf, post, probabilityOf, release, storePackage } from "../support/scorer";

const folder = mkdtempSync(join(tmpdir(), "artifacts-"));
const at = (name: string) => join(folder, name);
let azurite: TestAzurite;
const artifacts = {} as Record<BundleName, Artifact>;
beforeAll(async () => {
  const starting = startAzurite();
  for (const name of ARTIFACT_NAMES) {
    artifacts[name] = await buildArtifact(name);
    mkdirSync(at(name));
    layOut(artifacts[name], at(name));
  }
  azurite = await starting;
});
afterAll(async () => {
  await azurite.stop();
  rmSync(folder, { recursive: true });
});

const filesOf = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name).slice(directory.length + 1))
    .sort();
const megabytes = (directory: string) => filesOf(directory).reduce((sum, file) => sum + statSync(join(directory, file)).size, 0) / 1e6;
const dockerfile = (name: string): ImageSpec => readDockerfile(readFileSync(join(at(name), "Dockerfile"), "utf8"));

test.each(["job", "server", "function", "control"] as const)("what is published of %s is these files", (name) => {
  const modules = /^node_modules\/((@[^/]+\/)?[^/]+)\/.*$/;
  const counted = new Map<string, number>();
  for (const file of filesOf(at(name))) {
    const key = file.replace(modules, "node_modules/$1/…");
    counted.set(key, (counted.get(key) ?? 0) + 1);
  }
  expect([...counted.keys()]).toMatchSnapshot();
});

test.each([
  ["job", 112, 124],
  ["server", 46, 54],
  ["function", 46, 54],
  ["control", 1, 5],
] as const)("%s is between %d and %d MB: nothing for other platforms, no types, no headers", (name, least, most) => {
  expect(megabytes(at(name))).toBeGreaterThan(least);
  expect(megabytes(at(name))).toBeLessThan(most);
  expect(filesOf(at(name)).filter((f) => /darwin|win32|arm64|musl|\.d\.[cm]?ts$|\.dll$|\.dylib$/.test(f))).toEqual([]);
});

test.each(["function", "control"] as const)("the package of %s tells its app which one it is", async (name) => {
  const handlers: Record<string, () => Promise<unknown>> = {};
  const known = {
    http: (route: string, { handler }: { readonly handler: unknown }) => void Object.assign(handlers, { [route]: handler }),
  };
  registerHealth(known, at(name));
  expect(await handlers.health!()).toMatchObject({ jsonBody: { package: artifacts[name].hash } });
  registerHealth(known, folder);
  expect(await handlers.health!()).toMatchObject({ jsonBody: { package: null } });
});

test("what is published of a model is model.yaml and the SQL that it names, another model's too; its hash tells each change of them, and no other", async () => {
  const models = at("models");
  cpSync("model-code/models", models, { recursive: true, filter: (path) => !/sample|\.test\.ts$/.test(path) });
  const published = (name: string) => buildModelFiles(loadModel(models, name, { sample: false }));
  const hashes = async () => ({
    direction: (await published("market-direction")).hash,
    volatility: (await published("market-volatility")).hash,
  });
  const edit = (file: string, change: (text: string) => string) =>
    writeFileSync(join(models, file), change(readFileSync(join(models, file), "utf8")));

  const files = await published("market-direction");
  expect(filesOf(files.directory)).toEqual(["market-direction/label.sql", "market-direction/model.yaml", "market-volatility/features.sql"]);
  expect(loadModel(files.directory, "market-direction", { sample: false }).spec.name).toBe("market-direction");
  const before = await hashes();
  edit("market-direction/README.md", (text) => `${text}More.\n`);
  expect(await hashes()).toEqual(before);
  edit("market-direction/label.sql", (text) => `-- a word\n${text}`);
  const labelled = await hashes();
  expect(labelled.volatility).toBe(before.volatility);
  expect(labelled.direction).not.toBe(before.direction);
  edit("market-volatility/model.yaml", (text) => text.replace("seed: 2013", "seed: 2014"));
  const seeded = await hashes();
  expect(seeded.direction).toBe(labelled.direction);
  expect(seeded.volatility).not.toBe(before.volatility);
  // both are made of it
  edit("market-volatility/features.sql", (text) => `-- a word\n${text}`);
  const shared = await hashes();
  expect([shared.direction, shared.volatility]).not.toEqual([seeded.direction, expect.anything()]);
  expect(shared.volatility).not.toBe(seeded.volatility);
});

describe.each(["job", "server"] as const)("the Dockerfile of %s", (name) => {
  test("names its base exactly, is no root, and says what it is and of which version", () => {
    const image = dockerfile(name);
    expect(readFileSync(join(at(name), "Dockerfile"), "utf8")).toMatch(/^FROM docker\.io\/library\/node:22\.\d+\.\d+-bookworm-slim/m);
    expect(Number(image.user.split(":")[0])).toBeGreaterThan(0);
    expect(image.labels).toMatchObject({
      "org.opencontainers.image.version": "$" + "{VERSION}",
      "org.opencontainers.image.licenses": "Apache-2.0",
      "org.opencontainers.image.base.name": image.from,
    });
  });

  test("only copies: what is in it was there before, and no key could be left in a layer", () => {
    expect(dockerfile(name).instructions.filter((i) => ["RUN", "ADD", "SHELL"].includes(i))).toEqual([]);
    const copied = dockerfile(name).copies.flatMap((c) => c.from);
    expect(copied).toContain("sbom.cdx.json");
    // Docker reads the first itself; the second is only how the modules were chosen
    const rest = readdirSync(at(name)).filter((file) => !copied.includes(file));
    expect(rest).toEqual(["Dockerfile", "modules.json"]);
  });
});

test("the server's image stands on one without a shell", () => {
  expect(dockerfile("server").from).toMatch(/^gcr\.io\/distroless\/cc-debian12:nonroot$/);
});

test("the server's image, laid out in an empty folder, answers, and writes nothing into itself", async () => {
  await release(azurite.store, manifestOf(await storePackage(azurite.store)));
  const image = dockerfile("server");
  const work = copyAsImage(image, at("server"), at("server-root"));
  const before = await readLocalFolder(work);
  expect(image.command).toEqual(["/usr/local/bin/node", "server.js"]);
  const child = spawn(process.execPath, image.command.slice(1), {
    cwd: work,
    env: {
      ...image.env,
      ...{ MODELS: "speeding", STORE_URL: azurite.location, HOST: "127.0.0.1", PORT: "0", LOG_LEVEL: "silent" },
      ...{ CACHE_DIRECTORY: at("cache"), SPOOL_DIRECTORY: at("spool"), DRAIN_SECONDS: "0", DEVELOPMENT_WITHOUT_AUTH: "true" },
      MAX_LOOP_DELAY_MS: "60000",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((done) => child.once("exit", done));
  try {
    const address = await new Promise<string>((done, fail) => {
      child.stdout.once("data", (line) => done(JSON.parse(String(line)).listening));
      child.once("exit", (code) => fail(new Error(`the scorer ended with ${code}`)));
    });
    while ((await get(address, "/v2/health/ready")).status !== 200) await new Promise((done) => setTimeout(done, 20));
    const answer = await post(address, "/predict", { features: GOOD });
    expect(answer.status).toBe(200);
    expect((await answer.json()).probability).toBeCloseTo(probabilityOf(GOOD.speed, GOOD.colour), 6);
  } finally {
    child.kill("SIGTERM");
    await ended;
  }
  expect(await readLocalFolder(work)).toEqual(before);
});

test("the job's image, laid out in an empty folder, prepares a published model's data by the command line that Azure ML's shell gets", async () => {
  const image = dockerfile("job");
  const work = copyAsImage(image, at("job"), at("job-root"));
  mkdirSync(at("source"));
  writeFileSync(
    join(at("source"), "ohlcv-daily.csv"),
    sampleBars((symbol, date) => symbol === "IBM" && date < "2001-01-01"),
  );
  const { directory } = await buildModelFiles(loadModel("model-code/models", "market-volatility"));
  const command = `cd ${work} && node job.js group prepare --model market-volatility --models ${directory} --input source=${at("source")} --output curated=${at("curated")}`;
  const env = { ...image.env, PATH: `${join(process.execPath, "..")}:/usr/bin:/bin` };
  const { status, stderr } = spawnSync("/bin/sh", ["-c", command], { cwd: folder, env, encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
  expect(filesOf(at("curated")).some((file) => file.endsWith(".parquet"))).toBe(true);
});

test.each([
  ["function", "scorer"],
  ["control", "ticks"],
] as const)("the package %s is what the Functions host loads from its top folder", (name, known) => {
  expect(readdirSync(at(name))).toEqual(expect.arrayContaining(["host.json", "package.json", `${name}.js`]));
  const { main } = JSON.parse(readFileSync(join(at(name), "package.json"), "utf8"));
  expect(functionsOf({ ...artifacts[name], directory: at(name) }, main, {}).map((f) => f.name)).toContain(known);
});

test("the bill of materials lists what is bundled and what stands beside it, once, with license and hash", () => {
  const bill = JSON.parse(readFileSync(join(at("server"), "sbom.cdx.json"), "utf8"));
  expect(bill).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6", version: 1, metadata: { component: { name: "mlops-server" } } });
  const named = (name: string) => bill.components.filter((c: { name: string }) => c.name === name);
  const fastify = JSON.parse(readFileSync("node_modules/fastify/package.json", "utf8"));
  expect(named("fastify")).toEqual([
    expect.objectContaining({ version: fastify.version, purl: `pkg:npm/fastify@${fastify.version}`, licenses: [{ expression: "MIT" }] }),
  ]);
  expect(named("onnxruntime-node")[0].hashes[0]).toEqual({ alg: "SHA-512", content: expect.stringMatching(/^[0-9a-f]{128}$/) });
  expect(named("@duckdb/node-api")).toEqual([]);
  expect(named("adm-zip")).toEqual([]);
  const references = bill.components.map((c: { "bom-ref": string }) => c["bom-ref"]);
  expect(new Set(references).size).toBe(references.length);
});

test("a package is found by the innermost node_modules, and one that the lock does not hold is told", () => {
  expect(packageOf("node_modules/a/node_modules/@b/c/lib/index.js")).toBe("node_modules/a/node_modules/@b/c");
  expect(packageOf("model-code/core/random.ts")).toBeUndefined();
  expect(() => billOfMaterials("x", ["node_modules/zebra"], { lockfileVersion: 3, packages: {} })).toThrow(
    "package-lock.json does not hold node_modules/zebra",
  );
});
