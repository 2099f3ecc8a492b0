import type { AzureMlJobState } from "../../../model-code/adapters/azure-ml/jobs";
import { loadModel } from "../../../model-code/adapters/model-files";
import { azureMlTraining } from "../../../model-code/hosts/control/azure-ml-training";
import { startAzurite, type TestAzurite } from "../../support/azurite";

let azurite: TestAzurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

const createdAt = new Date("2009-05-01T22:00:00Z");
function stage() {
  const submitted: unknown[] = [];
  const states = new Map<string, AzureMlJobState>();
  const jobs = {
    submit: async (id: string, definition: unknown) => void submitted.push([id, definition]),
    state: async (id: string) => states.get(id),
  };
  const definition = {
    jobType: "Pipeline",
    displayName: "because {{why}}",
    outputs: { registration: { uri: "azureml://datastores/models/paths/runs/{{runId}}/registration/" } },
    settings: { continue_on_step_failure: false },
    tags: ["{{runId}}"],
  };
  const clock = () => new Date("2009-05-01T23:30:00Z");
  return { submitted, states, training: azureMlTraining(jobs, { linear: definition }, azurite.store, clock) };
}

test("submits the model's job with the run's id and reason filled in, wherever they stand", async () => {
  const { submitted, training } = stage();
  await training.start("linear", "run-1", "it decayed");
  expect(submitted).toEqual([
    [
      "run-1",
      {
        jobType: "Pipeline",
        displayName: "because it decayed",
        outputs: { registration: { uri: "azureml://datastores/models/paths/runs/run-1/registration/" } },
        settings: { continue_on_step_failure: false },
        tags: ["run-1"],
      },
    ],
  ]);
  await expect(training.start("other", "run-2", "x")).rejects.toThrow("TRAINING_JOB_OTHER: expected the job of other, got jobs of linear");
});

test("a model without a job here trains in the environment that model.yaml names", () => {
  const { training } = stage();
  const shipped = loadModel("model-code/models", "market-volatility").spec;
  expect([shipped, { ...shipped, name: "linear" }].map((model) => training.elsewhere?.(model))).toEqual(["dev", undefined]);
});

test("an id is one that Azure ML takes, and no other run has", () => {
  const { training } = stage();
  const ids = [1, 2].map(() => training.newRunId("linear", createdAt));
  expect(ids[0]).toMatch(/^linear-20090501t220000000z-[0-9a-f]{6}$/);
  expect(ids[0]).not.toBe(ids[1]);
});

test("how a run ended is told by what its job left", async () => {
  const { states, training } = stage();
  const put = (name: string, value: unknown) => azurite.store.put("models", name, JSON.stringify(value));
  const at = (status: string) => ({ status, createdAt });
  const gates = [
    { kind: "threshold", passed: false, why: "auc 0.51 is below 0.65" },
    { kind: "stress", passed: true, why: "fine" },
  ];
  await put("runs/good/registration/registration.json", { model: "linear", version: 2, digest: "d".repeat(64) });
  await put("runs/bad/verdict/verdict.json", { passed: false, gates });
  states
    .set("waiting", at("Queued"))
    .set("good", at("Completed"))
    .set("bad", at("Failed"))
    .set("broken", at("Failed"))
    .set("odd", at("Completed"));
  expect(await training.status("linear", "none")).toEqual({ state: "absent" });
  expect(await training.status("linear", "waiting")).toEqual({ state: "running" });
  expect(await training.status("linear", "good")).toEqual({ state: "packaged", digest: "d".repeat(64), computeHours: 1.5 });
  expect(await training.status("linear", "bad")).toEqual({ state: "refused", reasons: ["auc 0.51 is below 0.65"], computeHours: 1.5 });
  expect(await training.status("linear", "broken")).toEqual({ state: "failed", reasons: ["Azure ML says Failed"], computeHours: 1.5 });
  const reasons = ["the job left no runs/odd/registration/registration.json"];
  expect(await training.status("linear", "odd")).toEqual({ state: "failed", reasons, computeHours: 1.5 });
});
