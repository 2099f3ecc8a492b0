import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../model-code/adapters/blob-store/connect";
import type { Bundle } from "../../model-code/hosts/bundle";
import type { RunEvent } from "../../model-code/hosts/local-runner/run-model";
import type { RunRecord } from "../../model-code/hosts/local-runner/run-record";
import { type FaultyProxy, startFaultyProxy } from "../adapters/support/faulty-proxy";
import { startAzurite, type TestAzurite } from "../support/azurite";
import { builtBundle, digests, type Lab, mlops, openLab, sampleBars } from "../support/lab";

let azurite: TestAzurite;
let bundle: Bundle;
let lab: Lab;
let data: string;
let proxy: FaultyProxy;
let calm: RunRecord;

beforeAll(async () => {
  [azurite, bundle] = await Promise.all([startAzurite(), builtBundle()]);
  lab = openLab();
  lab.model("ranges");
  data = lab.data("bars", { "bars.csv": sampleBars((symbol, date) => symbol === "IBM" && date >= "2006-01-01" && date < "2008-10-01") });
  calm = await lab.run(azurite.store, bundle, "ranges", data);
});
afterAll(async () => {
  lab.close();
  await azurite.stop();
});
beforeEach(async () => {
  proxy = await startFaultyProxy(azurite.location);
});
afterEach(() => proxy.stop());

const through = (more = {}) => lab.run(connect(proxy.location), bundle, "ranges", data, more);
const warningsOf = (events: RunEvent[]) => events.flatMap((e) => (e.kind === "progress" && "warning" in e.event ? [e.event.warning] : []));

/** Turns over one byte of a blob and leaves all that is known of it as it was. */
async function flipByte(container: "models" | "raw", name: string): Promise<void> {
  const { content, metadata } = await azurite.store.get(container, name);
  const flipped = Uint8Array.from(content);
  flipped[Math.floor(flipped.length / 2)]! ^= 1;
  await azurite.store.put(container, name, flipped);
  expect((await azurite.store.get(container, name)).metadata.sha256).not.toBe(metadata.sha256);
}

test("a store that loses answers and is busy now and then: the run ends with the same bytes", async () => {
  proxy.plan = (n) =>
    n % 7 === 3 ? { kind: "lose-answer" } : n % 11 === 5 ? { kind: "status", status: 503, code: "ServerBusy" } : { kind: "none" };
  const run = await through({ from: "evaluate", work: join(lab.folder, "unsteady") });
  expect([run.status, digests(run)]).toEqual(["done", digests(calm)]);
});

test("a slow store is waited for", async () => {
  proxy.plan = (_, method) => (method === "GET" ? { kind: "slow", pieces: 3, pauseMs: 20 } : { kind: "none" });
  const run = await through({ from: "package", work: join(lab.folder, "slow") });
  expect([run.status, digests(run)]).toEqual(["done", digests(calm)]);
});

test("a store that refuses writes is told as such, and the next run goes on where this one stopped", async () => {
  lab.model("ranges", (m) => {
    m.title = "Refused once";
  });
  proxy.plan = (_, method) =>
    method === "PUT" ? { kind: "status", status: 403, code: "AuthorizationPermissionMismatch" } : { kind: "none" };
  await expect(through()).rejects.toMatchObject({ code: "STORE_REFUSED" });
  proxy.plan = () => ({ kind: "none" });
  const run = await through();
  expect(run.steps.filter((s) => !s.reused).map((s) => s.step)).toEqual(["package", "register"]);
  lab.model("ranges");
});

test("a store that is gone ends the command with 1 and says where it should be", async () => {
  await proxy.stop();
  const { code, stderr } = await mlops([
    "run",
    "ranges",
    "--models",
    lab.models,
    "--data",
    data,
    "--work",
    join(lab.folder, "gone"),
    "--store",
    proxy.location,
  ]);
  expect(code).toBe(1);
  expect(stderr).toContain(`the blob store at ${proxy.location}: expected an answer, got connection refused`);
  expect(stderr).not.toContain("    at ");
});

test("a stored file with a flipped byte is found when it is needed, made again, and is what it was", async () => {
  const folder = `candidates/${digests(calm).candidates}`;
  await flipByte("models", `${folder}/logistic/model.onnx`);
  // no local copy: the step has to read the store
  rmSync(join(lab.folder, "work/stage"), { recursive: true });
  const events: RunEvent[] = [];
  const run = await lab.run(azurite.store, bundle, "ranges", data, { from: "evaluate", onEvent: (e) => events.push(e) });
  expect([run.status, digests(run)]).toEqual(["done", digests(calm)]);
  expect(warningsOf(events)).toEqual([
    expect.stringMatching(
      new RegExp(`models/${folder}/logistic/model\\.onnx: expected content of sha256 [0-9a-f]{64}, got [0-9a-f]{64}.*made again now`),
    ),
  ]);
  const again = await lab.run(azurite.store, bundle, "ranges", data, { from: "evaluate", work: join(lab.folder, "fresh") });
  expect(digests(again)).toEqual(digests(calm));
});

test("a flipped byte in the raw zone is mended from the data folder; where that has changed, nothing is removed", async () => {
  const landing = lab.data("twice", {
    "a.csv": sampleBars((symbol, date) => symbol === "IBM" && date >= "2006-01-01" && date < "2006-07-01"),
  });
  const before = await lab.run(azurite.store, bundle, "ranges", landing, { until: "validate" });
  const name = (await azurite.store.list("raw", `raw/${digests(before).raw}/bars/`))[0]!.name;
  const damage = async () => {
    await flipByte("raw", name);
    rmSync(join(lab.folder, "work/stage"), { recursive: true });
  };
  await damage();
  const mended = await lab.run(azurite.store, bundle, "ranges", landing, { from: "validate", until: "validate" });
  expect([mended.status, digests(mended)]).toEqual(["done", digests(before)]);
  await damage();
  lab.data("twice", { "b.csv": sampleBars((symbol, date) => symbol === "IBM" && date >= "2006-07-01" && date < "2006-10-01") });
  await expect(lab.run(azurite.store, bundle, "ranges", landing, { until: "validate" })).rejects.toMatchObject({
    code: "CANNOT_MEND",
    message: expect.stringContaining("Nothing was removed: restore the blob"),
  });
  const left = (await azurite.store.list("raw", `raw/${digests(before).raw}/`)).map((b) => b.name);
  expect(left).toContain(`raw/${digests(before).raw}/_manifest.json`);
});

test("a local copy with a flipped byte is replaced by the store's", async () => {
  await lab.run(azurite.store, bundle, "ranges", data, { from: "extract-features", until: "extract-features" });
  const stage = join(lab.folder, "work/stage/curated");
  const file = join(
    stage,
    digests(calm).curated!,
    readdirSync(join(stage, digests(calm).curated!), { recursive: true })
      .map(String)
      .find((f) => f.endsWith(".parquet"))!,
  );
  const bytes = readFileSync(file);
  bytes[10]! ^= 1;
  writeFileSync(file, bytes);
  const run = await lab.run(azurite.store, bundle, "ranges", data, { from: "extract-features", until: "extract-features" });
  expect([run.status, digests(run).features]).toEqual(["done", digests(calm).features]);
});
