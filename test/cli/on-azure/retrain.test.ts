import { retrainAndWait } from "../../../cli/on-azure/retrain";
import { azureTraining } from "../../../cli/on-azure/training";
import type { Az } from "../../../cli/publish/az";
import type { AzureMlJobState } from "../../../model-code/adapters/azure-ml/jobs";
import { loadModel } from "../../../model-code/adapters/model-files";
import { BlobModelRegistry } from "../../../model-code/adapters/registry/blob-model-registry";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { inProcess } from "../../support/in-process";
import { storePackage } from "../../support/stored-package";

let azurite: TestAzurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

const WORKSPACE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w";
const PLACE = {
  name: "dev",
  subscription: "sub",
  store: "https://lake.blob.core.windows.net",
  packages: "https://packages.blob.core.windows.net",
  control: { name: "func-control", resourceGroup: "rg" },
};
const SETTINGS = {
  STORE_URL: "https://lake.blob.core.windows.net",
  ML_WORKSPACE_ID: WORKSPACE,
  ML_COMPUTE_ID: "compute",
  ML_SWEEP_COMPUTE_ID: "sweep",
  TRAINING_CLIENT_ID: "client",
  TRAINING_JOB_MARKET_VOLATILITY: JSON.stringify({ jobType: "Pipeline", displayName: "for {{why}}" }),
  LOGS_ENDPOINT: "https://logs.example.com",
  METRICS_RULE_ID: "m",
  DRIFT_RULE_ID: "d",
  AUDIT_RULE_ID: "a",
  ENVIRONMENT_NAME: "dev",
  AUTH_TENANT: "t",
  AUTH_AUDIENCE: "a",
};
const listed = JSON.stringify(Object.entries(SETTINGS).map(([name, value]) => ({ name, value, slotSetting: false })));
const { spec: model } = loadModel("model-code/models", "market-volatility");

/** An environment in which control's settings tell of a job; `states` are what Azure ML says of it, one after the other. */
async function stage(states: readonly string[], onState: (id: string) => Promise<unknown> = async () => {}) {
  const submitted: [string, unknown][] = [];
  const called: (readonly string[])[] = [];
  const az: Az = async (...args) => {
    called.push(args);
    return { code: 0, stdout: listed, stderr: "" };
  };
  let looks = 0;
  const training = await azureTraining(PLACE, azurite.store, az, (workspace) => ({
    submit: async (id, definition) => void submitted.push([`${workspace} ${id}`, definition]),
    state: async (id): Promise<AzureMlJobState | undefined> => {
      if (submitted.length === 0) return undefined;
      await onState(id);
      return { status: states[Math.min(looks++, states.length - 1)]!, createdAt: new Date() };
    },
  }));
  const slept: number[] = [];
  const patience = { minutes: 5, everySeconds: 60, sleep: async (ms: number) => slept.push(ms), now: () => slept.length * 60_000 };
  const tick = { model, places: { packages: azurite.store, environment: azurite.store }, clock: () => new Date(), training };
  return { submitted, called, slept, retrain: () => retrainAndWait(tick, { why: "a person asks", by: "jane@example.com" }, patience) };
}

test("a run is the job of control's own settings, it is waited for, and the guard has it in the ledger", async () => {
  const digest = await storePackage(azurite.store, model.name, "retrained");
  const made = await stage(["Queued", "Running", "Completed"], (id) =>
    azurite.store.put("models", `runs/${id}/registration/registration.json`, JSON.stringify({ model: model.name, version: 1, digest })),
  );
  const ended = await made.retrain();
  expect(ended).toMatchObject({ allowed: true, run: { trigger: "hand", by: "jane@example.com", outcome: "packaged", digest } });
  // Azure ML was asked once when it had begun, then by who waits
  expect(made.slept).toEqual([60_000]);
  expect(made.submitted).toEqual([
    [expect.stringMatching(new RegExp(`^${WORKSPACE} market-volatility-`)), { jobType: "Pipeline", displayName: "for a person asks" }],
  ]);
  expect(made.called).toEqual([
    "functionapp config appsettings list --name func-control --resource-group rg --subscription sub --output json".split(" "),
  ]);
  // its first release answers at once
  expect(JSON.parse(new TextDecoder().decode((await azurite.store.get("releases", `${model.name}.json`)).content))).toMatchObject({
    stable: digest,
  });
  expect(await new BlobModelRegistry(azurite.store).list(model.name)).toEqual([]);

  // cooldown: 30 days
  const again = await stage(["Running"]);
  expect(await again.retrain()).toMatchObject({
    allowed: false,
    why: expect.stringMatching(/^run market-volatility-.* none begins before /),
  });
  expect(again.submitted).toEqual([]);
});

test("what asks the Azure CLI in vain says so, and settings that are not control's are refused", async () => {
  const failing: Az = async () => ({ code: 1, stdout: "", stderr: "AuthorizationFailed" });
  await expect(azureTraining(PLACE, azurite.store, failing)).rejects.toThrow(/az functionapp config .*\nAuthorizationFailed/);
  const other: Az = async () => ({ code: 0, stdout: "[]", stderr: "" });
  await expect(azureTraining(PLACE, azurite.store, other)).rejects.toThrow("ML_WORKSPACE_ID: expected a value, got none");
});

test.each([
  [["retrain", "market-volatility", "--in", "prod", "--reason", "x"], '--in: expected dev, where market-volatility trains, got "prod"'],
  [["retrain", "market-volatility", "--in", "dev", "--data", ".", "--reason", "x"], "--data: expected none with --in"],
  [["retrain", "market-volatility", "--in", "dev", "--wait", "long", "--reason", "x"], '--wait: expected minutes, got "long"'],
  [["release", "status", "market-volatility", "--in", "nowhere"], '--in: expected one of dev, prod, staging, got "nowhere"'],
  [["release", "status", "market-volatility", "--in", "dev", "--store", "x"], "--in and --store: expected one of them, got both"],
])("%j is wrong use", async (args, message) => {
  expect(await inProcess(args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
});

test("while the subscription is zeros there are no names to go to", async () => {
  expect(await inProcess(["release", "status", "market-volatility", "--in", "dev"])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/environments\/dev\.yaml subscription: expected an id.*\n.*environments\/shared\.yaml subscription/),
  });
});
