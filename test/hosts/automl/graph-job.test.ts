import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openInput } from "../../../model-code/adapters/step-folders/input-folder";
import { adoptCandidate } from "../../../model-code/core/lifecycle/adopted-candidate";
import type { StepContext } from "../../../model-code/core/lifecycle/step";
import type { TrainedDocument } from "../../../model-code/core/lifecycle/steps/train";
import { bringAutomlGraph } from "../../../model-code/hosts/automl/graph-job";

let tracker: Server;
const folder = mkdtempSync(join(tmpdir(), "automl-"));
beforeAll(async () => {
  const run = { info: { experiment_id: "9" }, data: { tags: [{ key: "mlflow.parentRunId", value: "pipeline-1" }] } };
  tracker = createServer((request, answer) => {
    request.resume();
    answer.end(JSON.stringify(request.url!.includes("runs/get") ? { run } : { runs: [run, run] }));
  });
  await new Promise<void>((done) => tracker.listen(0, "127.0.0.1", done));
});
afterAll(async () => {
  await new Promise((done) => tracker.close(done));
  rmSync(folder, { recursive: true });
});

test("where AutoML found no model its candidate is left out, with why, and the others are judged", async () => {
  const [best, artifacts, automl] = ["best_model", "artifacts", "automl"].map((name) => join(folder, name)) as [string, string, string];
  for (const input of [best, artifacts]) mkdirSync(input);
  const told: string[] = [];
  const uri = `http://127.0.0.1:${(tracker.address() as AddressInfo).port}`;
  const argv = ["--input", `best_model=${best}`, "--input", `artifacts=${artifacts}`, "--output", `automl=${automl}`];
  await bringAutomlGraph(argv, { MLFLOW_TRACKING_URI: uri, MLFLOW_RUN_ID: "node-4" }, (line) => told.push(line));
  const why =
    "run node-4: expected a run beside it with the tag automl_best_child_run_id, got 2 runs of the pipeline pipeline-1, none with it. Look at the AutoML job in Azure ML: it found no model in its budget, or failed.";
  expect(told).toEqual([why]);

  const warned: string[] = [];
  const context = {
    inputs: { automl: openInput(automl) },
    model: { candidates: [{ name: "automl", learner: "azure-automl" }] },
    progress: { warn: (line: string) => warned.push(line) },
  };
  const trained: TrainedDocument = { candidates: [], numbers: [], categories: [] };
  expect(await adoptCandidate(context as unknown as StepContext, trained)).toEqual({
    document: { candidate: "automl", learner: "azure-automl", leftOut: why },
  });
  expect(warned).toEqual([`candidate automl is left out: ${why}`]);
});
