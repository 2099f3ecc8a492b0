import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunningServer } from "../../../model-code/hosts/server/start";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { GOOD, get, manifestOf, post, release, startScorer, storePackage } from "../../support/scorer";

const SPOOL_BYTES = 16 * 2 ** 20;
const folder = mkdtempSync(join(tmpdir(), "full-spool-"));
let azurite: TestAzurite;
let server: RunningServer;

beforeAll(async () => {
  azurite = await startAzurite();
  await release(azurite.store, manifestOf(await storePackage(azurite.store)));
  server = await startScorer(azurite.location, folder, { SPOOL_BYTES: String(SPOOL_BYTES) });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** Bytes of the files of both logs, block by block. */
const spooled = (): number => {
  const { spoolDirectory } = server.context.config;
  const files = (readdirSync(spoolDirectory, { recursive: true }) as string[]).map((name) => statSync(join(spoolDirectory, name)));
  return files.reduce((sum, file) => sum + (file.isFile() ? 4096 * Math.ceil(file.size / 4096) : 0), 0);
};

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
