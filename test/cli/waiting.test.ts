import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { retrainAndWait } from "../../cli/on-azure/retrain";
import { azureTraining } from "../../cli/on-azure/training";
import type { Az } from "../../cli/publish/az";
import { rollOut } from "../../cli/release/roll-out";
import type { AzureMlJobState } from "../../model-code/adapters/azure-ml/jobs";
import { loadModel } from "../../model-code/adapters/model-files";
import { BlobModelRegistry } from "../../model-code/adapters/registry/blob-model-registry";
import { rollBackRelease } from "../../model-code/hosts/control/ticks";
import { startAzurite, type TestAzurite } from "../support/azurite";
import { inProcess } from "../support/in-process";
import { type Lab, openLab } from "../support/lab";
import { storePackage } from "../support/stored-package";

// What a pipeline waits for: a release by its metrics, and a training run.
let azurite: TestAzurite;
let lab: Lab;
let first: string;
let second: string;
let refused: string;
beforeAll(async () => {
  [azurite, lab] = [await startAzurite(), openLab()];
  lab.model("ranges", (model) => {
    const stage = { minRequests: 50, bakeMinutes: 0 };
    model.release = { shadow: stage, canary: [{ ...stage, weight: 0.5 }] };
  });
  const registry = new BlobModelRegistry(azurite.store);
  [first, second, refused] = [
    await storePackage(azurite.store, "ranges", "first"),
    await storePackage(azurite.store, "ranges", "second"),
    await storePackage(azurite.store, "ranges", "refused"),
  ];
  for (const [digest, gates] of [
    [first, "passed"],
    [second, "passed"],
    [refused, "refused"],
  ] as const)
    await registry.register("ranges", { digest, task: "classification", metrics: {}, gates });
});
afterAll(async () => {
  lab.close();
  await azurite.stop();
});

const run = (...args: string[]) =>
  inProcess([
    "release",
    ...args,
    "--models",
    lab.models,
    "--store",
    azurite.location,
    ...(args[0] === "pick" ? [] : ["--who", "jane@example.com"]),
  ]);
const picked = () => join(lab.folder, "picked/package.json");
const pick = (which: string) => run("pick", "ranges", "--package", which, "--to", picked());

test("pick takes the newest that passed its gates, or one by its number, and writes what rollout reads", async () => {
  expect(await pick("newest")).toMatchObject({ code: 0, stdout: `ranges: version 2, ${second}\n` });
  expect(JSON.parse(readFileSync(picked(), "utf8"))).toEqual({ model: "ranges", version: 2, digest: second });
  expect((await pick("1")).stdout).toBe(`ranges: version 1, ${first}\n`);
  expect(await pick("3")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("expected a version of ranges that passed its gates or was adopted: 1, 2; got 3"),
  });
  expect(await pick("latest")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--package: expected newest or the number of a version, got "latest"'),
  });
});

test("rollout releases the first at once; of the next it tells that it waits, and to repeat it begins nothing anew", async () => {
  const rollout = (...more: string[]) => run("rollout", "ranges", "--picked", picked(), "--reason", "a release", ...more);
  await pick("1");
  expect(await rollout()).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^ranges version 1: promoted\n {2}start by jane@example\.com: a release\n$/),
  });
  await pick("newest");
  const waiting = await rollout("--wait", "0");
  expect([waiting.code, waiting.stdout]).toEqual([3, expect.stringMatching(/^ranges version 2: late\n/)]);
  expect(waiting.stderr).toBe("its release has begun: shadow\nshadow\nit goes on by itself; the same command waits for it again\n");
  expect((await rollout("--wait", "0")).stderr).toContain(`${second} is released already\nshadow\n`);
  // version 1 is stable: its package is there, whatever is under way
  await pick("1");
  expect((await rollout()).stdout).toContain("ranges version 1: promoted");
});

test("it tells at once when what it waits for is rolled back, and it judges nothing where control does", async () => {
  const model = loadModel(lab.models, "ranges").spec;
  const tick = { model, places: { packages: azurite.store, environment: azurite.store }, clock: () => new Date() };
  const said: string[] = [];
  let looks = 0;
  const sleep = async () => {
    if (++looks === 2) await rollBackRelease(tick, { by: "control", why: "errors" });
  };
  const patience = { minutes: 9, everySeconds: 1, sleep, now: () => 0 };
  const common = { tick, by: "jane@example.com", why: "again", judges: false, patience, say: (line: string) => said.push(line) };
  expect(await rollOut({ ...common, digest: second })).toBe("rolled back");
  expect([looks, said]).toEqual([2, [`${second} is released already`, "shadow"]]);
  // another one is under way: nothing is begun beside it
  await rollOut({ ...common, digest: second, patience: { ...patience, minutes: 0, everySeconds: 1 } });
  const third = await storePackage(azurite.store, "ranges", "third");
  expect(await rollOut({ ...common, digest: third })).toBe("waits");
  expect(said.at(-1)).toBe(`the release of ${second} is under way`);
});

test.each([
  [() => "{", "expected a file that `release pick` wrote"],
  [() => JSON.stringify({ model: "other", version: 1, digest: first }), "expected a package of ranges, got one of other"],
  [() => JSON.stringify({ model: "ranges", version: 0, digest: "x" }), "digest"],
])("a file that pick did not write is refused", async (text, message) => {
  const file = join(lab.folder, "odd.json");
  writeFileSync(file, text());
  expect((await run("rollout", "ranges", "--picked", file, "--reason", "x")).stderr).toContain(message);
});

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
const { spec: volatility } = loadModel("model-code/models", "market-volatility");

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
  const tick = { model: volatility, places: { packages: azurite.store, environment: azurite.store }, clock: () => new Date(), training };
  return { submitted, called, slept, retrain: () => retrainAndWait(tick, { why: "a person asks", by: "jane@example.com" }, patience) };
}

test("a run is the job of control's own settings, it is waited for, and the guard has it in the ledger", async () => {
  const digest = await storePackage(azurite.store, volatility.name, "retrained");
  const made = await stage(["Queued", "Running", "Completed"], (id) =>
    azurite.store.put(
      "models",
      `runs/${id}/registration/registration.json`,
      JSON.stringify({ model: volatility.name, version: 1, digest }),
    ),
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
  expect(JSON.parse(new TextDecoder().decode((await azurite.store.get("releases", `${volatility.name}.json`)).content))).toMatchObject({
    stable: digest,
  });
  expect(await new BlobModelRegistry(azurite.store).list(volatility.name)).toEqual([]);

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
