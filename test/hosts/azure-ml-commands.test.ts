import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { loadModel } from "../../model-code/adapters/model-files";
import { checkPackage } from "../../model-code/adapters/release/check-package";
import { start } from "../../model-code/core/release/transitions";
import type { Bundle } from "../../model-code/hosts/bundle";
import { azureMlTraining } from "../../model-code/hosts/control/azure-ml-training";
import {
  componentCommand,
  inOrder,
  jobImage,
  type PipelineDefinition,
  rendered,
  runCommand,
  trainingDefinition,
} from "../support/azure-ml";
import { startAzurite, type TestAzurite } from "../support/azurite";
import { builtBundle, digests, type Lab, openLab, sampleBars } from "../support/lab";
import { environment, synthPlatform } from "../support/platform";

const RUN = "ranges-20090501t220000000z-abcdef";
let azurite: TestAzurite;
let bundle: Bundle;
let lab: Lab;
let data: string;
let image: string;
let mounts: string;

beforeAll(async () => {
  [azurite, bundle] = await Promise.all([startAzurite(), builtBundle()]);
  lab = openLab();
  lab.model("ranges");
  lab.model("strict", (m) => {
    m.gates = [{ kind: "threshold", metric: "auc", min: 0.99 }];
  });
  lab.model("batched", (m) => {
    m.batch = { rows: "to-score", cron: "30 22 * * 1-5", timeZone: "America/New_York" };
  });
  lab.model("swept", (m) => {
    m.search.sweep = { trials: 6, concurrent: 2 };
    m.candidates[1].space = { l2: { type: "log-uniform", min: 0.1, max: 1000 } };
    m.candidates[2] = {
      name: "boosted-trees",
      learner: "boosted-trees",
      params: { rounds: 10 },
      space: { leaves: { type: "integer", min: 3, max: 5 }, learningRate: { type: "choice", values: [0.05, 0.1] } },
    };
  });
  data = lab.data("bars", { "bars.csv": sampleBars((symbol, date) => symbol === "IBM" && date >= "2006-01-01" && date < "2008-10-01") });
  image = jobImage(bundle, lab.models, join(lab.folder, "app"));
  mounts = join(lab.folder, "mounts");
});
afterAll(async () => {
  lab.close();
  await azurite.stop();
});

const platformOf = (model: string) =>
  synthPlatform({ environments: [environment({ models: [model] })], models: [loadModel(lab.models, model).spec] });
const digestOf = (folder: string): string => JSON.parse(readFileSync(join(folder, "_manifest.json"), "utf8")).digest;

