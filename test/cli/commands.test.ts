import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { modelNames } from "../../model-code/adapters/model-files";
import { inProcess } from "../support/in-process";
import { type Lab, mlops, openLab, sampleBars } from "../support/lab";

let lab: Lab;
beforeAll(() => {
  lab = openLab();
  lab.model("ranges");
});
afterAll(() => lab.close());

const MODELS = modelNames("model-code/models").join(", ");
const COMMANDS = ["start", "run", "step", "validate", "policies", "models", "runs", "report", "build"];

test("help lists the commands and the exit codes, and each command has its own", async () => {
  const { code, stdout } = await mlops(["--help"]);
  expect(code).toBe(0);
  for (const name of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${name}\\b`, "m"));
  expect(stdout).toContain("Exit codes: 0 done, 1 failed, 2 wrong use, 3 refused by a gate.");
  for (const name of COMMANDS)
    expect(await inProcess([name, "--help"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(new RegExp(`^Usage: mlops ${name}\\b`)),
    });
});

test("what no command is called is wrong use: exit 2, without a stack", async () => {
  const { code, stderr } = await inProcess(["fly"]);
  expect([code, stderr]).toEqual([2, expect.stringContaining("error: unknown command 'fly'")]);
  expect(stderr).not.toContain("    at ");
});

test.each([
  [["run"], "error: missing required argument 'model'"],
  [["run", "ranges", "--speed", "9"], "error: unknown option '--speed'"],
  [["run", "nobody"], `model: expected one of ${MODELS}, got "nobody"`],
  [["run", "market-volatility", "--from", "fly"], "--from: expected one of ingest, validate, clean,"],
  [["run", "market-volatility", "--from", "train", "--until", "split"], "--from train comes after --until split"],
  [["run", "market-volatility", "--data", "/nowhere"], '--data: expected a folder, got "/nowhere", which is not there'],
  [["report", "nobody"], `expected models among ${MODELS}, got nobody`],
  [["runs", "export", "--to", "ftp://x"], '--to: expected http:// or https://, got "ftp://x"'],
])("%j is wrong use: exit 2 and %s", async (args, message) => {
  const { code, stderr } = await inProcess(args);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(stderr).not.toContain("    at ");
});

test("validate finds this repository sound, and tells each id that must be filled in before it is deployed, and how", async () => {
  const { code, stdout } = await mlops(["validate"]);
  const [sound, warnings, ...lines] = stdout.trimEnd().split("\n");
  expect([code, sound]).toEqual([0, expect.stringMatching(/^\d+ models and \d+ environments are sound$/)]);
  const zeros = readdirSync("environments")
    .filter((file) => file.endsWith(".yaml"))
    .flatMap((file) => [...readFileSync(join("environments", file), "utf8").matchAll(/^\s*\w+: 0{8}-0{4}-0{4}-0{4}-0{12}$/gm)]);
  // The shipped budgets begin on a day that passes; ids do not age.
  const ids = lines.filter((line) => !line.includes("budget/since"));
  expect([warnings, ids.length]).toEqual([`${lines.length} warnings`, zeros.length]);
  expect(lines).toContain(
    "  environments/dev.yaml groups/readers: expected an id before anything is deployed, got zeros. Write it there, or set AZURE_READERS_GROUP_ID_DEV or AZURE_READERS_GROUP_ID.",
  );
});

test("validate has nothing to tell of ids that variables fill in", async () => {
  const ID = "12345678-1234-1234-1234-123456789abc";
  const named = [
    "SUBSCRIPTION_ID",
    "TENANT_ID",
    "PLATFORM_GROUP_ID",
    "DATA_SCIENCE_GROUP_ID",
    "READERS_GROUP_ID",
    "ALERT_CLIENT_ID",
    "ALERT_OBJECT_ID",
    "SCORER_APP_ID",
  ];
  const variables = Object.fromEntries(named.map((name) => [`AZURE_${name}`, ID]));
  const { code, stdout } = await inProcess(["validate", "--json"], { ...variables, AZURE_APPROVERS_GROUP_ID_PROD: ID });
  expect(code).toBe(0);
  const { problems, warnings } = JSON.parse(stdout) as Record<"problems" | "warnings", { where: string }[]>;
  expect(problems).toEqual([]);
  expect(warnings.map((w) => w.where).filter((where) => !where.endsWith("budget/since"))).toEqual([
    "environments/dev.yaml groups/approvers",
    "environments/staging.yaml groups/approvers",
  ]);
});

test("validate warns of a budget that Azure would no longer make", async () => {
  const environments = join(lab.folder, "aged-environments");
  cpSync("environments", environments, { recursive: true });
  writeFileSync(
    join(environments, "dev.yaml"),
    readFileSync("environments/dev.yaml", "utf8").replace(/since: [\d-]+/, "since: 2024-01-01"),
  );
  const { code, stdout } = await inProcess(["validate", "--environments", environments]);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/ {2}environments\/dev\.yaml budget\/since: expected \d{4}-\d\d-01 or later/)]);
});

test("validate lists all problems of all models and environments at once", async () => {
  const [models, environments] = [join(lab.folder, "bad-models"), join(lab.folder, "bad-environments")];
  cpSync(lab.models, models, { recursive: true });
  const yaml = readFileSync(join(models, "ranges/model.yaml"), "utf8");
  mkdirSync(join(models, "second"));
  writeFileSync(join(models, "ranges/model.yaml"), yaml.replace("riskTier: medium", "riskTier: huge"));
  writeFileSync(join(models, "second/model.yaml"), yaml.replace("name: ranges", "name: second").replace("metric: auc", "metric: luck"));
  cpSync("environments", environments, { recursive: true });
  writeFileSync(join(environments, "dev.yaml"), readFileSync("environments/dev.yaml", "utf8").replace(/^region: .*/m, "region: atlantis"));
  const { code, stdout } = await inProcess(["validate", "--models", models, "--environments", environments, "--json"]);
  const where = (JSON.parse(stdout).problems as { where: string; got: string }[]).map((p) => `${p.where} ${p.got}`);
  expect(code).toBe(1);
  expect(where).toEqual(
    expect.arrayContaining([
      expect.stringContaining('ranges/model.yaml riskTier "huge"'),
      expect.stringContaining('second/model.yaml search/metric "luck"'),
      expect.stringContaining("atlantis"),
    ]),
  );
});

test("validate hides no mistake of a model behind one of an environment, nor behind another of its own", async () => {
  const [models, environments] = [join(lab.folder, "odd-models"), join(lab.folder, "odd-environments")];
  cpSync(lab.models, models, { recursive: true });
  const model = parse(readFileSync(join(models, "ranges/model.yaml"), "utf8"));
  Object.assign(model, { trainsIn: "nowhere", serving: { ...model.serving, replicas: { min: 9, max: 3 } } });
  writeFileSync(join(models, "ranges/model.yaml"), stringify(model));
  cpSync("environments", environments, { recursive: true });
  const dev = readFileSync("environments/dev.yaml", "utf8");
  writeFileSync(join(environments, "dev.yaml"), dev.replace(/^pairedRegion: .*/m, "pairedRegion: eastus"));
  const { stdout } = await inProcess(["validate", "--models", models, "--environments", environments, "--json"]);
  const where = (JSON.parse(stdout).problems as { where: string }[]).map((p) => p.where);
  expect(where).toEqual(
    expect.arrayContaining(["ranges/model.yaml serving/replicas/max", "ranges/model.yaml trainsIn", "environments/dev.yaml pairedRegion"]),
  );
});

test("run exits 0 when done and 3 when a gate refuses; runs, models and report tell of it", async () => {
  lab.model("strict", (m) => {
    m.gates = [{ kind: "threshold", metric: "auc", min: 0.99 }];
  });
  const data = lab.data("bars", {
    "bars.csv": sampleBars((symbol, date) => symbol === "IBM" && date >= "2006-01-01" && date < "2008-10-01"),
  });
  const place = ["--work", join(lab.folder, "cli-work")];
  const run = (model: string) => ["run", model, "--models", lab.models, "--data", data, ...place];
  const [done, refused] = [await inProcess([...run("ranges"), "--json"]), await mlops(run("strict"))];
  expect([done.code, refused.code]).toEqual([0, 3]);
  const record = JSON.parse(done.stdout);
  expect(record.summary).toMatchObject({ model: "ranges", status: "done", registered: { version: 1 } });
  // plain lines, no colours, where nobody looks
  expect(refused.stdout).toMatch(/^strict {2}begins\nstrict {2}ingest +unchanged, reused/);
  expect(refused.stdout).toContain("✗ threshold    AUC 0.");
  expect(refused.stdout).toContain("nothing was registered");
  const listed = JSON.parse((await mlops(["runs", "--json", ...place])).stdout) as { experiment: string; tags: { status: string } }[];
  expect(listed.map((r) => [r.experiment, r.tags.status])).toEqual([
    ["ranges", "done"],
    ["strict", "refused"],
  ]);
  const shown = JSON.parse((await inProcess(["runs", "show", "ranges", record.runId, "--json", ...place])).stdout);
  expect(shown.params).toMatchObject({ task: "binary-classification", metric: "auc" });
  expect(shown.metrics.filter((m: { key: string }) => m.key === "boosted-trees.loss").length).toBeGreaterThan(0);
  expect(shown.record.steps).toHaveLength(14);
});

test("Ctrl-C says so, ends the run as stopped, and the next run goes on", async () => {
  lab.model("long");
  const data = lab.data("long", {
    "bars.csv": sampleBars((symbol, date) => symbol === "MSFT" && date >= "2006-01-01" && date < "2008-10-01"),
  });
  const work = join(lab.folder, "stopped-work");
  const args = ["run", "long", "--models", lab.models, "--data", data, "--work", work];
  const child = spawn(process.execPath, [resolve("cli/bin.mjs"), ...args], {
    env: { ...process.env, CI: "true" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [said, complained] = ["", ""].map((text) => ({ text }));
  child.stderr.on("data", (t) => {
    complained!.text += t;
  });
  child.stdout.on("data", (t) => {
    said!.text += t;
    if (!child.killed && /clean /.test(said!.text)) child.kill("SIGINT");
  });
  const code = await new Promise((done) => child.on("close", done));
  expect([code, complained!.text]).toEqual([130, "stopped; what was done stays, and the next run goes on from there\n"]);
  const listed = JSON.parse((await inProcess(["runs", "--json", "--work", work])).stdout) as { status: string; tags: { status: string } }[];
  expect(listed.map((r) => [r.status, r.tags.status])).toEqual([["KILLED", "stopped"]]);
  const next = await inProcess([...args, "--until", "clean"]);
  expect(next.stdout).toMatch(/clean +unchanged, reused/);
});
