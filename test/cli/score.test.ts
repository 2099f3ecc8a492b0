import { spawn } from "node:child_process";
import { existsSync, readFileSync, watch } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { putFolder } from "../../model-code/adapters/blob-store/folders";
import { duckdb } from "../../model-code/adapters/duckdb/sql-engine";
import { BlobModelRegistry } from "../../model-code/adapters/registry/blob-model-registry";
import { startAzurite, type TestAzurite } from "../support/azurite";
import { inProcess } from "../support/in-process";
import { mlops } from "../support/lab";
import { linearPackage } from "../support/linear-package";

let azurite: TestAzurite;
let digest: string;
let rows: string;
const at = (name: string) => join(azurite.folder, name);
const args = (output: string, ...more: string[]) => [
  ...["score", "linear", "--store", azurite.location, "--work", at("work"), "--input", rows, "--output", output],
  ...more,
];
beforeAll(async () => {
  azurite = await startAzurite();
  digest = await linearPackage(at("package"));
  await putFolder(azurite.store, "models", "package", at("package"));
  await new BlobModelRegistry(azurite.store).register("linear", { digest, task: "regression", metrics: {}, gates: "passed" });
  rows = at("rows.parquet");
  await duckdb.copy("SELECT i AS id, i % 100 AS a, i % 5 AS b, 'x' AS c FROM range(600000) AS made(i)", {}, rows);
});
afterAll(() => azurite.stop());

test("nothing is scored by a model that is not released, unless a package is named", async () => {
  const { code, stderr } = await inProcess(args(at("none.csv")));
  expect([code, stderr]).toEqual([2, expect.stringContaining('expected one that is released, got "linear", of which nothing is served')]);
  expect((await inProcess(args(at("none.csv"), "--version", "2"))).stderr).toContain("expected version 2, got versions 1 to 1");
});

test("what the release serves scores; kill -9 in the middle, and the same command goes on and gives the same bytes", async () => {
  const manifest = { schema: 1, model: "linear", version: 1, state: "serving", stable: digest, previous: null, candidate: null };
  await azurite.store.put("releases", "linear.json", JSON.stringify({ ...manifest, since: "2009-04-01T00:00:00Z" }));
  const calm = await inProcess(args(at("calm.parquet"), "--json"));
  expect(JSON.parse(calm.stdout)).toEqual({ model: "linear", digest, scored: 600_000, quarantined: 0, resumedAfter: 0 });

  const output = at("rough.parquet");
  const killed = spawn(process.execPath, [resolve("cli/bin.mjs"), ...args(output)], { stdio: "ignore", detached: true });
  const begun = join(`${output}.progress`, "000001.parquet");
  await new Promise<void>((done) => {
    const watcher = watch(dirname(output), { recursive: true }, () => {
      if (!existsSync(begun)) return;
      watcher.close();
      process.kill(-killed.pid!, "SIGKILL");
    });
    killed.on("exit", () => done());
  });
  expect([existsSync(output), existsSync(begun)]).toEqual([false, true]);
  const { code, stdout } = await mlops(args(output));
  expect(code).toBe(0);
  expect(stdout).toMatch(/gone on after row [2345]00,000, where an earlier run ended\n600,000 rows scored by package [0-9a-f]{64}: /);
  expect(stdout).toContain("600,000 of 600,000 rows, 100 %\n");
  expect(readFileSync(output).equals(readFileSync(at("calm.parquet")))).toBe(true);
});