/** Walks a pipeline job as Azure ML does, node by node, each with its component's own command; ends at the first that fails. */
async function walk(platform: ReturnType<typeof platformOf>, definition: PipelineDefinition, place: string, from?: string) {
  const { inputs } = definition;
  const nodes = inOrder(definition);
  const codes: Record<string, number> = {};
  const folderOf = (node: string, output: string) => join(place, node, output);
  for (const [name, node] of nodes.slice(from === undefined ? 0 : nodes.findIndex(([n]) => n === from))) {
    const command = componentCommand(platform, node.componentId ?? node.trial!.componentId);
    const given: Record<string, string> = {};
    for (const [input, { value }] of Object.entries(node.inputs)) {
      const [, outer] = /^\$\{\{parent\.inputs\.(\w+)\}\}$/.exec(value) ?? [];
      const [, other = "", output = ""] = /^\$\{\{parent\.jobs\.(\w+)\.outputs\.(\w+)\}\}$/.exec(value) ?? [];
      if (outer !== undefined) expect(inputs[outer]?.uri).toMatch(/^azureml:\/\/datastores\/raw\/paths\//);
      given[`inputs.${input}`] = outer === undefined ? folderOf(other, output) : data;
    }
    const outputs = [...command.matchAll(/\$\{\{outputs\.(\w+)\}\}/g)].map((m) => m[1]!);
    for (const output of outputs) given[`outputs.${output}`] = folderOf(name, output);
    const told = Object.entries(node.environment_variables ?? {}).map(([key, value]) => [
      key,
      value.endsWith(".blob.core.windows.net") ? azurite.location : value,
    ]);
    const ended = await runCommand(
      command,
      image,
      given,
      Object.values(given).filter((f) => f !== data),
      Object.fromEntries(told),
    );
    codes[name] = ended.code;
    if (ended.code !== 0) return { codes, folderOf, said: ended.stderr + ended.stdout };
  }
  return { codes, folderOf, said: "" };
}

/** Puts what a run leaves where its definition says, as the mounts of Azure ML do. */
async function leave({ outputs, jobs }: PipelineDefinition, folderOf: (node: string, output: string) => string): Promise<void> {
  for (const [node, { outputs: kept }] of Object.entries(jobs))
    for (const [output, { value }] of Object.entries(kept)) {
      expect(value).toBe(`\${{parent.outputs.${output}}}`);
      const [, prefix] = /^azureml:\/\/datastores\/models\/paths\/(.+\/)$/.exec(outputs[output]!.uri.replace("{{runId}}", RUN)) ?? [];
      for (const file of existsSync(folderOf(node, output)) ? await readdir(folderOf(node, output)) : [])
        await azurite.store.put("models", `${prefix}${file}`, await readFile(join(folderOf(node, output), file)));
    }
}

const training = (model: string, definition: PipelineDefinition, status: string) =>
  azureMlTraining(
    { submit: async () => {}, state: async () => ({ status, createdAt: new Date(0) }) },
    { [model]: definition },
    azurite.store,
    () => new Date(3_600_000),
  );

test("the training job of Azure ML, each command run as it stands, writes what the local runner writes and leaves what control looks for", async () => {
  const platform = platformOf("ranges");
  const definition = trainingDefinition(platform, "ranges");
  expect(inOrder(definition).map(([name]) => name)).toEqual(["prepare", "features", "train", "evaluate_and_register"]);
  const { codes, folderOf, said } = await walk(platform, definition, join(mounts, "ranges"));
  expect([codes, said]).toEqual([{ prepare: 0, features: 0, train: 0, evaluate_and_register: 0 }, ""]);

  await leave(definition, folderOf);
  const status = await training("ranges", definition, "Completed").status("ranges", RUN);
  const digest = digestOf(folderOf("evaluate_and_register", "package"));
  expect(status).toEqual({ state: "packaged", digest, computeHours: 1 });
  // the package lies in the package store under its digest, before anybody has run the model here
  await checkPackage(azurite.store, "ranges", digest);

  const local = digests(await lab.run(azurite.store, bundle, "ranges", data));
  const written = Object.entries(definition.jobs).flatMap(([node, { componentId }]) =>
    [...componentCommand(platform, componentId!).matchAll(/\$\{\{outputs\.(\w+)\}\}/g)].map((m) => [
      m[1]!,
      digestOf(folderOf(node, m[1]!)),
    ]),
  );
  expect(Object.fromEntries(written)).toEqual(local);
});

test("a run that a gate refuses fails in Azure ML, leaves its verdict and no package, and control tells why", async () => {
  const platform = platformOf("strict");
  const definition = trainingDefinition(platform, "strict");
  // what comes before is the same but for its name
  for (const node of ["prepare", "features", "train"])
    cpSync(join(mounts, "ranges", node), join(mounts, "strict", node), { recursive: true });
  const { codes, folderOf } = await walk(platform, definition, join(mounts, "strict"), "evaluate_and_register");
  expect(codes).toEqual({ evaluate_and_register: 3 });
  await leave(definition, folderOf);
  await expect(training("strict", definition, "Failed").status("strict", RUN)).resolves.toMatchObject({
    state: "refused",
    reasons: [expect.stringMatching(/^AUC 0\.\d+ is below 0\.990$/)],
  });
});

test("a trial of the sweep, run as it stands with values of its space, trains at that point and tells Azure ML the figure that it compares", async () => {
  const platform = platformOf("swept");
  const { train } = trainingDefinition(platform, "swept").jobs;
  expect(train).toMatchObject({
    type: "sweep",
    sampling_algorithm: "random",
    search_space: {
      logistic__l2: { type: "loguniform", min_value: Math.log(0.1), max_value: Math.log(1000) },
      boosted_trees__leaves: { type: "quniform", min_value: 3 - 0.499, max_value: 5 + 0.499, q: 1 },
      boosted_trees__learningRate: { type: "choice", values: [0.05, 0.1] },
    },
    objective: { goal: "maximize", primary_metric: "walk-forward.auc" },
    limits: { max_total_trials: 6, max_concurrent_trials: 2 },
    computeId: expect.stringContaining("SweepCompute"),
  });
  const logged: { readonly key: string; readonly value: number }[] = [];
  const server = createServer((request, answer) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      expect([request.url, request.headers.authorization]).toEqual(["/mlflow/api/2.0/mlflow/runs/log-batch", "Bearer secret"]);
      logged.push(...JSON.parse(Buffer.concat(parts).toString()).metrics);
      answer.end("{}");
    });
  });
  await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
  const place = join(mounts, "swept");
  const given = {
    "inputs.training": join(mounts, "ranges/features/training"),
    "inputs.selected": join(mounts, "ranges/features/selected"),
    // as Azure ML writes what it draws: whole numbers with a point
    "inputs.logistic__l2": "12.5",
    "inputs.boosted_trees__leaves": "4.0",
    "inputs.boosted_trees__learningRate": "0.05",
    "outputs.search": join(place, "search"),
    "outputs.candidates": join(place, "candidates"),
  };
  const ended = await runCommand(componentCommand(platform, train!.trial!.componentId), image, given, [], {
    MLFLOW_TRACKING_URI: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mlflow`,
    MLFLOW_RUN_ID: "trial-1",
    MLFLOW_TRACKING_TOKEN: "secret",
  });
  await new Promise((done) => server.close(done));
  expect([ended.code, ended.stderr]).toEqual([0, ""]);
  const { candidates, selection } = JSON.parse(readFileSync(join(place, "search/search.json"), "utf8"));
  expect(candidates.slice(1).map((c: { readonly params: object }) => c.params)).toEqual([
    { l2: 12.5 },
    { rounds: expect.any(Number), leaves: 4, learningRate: 0.05 },
  ]);
  const { folds } = candidates.find((c: { readonly name: string }) => c.name === selection.selected);
  const objective = logged.find((m) => m.key === "walk-forward.auc")?.value;
  expect(objective).toBeCloseTo(folds.reduce((sum: number, v: number) => sum + v, 0) / folds.length, 12);
  expect(JSON.parse(readFileSync(join(place, "candidates/candidates.json"), "utf8")).candidates).toHaveLength(3);
});

test("scoring by the clock, its command run as it stands, scores a folder with the version that is stable", async () => {
  const platform = platformOf("batched");
  const schedule = platform.only("Microsoft.MachineLearningServices/workspaces/schedules");
  const { trigger, action } = (schedule.body as { readonly properties: Record<"trigger" | "action", Record<string, unknown>> }).properties;
  expect(trigger).toMatchObject({ triggerType: "Cron", expression: "30 22 * * 1-5", timeZone: "Eastern Standard Time" });
  const job = action.jobDefinition as { readonly command: string; readonly inputs: unknown; readonly outputs: unknown };
  expect(job).toMatchObject({
    identity: { identityType: "Managed", clientId: expect.stringContaining("Scoring") },
    inputs: {
      rows: { uri: "azureml://datastores/features/paths/batched/to-score/", mode: "ReadOnlyMount" },
      releases: { uri: "azureml://datastores/releases/paths/" },
      packages: { uri: "azureml://datastores/packages/paths/package/" },
    },
    outputs: { scored: { uri: "azureml://datastores/predictions/paths/batched/batch/$${{name}}/" } },
  });
  const place = join(mounts, "batched");
  const trained = join(mounts, "ranges/evaluate_and_register/package");
  const digest = digestOf(trained);
  cpSync(trained, join(place, "packages", digest), { recursive: true });
  for (const folder of ["rows", "releases"]) mkdirSync(join(place, folder), { recursive: true });
  const [example] = JSON.parse(readFileSync(join(trained, "input_example.json"), "utf8"));
  writeFileSync(join(place, "rows/today.jsonl"), `${JSON.stringify(example)}\n`);
  const score = () =>
    runCommand(
      rendered(job.command).replace("--model batched", "--model ranges"),
      image,
      Object.fromEntries([
        ...["rows", "releases", "packages"].map((name) => [`inputs.${name}`, join(place, name)]),
        ["outputs.scored", join(place, "scored")],
      ]),
      [join(place, "scored")],
    );
  expect(await score()).toMatchObject({ code: 1, stderr: expect.stringContaining("expected a version that is stable, got none") });
  writeFileSync(join(place, "releases/ranges.json"), JSON.stringify(start(undefined, "ranges", digest, new Date(0))));
  expect(await score()).toEqual({ code: 0, stdout: "today.jsonl: 1 rows scored, 0 put aside\n", stderr: "" });
  expect(JSON.parse(readFileSync(join(place, "scored/today.jsonl"), "utf8")).score).toBeGreaterThan(0);
});
