// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Azure ML writes its references so
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { loadModel } from "../../model-code/adapters/model-files";
import { BlobModelRegistry } from "../../model-code/adapters/registry/blob-model-registry";
import { checkPackage } from "../../model-code/adapters/release/check-package";
import { openInput } from "../../model-code/adapters/step-folders/input-folder";
import type { FeatureSelection } from "../../model-code/core/features/select";
import type { VerdictDocument } from "../../model-code/core/lifecycle/steps/select-best";
import type { SplitPlan } from "../../model-code/core/lifecycle/steps/split";
import { start } from "../../model-code/core/release/transitions";
import { buildModelFiles } from "../../model-code/hosts/artifact/model-files";
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
import { foreignClassifier } from "../support/foreign-graph";
import { builtBundle, digests, type Lab, openLab, sampleBars } from "../support/lab";
import { environment, synthPlatform } from "../support/platform";
import type { Synthesized } from "../support/synthesized";

const RUN = "ranges-20090501t220000000z-abcdef";
let azurite: TestAzurite;
let packages: TestAzurite;
let bundle: Bundle;
let lab: Lab;
let data: string;
let image: string;
let mounts: string;
/** Azure Resource Manager, as far as jobs ask it. */
let manager: Server;
const listed: { readonly path: string; readonly properties: Readonly<Record<string, unknown>> }[] = [];

beforeAll(async () => {
  [azurite, packages, bundle] = await Promise.all([startAzurite(), startAzurite(), builtBundle()]);
  lab = openLab();
  lab.model("ranges");
  lab.model("strict", (m) => {
    m.gates = [{ kind: "threshold", metric: "auc", min: 0.99 }];
  });
  lab.model("batched", (m) => {
    m.batch = { rows: "to-score", cron: "30 22 * * 1-5", timeZone: "America/New_York" };
  });
  lab.model("found", (m) => {
    const budget = { trials: 12, concurrent: 3, minutes: 45 };
    // what is found is to be better beyond chance, in a fold of few rows: the others know no more than how often the answer is yes
    m.evaluation.confidence = 0.8;
    m.candidates = [
      { name: "prior", learner: "prior" },
      { name: "boosted-trees", learner: "boosted-trees", params: { rounds: 1, minRowsPerLeaf: 1000 } },
    ];
    m.candidates.push({ name: "automl", learner: "azure-automl", budget, algorithms: ["LightGBM", "XGBoostClassifier"] });
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
  image = jobImage(bundle, join(lab.folder, "app"));
  mounts = join(lab.folder, "mounts");
  manager = createServer(async (request, answer) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    listed.push({ path: request.url!, ...JSON.parse(Buffer.concat(parts).toString()) });
    answer.writeHead(201).end("{}");
  });
  await new Promise<void>((done) => void manager.listen(0, "127.0.0.1", done));
});
afterAll(async () => {
  await new Promise((done) => manager.close(done));
  lab.close();
  await Promise.all([azurite.stop(), packages.stop()]);
});

/** As `mlops publish` makes them: what the mount of the model's files holds. */
const published = (model: string) => buildModelFiles(loadModel(lab.models, model));
const platformOf = async (model: string) =>
  synthPlatform({
    environments: [environment({ models: [model] })],
    models: [loadModel(lab.models, model).spec],
    modelFiles: { [model]: (await published(model)).hash },
  });
/** What Data Factory sends to the jobs API. */
interface Submission {
  readonly name: string;
  readonly typeProperties: {
    readonly body: {
      readonly properties: {
        readonly command: string;
        readonly inputs: Readonly<Record<string, { readonly uri: string }>>;
        readonly outputs: Readonly<Record<string, unknown>>;
      };
    };
  };
}
const digestOf = (folder: string): string => JSON.parse(readFileSync(join(folder, "_manifest.json"), "utf8")).digest;

/** What a node is told, with what stands for Azure in the place of it. */
const told = (variables: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).map(([key, value]) => [
      key,
      value.endsWith(".blob.core.windows.net")
        ? (key === "MLOPS_PACKAGES" ? packages : azurite).location
        : value.replace(/^https:\/\/management\.azure\.com.*/, `http://127.0.0.1:${(manager.address() as AddressInfo).port}`),
    ]),
  );

