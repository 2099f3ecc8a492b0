import type { Patience } from "../../../model-code/adapters/blob-store/attempt";
import { MlflowTracker } from "../../../model-code/adapters/tracker/mlflow-tracker";
import { trackingUrl } from "../../../model-code/adapters/tracker/tracking-uri";
import { type FakeMlflow, startFakeMlflow } from "./fake-mlflow";
import { itIsATracker, NOW } from "./tracker-contract";

const BRISK: Patience = { tries: 3, silentTries: 1, firstDelayMs: 5, idleMs: 2000 };

let fake: FakeMlflow;
beforeEach(async () => {
  fake = await startFakeMlflow();
});
afterEach(() => fake.stop());
const tracker = (token?: () => Promise<string>) => new MlflowTracker(fake.uri, () => NOW, { patience: BRISK, ...(token && { token }) });
const metric = { key: "auc", value: 0.7, step: 0, timestamp: NOW };

describe("the MLflow tracker", () => {
  itIsATracker(tracker, (name) => name);

  it("sends a fresh token with every request, and none if it has none", async () => {
    let asked = 0;
    await tracker(async () => `token-${++asked}`).startRun("x", { name: "x" });
    expect(fake.authorizations).toEqual(["Bearer token-1", "Bearer token-2", "Bearer token-3"]);
    await tracker().runs("x");
    expect(fake.authorizations.slice(3).every((a) => a === undefined)).toBe(true);
  });

  it.each([429, 500, 503])("asks again after %d", async (status) => {
    const run = await tracker().startRun("x", { name: "x" });
    fake.plan = (number) => (number % 2 === 0 ? { status } : undefined);
    await run.logMetrics([metric]);
    expect((await tracker().run("x", run.runId)).metrics).toEqual([metric]);
  });

  it("tries again what a lost answer leaves open, if twice is as good as once", async () => {
    const run = await tracker().startRun("x", { name: "x" });
    let lost = 0;
    fake.plan = (_, request) => (request.includes("log-batch") && ++lost === 1 ? "lose" : undefined);
    await run.logMetrics([metric]);
    expect((await tracker().run("x", run.runId)).metrics).toEqual([metric]);
  });

  it("does not start a run twice when the answer is lost, but says that it is not known", async () => {
    fake.plan = (_, request) => (request.includes("runs/create") ? "lose" : undefined);
    await expect(tracker().startRun("x", { name: "x" })).rejects.toMatchObject({
      code: "TRACKER_UNAVAILABLE",
      message: expect.stringMatching(/look/),
    });
    expect(await tracker().runs("x")).toHaveLength(1);
  });

  it("makes an experiment once, though the answer is lost", async () => {
    let lost = 0;
    fake.plan = (_, request) => (request.includes("experiments/create") && ++lost === 1 ? "lose" : undefined);
    await tracker().startRun("x", { name: "x" });
    expect(await tracker().experiments()).toEqual(["x"]);
  });

  it("gives up a server that is gone, and says where", async () => {
    const gone = tracker();
    await fake.stop();
    await expect(gone.runs("x")).rejects.toMatchObject({
      code: "TRACKER_UNAVAILABLE",
      message: expect.stringContaining(`${fake.uri}: expected an answer, got ECONNREFUSED, 3 times`),
    });
  });

  it("does not ask again what was refused", async () => {
    fake.plan = () => ({ status: 403 });
    await expect(tracker().runs("x")).rejects.toMatchObject({
      code: "TRACKER_REFUSED",
      status: 403,
      message: expect.stringContaining("token"),
    });
    expect(fake.requests).toHaveLength(1);
  });

  it("says that artifacts are out of reach where there is no proxy, and logs the rest", async () => {
    fake.artifactScheme = "azureml:";
    const run = await tracker().startRun("x", { name: "x" });
    await expect(run.logArtifact("card.md", new Uint8Array(1))).rejects.toMatchObject({
      code: "ARTIFACTS_UNREACHABLE",
      message: expect.stringContaining("azureml:"),
    });
    await run.logMetrics([metric]);
    await run.finish("FINISHED");
  });

  it("does not take a run of one experiment for another's", async () => {
    const { runId } = await tracker().startRun("x", { name: "x" });
    await tracker().startRun("y", { name: "y" });
    await expect(tracker().run("y", runId)).rejects.toMatchObject({ code: "TRACKER_REFUSED" });
  });
});

describe("trackingUrl", () => {
  it.each([
    ["http://127.0.0.1:5000/", "http://127.0.0.1:5000"],
    ["https://mlflow.example.org/base/", "https://mlflow.example.org/base"],
    [
      "azureml://westeurope.api.azureml.ms/mlflow/v1.0/subscriptions/0/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/ws",
      "https://westeurope.api.azureml.ms/mlflow/v1.0/subscriptions/0/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/ws",
    ],
  ])("of %s is %s", (uri, url) => {
    expect(trackingUrl(uri, false)).toBe(url);
  });

  it.each(["", "file:///tmp/mlruns", "databricks", "https://user:secret@example.org", "https://example.org?token=secret"])(
    "refuses %s",
    (uri) => {
      expect(() => trackingUrl(uri, false)).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
      expect(() => trackingUrl(uri, false)).not.toThrow(/secret/);
    },
  );

  it("sends no token over a way that others can read", () => {
    expect(() => trackingUrl("http://mlflow.example.org", true)).toThrow(/https/);
    expect(trackingUrl("http://mlflow.example.org", false)).toBe("http://mlflow.example.org");
    expect(trackingUrl("http://localhost:5000", true)).toBe("http://localhost:5000");
  });
});
