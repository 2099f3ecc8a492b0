/**
 * The trackers against a real MLflow server, which `npm test` does not need. Start one, for instance
 * `mlflow server --port 5000 --backend-store-uri sqlite:///mlflow.db --serve-artifacts --artifacts-destination ./artifacts`, then
 * `MLFLOW_TEST_URI=http://127.0.0.1:5000 npx jest --testMatch '**\/mlflow-server.opt-in.ts'`.
 */
import { randomUUID } from "node:crypto";
import { BlobTracker } from "../../../model-code/adapters/tracker/blob-tracker";
import { exportRuns } from "../../../model-code/adapters/tracker/export-runs";
import { MlflowTracker } from "../../../model-code/adapters/tracker/mlflow-tracker";
import { startAzurite } from "../../support/azurite";
import { itIsATracker, NOW } from "./tracker-contract";

const uri = process.env.MLFLOW_TEST_URI;
if (!uri) throw new Error("MLFLOW_TEST_URI must hold the address of an MLflow server");
const unique = randomUUID();
const tracker = new MlflowTracker(uri, () => NOW);

describe("a real MLflow server", () => {
  itIsATracker(
    () => tracker,
    (name) => `${name} ${unique}`,
  );

  it("gets the runs of the blob store, once", async () => {
    const azurite = await startAzurite();
    const blob = new BlobTracker(azurite.store, () => NOW);
    const experiment = `export ${unique}`;
    const run = await blob.startRun(experiment, { name: "sent", tags: { model: "m" } });
    await run.logParams({ a: "1" });
    await run.logMetrics(Array.from({ length: 1500 }, (_, step) => ({ key: "loss", value: step / 3, step, timestamp: NOW })));
    await run.logArtifact("deep/card.md", new TextEncoder().encode("hello"));
    await run.finish("FINISHED");
    expect(await exportRuns(blob, tracker)).toMatchObject({ sent: [run.runId], unchanged: [] });
    expect(await exportRuns(blob, tracker)).toMatchObject({ sent: [], resumed: [], unchanged: [run.runId] });
    const [there] = await tracker.runs(experiment);
    const record = await tracker.run(experiment, there!.runId);
    expect(record).toMatchObject({ name: "sent", status: "FINISHED", endTime: NOW, params: { a: "1" }, artifacts: ["deep/card.md"] });
    expect(record.metrics).toEqual((await blob.run(experiment, run.runId)).metrics);
    await azurite.stop();
  });
});