/** What stands for the folder that an input of the pipeline names: the data, or the model's own files. */
async function mounted(model: string, uri: string): Promise<string> {
  const files = await published(model);
  if (uri === `azureml://datastores/packages/paths/model-files/${files.hash}/`) return files.directory;
  expect(uri).toMatch(/^azureml:\/\/datastores\/raw\/paths\//);
  return data;
}

/** Walks a pipeline job as Azure ML does, node by node, each with its component's own command; ends at the first that fails. */
async function walk(platform: Synthesized, definition: PipelineDefinition, place: string, from?: string) {
  const { inputs } = definition;
  const model = basename(place);
  const nodes = inOrder(definition);
  const codes: Record<string, number> = {};
  const folderOf = (node: string, output: string) => join(place, node, output);
  for (const [name, node] of nodes.slice(from === undefined ? 0 : nodes.findIndex(([n]) => n === from))) {
    const command = componentCommand(platform, node.componentId ?? node.trial!.componentId);
    const given: Record<string, string> = {};
    for (const [input, { value }] of Object.entries(node.inputs ?? {})) {
      const [, outer] = /^\$\{\{parent\.inputs\.(\w+)\}\}$/.exec(value) ?? [];
      const [, other = "", output = ""] = /^\$\{\{parent\.jobs\.(\w+)\.outputs\.(\w+)\}\}$/.exec(value) ?? [];
      given[`inputs.${input}`] = outer === undefined ? folderOf(other, output) : await mounted(model, inputs[outer]!.uri);
    }
    const outputs = [...command.matchAll(/\$\{\{outputs\.(\w+)\}\}/g)].map((m) => m[1]!);
    for (const output of outputs) given[`outputs.${output}`] = folderOf(name, output);
    const ended = await runCommand(
      command,
      image,
      given,
      Object.values(given).filter((f) => f.startsWith(place)),
      told(node.environment_variables),
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
  const platform = await platformOf("ranges");
  const definition = trainingDefinition(platform, "ranges");
  expect(inOrder(definition).map(([name]) => name)).toEqual(["prepare", "features", "train", "evaluate_and_register"]);
  const { codes, folderOf, said } = await walk(platform, definition, join(mounts, "ranges"));
  expect([codes, said]).toEqual([{ prepare: 0, features: 0, train: 0, evaluate_and_register: 0 }, ""]);

  // what it was trained on is listed under names that the model's stack has made, and lies where the versions say
  const containers = platform.all("Microsoft.MachineLearningServices/workspaces/data").map((r) => r.attributes.name);
  expect(containers).toEqual(["ranges-curated", "ranges-features"]);
  const versions = ["curated", "features"].map((name, i) => {
    const digest = digestOf(folderOf(i === 0 ? "prepare" : "features", name));
    return { name, digest, path: `/data/ranges-${name}/versions/${digest.slice(0, 20)}?api-version=2025-06-01` };
  });
  expect(listed.map((asset) => asset.path)).toEqual(versions.map((v) => v.path));
  expect(listed.map((asset) => asset.properties.dataUri)).toEqual(
    versions.map(({ name, digest }) => `azureml://datastores/${name}/paths/ranges/${digest}/`),
  );
  const bars = readFileSync(join(data, "bars.csv"), "utf8").trimEnd().split("\n").length - 1;
  expect(listed.map((asset) => asset.properties.properties)).toEqual([
    {
      sha256: versions[0]!.digest,
      rows: String(bars),
      from: "2006-01-03",
      to: "2008-09-30",
      "rows of bars": String(bars),
      "rows of news": "0",
    },
    { sha256: versions[1]!.digest, rows: expect.stringMatching(/^\d+$/), from: expect.stringMatching(/^2006-/), to: "2008-09-30" },
  ]);
  for (const { name, digest } of versions)
    expect((await azurite.store.list(name as "curated", `ranges/${digest}/`)).map((b) => b.name)).toContain(
      `ranges/${digest}/_manifest.json`,
    );

  await leave(definition, folderOf);
  const status = await training("ranges", definition, "Completed").status("ranges", RUN);
  const digest = digestOf(folderOf("evaluate_and_register", "package"));
  expect(status).toEqual({ state: "packaged", digest, computeHours: 1 });
  // the package lies in the package store under its digest, with its version: there every environment looks for it, and nowhere else
  await checkPackage(packages.store, "ranges", digest);
  expect(await new BlobModelRegistry(packages.store).list("ranges")).toMatchObject([{ version: 1, digest, gates: "passed" }]);
  expect(await new BlobModelRegistry(azurite.store).models()).toEqual([]);

  const local = digests(await lab.run(azurite.store, bundle, "ranges", data));
  const written = Object.entries(definition.jobs).flatMap(([node, { componentId }]) =>
    [...componentCommand(platform, componentId!).matchAll(/\$\{\{outputs\.(\w+)\}\}/g)].map((m) => [
      m[1]!,
      digestOf(folderOf(node, m[1]!)),
    ]),
  );
  expect(Object.fromEntries(written)).toEqual(local);
});

test("the job that Data Factory submits, its command run as it stands, prepares what the training prepares", async () => {
  const platform = await platformOf("ranges");
  const pipeline = platform.all("Microsoft.DataFactory/factories/pipelines").find((r) => r.attributes.name === "ranges-prepare")!;
  const { activities } = (pipeline.attributes.body as { readonly properties: { readonly activities: readonly Submission[] } }).properties;
  const job = activities.find((a) => a.name === "SubmitJob")!.typeProperties.body.properties;
  const given = new Map<string, string>();
  for (const [name, { uri }] of Object.entries(job.inputs)) given.set(`inputs.${name}`, await mounted("ranges", uri));
  const outputs = Object.keys(job.outputs).map((name) => [name, join(mounts, "prepared", name)] as const);
  for (const [name, folder] of outputs) given.set(`outputs.${name}`, folder);
  const folders = outputs.map(([, folder]) => folder);
  expect(await runCommand(rendered(job.command), image, Object.fromEntries(given), folders)).toMatchObject({ code: 0, stderr: "" });
  for (const [name, folder] of outputs) {
    const node = existsSync(join(mounts, "ranges/prepare", name)) ? "prepare" : "features";
    expect([name, digestOf(folder)]).toEqual([name, digestOf(join(mounts, "ranges", node, name))]);
  }
});

test("a run that a gate refuses fails in Azure ML, leaves its verdict and no package, and control tells why", async () => {
  const platform = await platformOf("strict");
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
  const platform = await platformOf("swept");
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
    "inputs.model_files": (await published("swept")).directory,
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

test("a candidate of Azure ML's AutoML is given what lies before the newest fold, judged beside the others, and packaged where it is better there beyond chance", async () => {
  const platform = await platformOf("found");
  const { jobs, inputs } = trainingDefinition(platform, "found");
  expect(jobs.automl).toEqual({
    name: "automl",
    type: "automl",
    task: "classification",
    training_data: "${{parent.jobs.features.outputs.automl_training}}",
    validation_data: "${{parent.jobs.features.outputs.automl_validation}}",
    target_column_name: "label",
    primary_metric: "auc_weighted",
    limits: { max_trials: 12, max_concurrent_trials: 3, timeout_minutes: 45, enable_early_termination: true },
    featurization: { mode: "auto" },
    training: {
      enable_onnx_compatible_models: true,
      enable_stack_ensemble: false,
      enable_vote_ensemble: false,
      enable_model_explainability: false,
      allowed_training_algorithms: ["light_gbm", "xg_boost_classifier"],
    },
    outputs: { best_model: { job_output_type: "mlflow_model" } },
  });
  expect(inputs.artifacts!.uri).toBe("azureml://datastores/workspaceartifactstore/paths/ExperimentRun/");
  expect(jobs.evaluate_and_register!.inputs).toMatchObject({
    best_model: { value: "${{parent.jobs.automl.outputs.best_model}}" },
    artifacts: { value: "${{parent.inputs.artifacts}}" },
  });

  const place = join(mounts, "found");
  const folderOf = (name: string) => join(place, name);
  const before = (node: string, output: string) => join(mounts, "ranges", node, output);
  const { directory: files } = await published("found");
  const run = (node: string, given: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) => {
    const command = componentCommand(platform, jobs[node]!.componentId!);
    const outputs = [...command.matchAll(/\$\{\{outputs\.(\w+)\}\}/g)].map((m) => [`outputs.${m[1]}`, folderOf(m[1]!)] as const);
    const mounted = Object.fromEntries(outputs);
    const variables = { ...told(jobs[node]!.environment_variables), ...env };
    return runCommand(command, image, { "inputs.model_files": files, ...given, ...mounted }, Object.values(mounted), variables);
  };
  expect(await run("features", { "inputs.curated": before("prepare", "curated") })).toMatchObject({ code: 0, stderr: "" });
  const [table, validation] = [openInput(folderOf("automl_training")), openInput(folderOf("automl_validation"))];
  const { folds, embargoSessions } = openInput(folderOf("training")).json<SplitPlan>("split.json");
  const { numbers, categories } = openInput(folderOf("selected")).json<FeatureSelection>("selection.json");
  const rows = await table.table("rows.parquet");
  expect(Object.keys(rows.columns).sort()).toEqual([...numbers, ...categories, "label"].sort());
  // one symbol: a row a session, of which the newest fold's embargo takes the last of the fold before it
  const [search, newest] = [folds.at(-2)!, folds.at(-1)!];
  const judged = newest.train.rows - search.train.rows - embargoSessions;
  expect([rows.rows, (await validation.table("rows.parquet")).rows]).toEqual([search.train.rows, judged]);
  expect(judged).toBeGreaterThan(0);
  expect(table.text("MLTable")).toBe(
    "paths:\n  - file: ./rows.parquet\ntransformations:\n  - read_parquet:\n      include_path_column: false\n",
  );

  const own = { "inputs.training": folderOf("training"), "inputs.selected": folderOf("selected") };
  expect(await run("train", own)).toMatchObject({ code: 0, stderr: "" });

  // what Azure ML leaves: a Python model, and beside the run that trained it the graph with its own names
  const artifacts = join(place, "artifacts");
  const outputs = join(artifacts, "dcid.AutoML_7", "outputs");
  for (const folder of [outputs, folderOf("best_model")]) mkdirSync(folder, { recursive: true });
  const named = { relative_range_5: "relative_range_5_0" };
  writeFileSync(
    join(outputs, "model.onnx"),
    foreignClassifier({ weights: { relative_range_5: 1, volume_trend: 0.2 }, category: "weekday", named }),
  );
  writeFileSync(join(outputs, "model_onnx.json"), JSON.stringify({ RawColumnNameToOnnxNameMap: named, CanEnableBatchMode: true }));
  const tag = (key: string, value: string) => ({ data: { tags: [{ key, value }] } });
  const asked: unknown[] = [];
  const server = createServer((request, answer) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const call = request.url!.replace("/mlflow/api/2.0/mlflow/", "");
      if (call.startsWith("runs/log-batch")) answer.end("{}");
      else if (call === "runs/get?run_id=node-4")
        answer.end(JSON.stringify({ run: { info: { experiment_id: "9" }, ...tag("mlflow.parentRunId", RUN) } }));
      else {
        asked.push(call, JSON.parse(Buffer.concat(parts).toString()));
        answer.end(
          JSON.stringify({
            runs: [
              { info: {}, ...tag("x", "y") },
              { info: {}, ...tag("automl_best_child_run_id", "AutoML_7") },
            ],
          }),
        );
      }
    });
  });
  await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
  const ended = await run(
    "evaluate_and_register",
    {
      ...own,
      "inputs.best_model": folderOf("best_model"),
      "inputs.artifacts": artifacts,
      "inputs.test": folderOf("test"),
      "inputs.curated": before("prepare", "curated"),
      "inputs.candidates": folderOf("candidates"),
      "inputs.search": folderOf("search"),
    },
    {
      MLFLOW_TRACKING_URI: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mlflow`,
      MLFLOW_RUN_ID: "node-4",
    },
  );
  await new Promise((done) => server.close(done));
  expect([ended.code, ended.stderr]).toEqual([0, ""]);
  expect(asked).toEqual(["runs/search", { experiment_ids: ["9"], filter: `tags.mlflow.parentRunId = '${RUN}'`, max_results: 100 }]);
  const read = (folder: string, file: string) => JSON.parse(readFileSync(join(folderOf(folder), file), "utf8"));
  const verdict: VerdictDocument = read("verdict", "verdict.json");
  expect(verdict.selection).toMatchObject({
    selected: "automl",
    reason: expect.stringMatching(
      /^automl, auc 0\.\d+ on the newest fold, where .+; gain 0\.\d+, 0\.\d+ to 0\.\d+ with 80 % confidence: better$/,
    ),
  });
  expect(Object.keys(read("evaluation", "evaluation.json").candidates)).toEqual(["automl", "boosted-trees", "prior"]);
  expect(read("package", "model-package.json")).toMatchObject({
    selected: "automl",
    learner: "azure-automl",
    params: {},
    graph: { output: { name: "probabilities", column: 1 } },
    trainedOn: { from: search.train.from, to: search.train.to, rows: rows.rows },
  });
  // loads the package as the scorer does, and scores its example
  await checkPackage(packages.store, "found", digestOf(folderOf("package")));
});

test("scoring by the clock, its command run as it stands, scores a folder with the version that is stable", async () => {
  const platform = await platformOf("batched");
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
