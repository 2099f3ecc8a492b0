import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunningServer } from "../../../model-code/hosts/server/start";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { GOOD, get, manifestOf, post, release, startScorer, storePackage } from "../../support/scorer";

const SPOOL_BYTES = 16 * 2 ** 20;
const folder = mkdtempSync(join(tmpdir(), "full-spool-"));
const spool = join(folder, "spool");
let azurite: TestAzurite;
let server: RunningServer;

beforeAll(async () => {
  azurite = await startAzurite();
  await release(azurite.store, manifestOf(await storePackage(azurite.store)));
  mkdirSync(join(spool, "predictions", "rejected"), { recursive: true });
  writeFileSync(join(spool, "predictions", "rejected", "gone.txt"), "half a li");
  utimesSync(join(spool, "predictions", "rejected", "gone.txt"), 0, 0);
  server = await startScorer(azurite.location, folder, { SPOOL_DIRECTORY: spool, SPOOL_BYTES: String(SPOOL_BYTES) });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** Bytes of the files of both logs, block by block. */
const spooled = (): number => {
  const files = (readdirSync(spool, { recursive: true }) as string[]).map((name) => statSync(join(spool, name)));
  return files.reduce((sum, file) => sum + (file.isFile() ? 4096 * Math.ceil(file.size / 4096) : 0), 0);
};

test("what was put aside and is old is gone, and counted where the log is watched", async () => {
  const text = await (await get(server.address, "/metrics")).text();
  expect(text).toContain('mlops_log_aged_files{log="predictions"} 1');
  expect(text).toContain('mlops_log_aged_files{log="feedback"} 0');
  expect(text).toContain('mlops_log_rejected_lines{log="predictions"} 0');
});

/** Asks until there is no room, whatever the caller's own work in this process does to the loop. */
async function untilRefused(path: string, body: unknown) {
  for (let asked = 0; ; asked++) {
    const answer = await post(server.address, path, body);
    const said = await answer.json();
    if (answer.status !== 200 && said.type !== "/docs#overloaded") return { answer, said, asked };
    expect(spooled()).toBeLessThanOrEqual(SPOOL_BYTES);
  }
}

test("while the store is away, requests are refused before predictions and labels together fill the spool, and nothing else fails", async () => {
  await azurite.stop();
  for (const rows of [2000, 200, 20]) {
    const { answer, said } = await untilRefused("/predict/batch", { rows: Array(rows).fill({ features: GOOD }) });
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("10");
    expect(said.detail).toContain("prediction log is full");
  }
  const { answer, said, asked } = await untilRefused("/feedback", { about: { car: "a", date: "2021-04-01" }, label: 1 });
  expect(answer.status).toBe(503);
  expect(said.detail).toContain("feedback log is full");
  // there was room for a few labels, where there was none for twenty predictions
  expect(asked).toBeLessThan(100);
  expect(spooled()).toBeGreaterThan(SPOOL_BYTES * 0.99);
  expect((await get(server.address, "/v2/health/ready")).status).toBe(200);
});
