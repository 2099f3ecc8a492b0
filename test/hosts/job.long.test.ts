import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GROUPS } from "../../model-code/core/lifecycle/groups";
import { BadInput } from "../../model-code/core/problem";
import type { Bundle } from "../../model-code/hosts/bundle";
import { parseJobArguments } from "../../model-code/hosts/job-arguments";
import { startAzurite, type TestAzurite } from "../support/azurite";
import { builtBundle, digests, type Lab, openLab, sampleBars } from "../support/lab";

const problems = (...argv: string[]) => {
  try {
    parseJobArguments(argv);
  } catch (error) {
    if (error instanceof BadInput) return error.message;
    throw error;
  }
  return "";
};

test("reads a command line as Azure ML will send it", () => {
  expect(
    parseJobArguments([
      "validate",
      "--model",
      "m",
      "--models",
      "/files",
      "--input",
      "raw=/in=1",
      "--output",
      "valid=/v",
      "--output",
      "quarantine=/q",
      "--param",
      "asOf=2012-01-03",
    ]),
  ).toMatchObject({
    model: "m",
    models: "/files",
    inputs: { raw: "/in=1" },
    outputs: { valid: "/v", quarantine: "/q" },
    params: { asOf: "2012-01-03" },
  });
});

test.each([
  [["fly", "--model", "m"], "step: expected one of ingest, validate,"],
  [["group", "all", "--model", "m"], "or group with one of prepare, features, train, evaluate-and-register, got group all"],
  [["validate", "--input", "raw=/r", "--output", "valid=/v", "--output", "quarantine=/q"], "--model: expected a model's name, got none"],
  [["validate", "--model", "m", "--output", "valid=/v", "--output", "quarantine=/q"], "--input raw: expected a folder, got none"],
  [["validate", "--model", "m", "--input", "raw=/r"], "--models: expected the folder that holds the model's, got none"],
  [["validate", "--model", "m", "--input", "raw=/r", "--output", "valid=/v"], "--output quarantine: expected a folder, got none"],
  [["validate", "--model", "m", "--input", "row=/r"], '--input row: expected one of raw, got "row"'],
  [["validate", "--model", "m", "--input", "raw"], '--input: expected NAME=VALUE, got "raw"'],
  [["validate", "--model", "m", "--param", "depth=3"], '--param depth: expected one of asOf, got "depth"'],
  [["validate", "--colour", "red"], "arguments: expected the flags below"],
])("%j is refused: %s", (argv, message) => {
  expect(problems(...argv)).toContain(message);
});

