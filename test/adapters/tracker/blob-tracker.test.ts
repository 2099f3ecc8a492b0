import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { connect } from "../../../model-code/adapters/blob-store/connect";
import { BlobTracker } from "../../../model-code/adapters/tracker/blob-tracker";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { type FaultyProxy, startFaultyProxy } from "../support/faulty-proxy";
import { itIsATracker, NOW } from "./tracker-contract";

let azurite: TestAzurite;
let tracker: BlobTracker;
beforeAll(async () => {
  azurite = await startAzurite();
  tracker = new BlobTracker(azurite.store, () => NOW);
});
afterAll(() => azurite.stop());

const metric = (step: number) => ({ key: "loss", value: step / 3, step, timestamp: NOW + step });

describe("the blob tracker", () => {
  itIsATracker(
    () => tracker,
    (name) => name,
  );

  it("keeps what was acknowledged before the process was killed", async () => {
    const child = spawn(process.execPath, ["--require", require.resolve("tsx/cjs"), join(__dirname, "blob-user.ts"), azurite.location], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let runId = "";
    let acknowledged = -1;
    for await (const line of createInterface({ input: child.stdout })) {
      if (runId === "") runId = line;
      else acknowledged = Number(line);
      if (acknowledged >= 25) break;
    }
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;

    const { metrics, status } = await tracker.run("killed", runId);
    expect(status).toBe("RUNNING");
    const steps = metrics.map((m) => m.step);
    expect(steps).toEqual(steps.map((_, i) => i));
    expect(steps.length).toBeGreaterThan(acknowledged);

    const again = await tracker.resumeRun("killed", runId);
    await again.logMetrics([{ key: "loss", value: 0, step: 10_000, timestamp: NOW }]);
    await again.finish("KILLED");
    expect((await tracker.run("killed", runId)).metrics).toHaveLength(steps.length + 1);
  });

  it("stores a flood in few blobs", async () => {
    const run = await tracker.startRun("flood", { name: "flood" });
    await Promise.all(Array.from({ length: 200 }, (_, step) => run.logMetrics([metric(step)])));
    expect((await tracker.run("flood", run.runId)).metrics).toEqual(Array.from({ length: 200 }, (_, step) => metric(step)));
    expect((await azurite.store.list("models", "runs/flood/")).length).toBeLessThan(10);
  });

  it("loses nothing of two processes that write to one run", async () => {
    const { runId } = await tracker.startRun("pair", { name: "pair" });
    const pair = await Promise.all([1, 2].map(() => new BlobTracker(connect(azurite.location), () => NOW).resumeRun("pair", runId)));
    for (let i = 0; i < 10; i++) await Promise.all(pair.map((run, which) => run.logMetrics([metric(2 * i + which)])));
    await pair[0]!.finish("FINISHED");
    await pair[1]!.logMetrics([metric(20)]);
    expect((await tracker.run("pair", runId)).metrics).toEqual(Array.from({ length: 21 }, (_, step) => metric(step)));
  });

  it("reads an ended run in one call, however long its log", async () => {
    const run = await tracker.startRun("ended", { name: "ended" });
    for (let step = 0; step < 20; step++) await run.logMetrics([metric(step)]);
    await run.finish("FINISHED");
    const proxy = await startFaultyProxy(azurite.location);
    const record = await new BlobTracker(connect(proxy.location), () => NOW).run("ended", run.runId);
    expect(record.metrics).toHaveLength(20);
    expect(proxy.requests.filter((r) => !r.includes("comp=list"))).toHaveLength(1);
    await proxy.stop();
  });
});

describe("a store that fails", () => {
  let proxy: FaultyProxy;
  beforeEach(async () => {
    proxy = await startFaultyProxy(azurite.location);
  });
  afterEach(() => proxy.stop());
  const impatient = () => new BlobTracker(connect(proxy.location, { tries: 2, silentTries: 1, firstDelayMs: 5, idleMs: 2000 }), () => NOW);

  it("is told to whom it concerns, and what comes later is kept", async () => {
    const run = await impatient().startRun("failing", { name: "failing" });
    proxy.plan = () => ({ kind: "status", status: 503, code: "ServerBusy" });
    await expect(run.logMetrics([metric(1)])).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    proxy.plan = () => ({ kind: "none" });
    await run.logMetrics([metric(2)]);
    expect((await tracker.run("failing", run.runId)).metrics).toEqual([metric(2)]);
  });

  it("and loses answers leaves every event once", async () => {
    const run = await impatient().startRun("lossy", { name: "lossy" });
    proxy.plan = (number) => ({ kind: number % 3 === 0 ? "lose-answer" : "none" });
    for (let step = 0; step < 9; step++) await run.logMetrics([metric(step)]);
    expect((await tracker.run("lossy", run.runId)).metrics).toHaveLength(9);
    expect((await azurite.store.list("models", "runs/lossy/")).length).toBe(10);
  });
});