describe("the bundle's job", () => {
  let azurite: TestAzurite;
  let bundle: Bundle;
  let lab: Lab;
  let data: string;
  beforeAll(async () => {
    [azurite, bundle] = await Promise.all([startAzurite(), builtBundle()]);
    lab = openLab();
    lab.model("ranges");
    data = lab.data("bars", { "bars.csv": sampleBars((symbol, date) => symbol === "IBM" && date >= "2006-01-01" && date < "2008-10-01") });
  });
  afterAll(async () => {
    lab.close();
    await azurite.stop();
  });
  const job = (...argv: string[]) =>
    spawnSync(process.execPath, [join(bundle.directory, "job.js"), ...argv], {
      encoding: "utf8",
      env: { ...process.env, MLOPS_STORE: azurite.location },
    });

  test("groups, run in a row on folders, write what the single steps of the local runner write", async () => {
    const place = join(lab.folder, "groups");
    const folder = (name: string) => `${name}=${join(place, name)}`;
    const all = (flag: string, names: string[]) => names.flatMap((n) => [flag, folder(n)]);
    mkdirSync(place);
    const common = ["--model", "ranges", "--models", lab.models];
    const args: Record<keyof typeof GROUPS, string[]> = {
      prepare: ["--input", `source=${data}`, ...all("--output", ["raw", "curated", "quarantine"])],
      features: [...all("--input", ["curated"]), ...all("--output", ["training", "test", "selected"])],
      train: [...all("--input", ["training", "selected"]), ...all("--output", ["search", "candidates"])],
      "evaluate-and-register": [
        ...all("--input", ["test", "training", "curated", "candidates", "search"]),
        ...all("--output", ["evaluation", "verdict", "package", "registration"]),
      ],
    };
    for (const group of Object.keys(GROUPS))
      expect(job("group", group, ...common, ...args[group]!)).toMatchObject({ status: 0, stderr: "" });
    const single = digests(await lab.run(azurite.store, bundle, "ranges", data));
    const written = readdirSync(place).filter((name) => name !== "registration");
    expect(written).toHaveLength(11);
    for (const name of written)
      expect([name, JSON.parse(readFileSync(join(place, name, "_manifest.json"), "utf8")).digest]).toEqual([name, single[name]]);
  });

  test("what a gate refused is neither packaged nor registered, whoever runs the single steps", async () => {
    lab.model("strict", (m) => {
      m.gates = [{ kind: "threshold", metric: "auc", min: 0.99 }];
    });
    const run = await lab.run(azurite.store, bundle, "strict", data);
    expect(run.status).toBe("refused");
    const { curated, training, candidates, evaluation, verdict } = digests(run);
    const given = Object.entries({ curated, training, candidates, evaluation, verdict }).flatMap(([n, d]) => [
      "--input",
      `${n}=${join(lab.folder, "work/stage", n, d!)}`,
    ]);
    const made = job(
      "package",
      "--model",
      "strict",
      "--models",
      lab.models,
      ...given,
      "--output",
      `package=${join(lab.folder, "refused-package")}`,
    );
    expect([made.status, made.stdout]).toEqual([3, expect.stringMatching(/^refused: threshold: AUC 0\.\d+ is below 0\.990$/m)]);
  });

  test("an output folder that is there and empty, as a mount is, is filled; what a step wrote is replaced, all else is refused", () => {
    const mount = join(lab.folder, "mount");
    mkdirSync(mount);
    const ingest = () =>
      job("ingest", "--model", "ranges", "--models", lab.models, "--input", `source=${data}`, "--output", `raw=${mount}`);
    const manifest = () => readFileSync(join(mount, "_manifest.json"), "utf8");
    expect(ingest().status).toBe(0);
    const first = manifest();
    writeFileSync(join(mount, "left-over.csv"), "from a larger run");
    expect(ingest()).toMatchObject({ status: 0, stderr: "" });
    expect([manifest(), existsSync(join(mount, "left-over.csv"))]).toEqual([first, false]);

    // killed while it replaced
    renameSync(join(mount, "_manifest.json"), join(mount, "_replacing.json"));
    expect(ingest().status).toBe(0);
    expect([manifest(), existsSync(join(mount, "_replacing.json"))]).toEqual([first, false]);

    rmSync(join(mount, "_manifest.json"));
    expect(ingest()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("is not empty, and no step wrote it: name a new folder for the output"),
    });
    expect(existsSync(join(mount, "watermark.json"))).toBe(true);
  });

  test("an input with a changed, missing or added file is refused by its manifest", () => {
    const raw = join(lab.folder, "raw");
    job("ingest", "--model", "ranges", "--models", lab.models, "--input", `source=${data}`, "--output", `raw=${raw}`);
    const validate = () =>
      job(
        "validate",
        "--model",
        "ranges",
        "--models",
        lab.models,
        "--input",
        `raw=${raw}`,
        "--output",
        `valid=${join(lab.folder, "v")}`,
        "--output",
        `quarantine=${join(lab.folder, "q")}`,
      );
    writeFileSync(join(raw, "watermark.json"), "{}");
    const { status, stderr } = validate();
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(
        /watermark\.json: expected content of sha256 [0-9a-f]{64}, got [0-9a-f]{64}\. Run the step that writes it again\./,
      ),
    ]);
    expect([existsSync(join(lab.folder, "v")), existsSync(join(lab.folder, "q"))]).toEqual([false, false]);
  });

  test("help exits 0, nothing or nonsense 2, a broken model 1 without a stack trace", () => {
    expect(job("--help")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("exit codes: 0 done, 1 failed, 2 wrong use, 3 refused by a gate"),
    });
    expect(job().status).toBe(2);
    expect(job("fly").status).toBe(2);
    const gone = job(
      "ingest",
      "--model",
      "nobody",
      "--models",
      lab.models,
      "--input",
      `source=${data}`,
      "--output",
      `raw=${join(lab.folder, "r")}`,
    );
    expect([gone.status, gone.stderr]).toEqual([1, expect.stringContaining("Known models: ranges")]);
    expect(gone.stderr).not.toContain("    at ");
  });

  test("plain progress is for people, --json a line an event", () => {
    const args = ["ingest", "--model", "ranges", "--models", lab.models, "--input", `source=${data}`];
    const plain = execFileSync(process.execPath, [join(bundle.directory, "job.js"), ...args, "--output", `raw=${join(lab.folder, "p1")}`], {
      encoding: "utf8",
    });
    expect(plain).toMatch(/^ {2}0 % bars\n {5}bars\.rows \d+\n/);
    const json = execFileSync(
      process.execPath,
      [join(bundle.directory, "job.js"), ...args, "--output", `raw=${join(lab.folder, "p2")}`, "--json"],
      { encoding: "utf8" },
    );
    expect(
      json
        .trim()
        .split("\n")
        .map((l) => JSON.parse(l)),
    ).toContainEqual({ at: 0, doing: "bars" });
  });
});
