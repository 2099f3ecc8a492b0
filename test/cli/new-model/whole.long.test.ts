import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { rehearse } from "../../../cli/new-model/rehearsal";
import { loadModel } from "../../../model-code/adapters/model-files";
import { documentedCommands } from "../../support/documented";
import type { Ended } from "../../support/lab";
import { csvOf, loans, type NewModelLab, newModelLab, type Row, SAID, without } from "../../support/new-model-lab";

const LABEL = ["--label", "status", "--positive", "bad"];

describe("in a fresh clone", () => {
  const NAME = "credit-risk";
  let clone: string;
  let data: string;
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: clone, encoding: "utf8" });
  const command = (...[file = "", ...args]: readonly string[]): Promise<Ended> =>
    new Promise((done) => {
      const env = { ...process.env, CI: "true", CHECKPOINT_DISABLE: "1" };
      execFile(file, args, { cwd: clone, env, maxBuffer: 1e8 }, (error, stdout, stderr) =>
        done({ code: error === null ? 0 : typeof error.code === "number" ? error.code : null, stdout, stderr }),
      );
    });
  const newModel = ["new-model", NAME, "--template", "classification"];

  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), "clone-"));
    for (const path of execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
      .split("\n")
      .filter((p) => p !== "" && existsSync(p))) {
      mkdirSync(dirname(join(clone, path)), { recursive: true });
      cpSync(path, join(clone, path));
    }
    symlinkSync(resolve("node_modules"), join(clone, "node_modules"), "dir");
    data = join(clone, "loans.csv");
    writeFileSync(data, csvOf(loans(2000)));
    git("init", "--quiet");
    writeFileSync(join(clone, ".git/info/exclude"), "/loans.csv\n");
    git("add", "-A");
    git("commit", "--quiet", "-m", "clone");
  });
  afterAll(() => rmSync(clone, { recursive: true, force: true }));

  test("killed while it works, new-model leaves nothing", async () => {
    const begun = new Promise<void>((done) => {
      const watcher = watch(join(clone, "model-code"), (_, name) => {
        if (!name?.startsWith(".new-model-")) return;
        watcher.close();
        done();
      });
    });
    const child: ChildProcess = spawn(process.execPath, ["cli/bin.mjs", ...newModel, "--data", data, ...SAID, ...LABEL], {
      cwd: clone,
      stdio: "pipe",
    });
    const ended = new Promise<number | null>((done) => child.once("exit", done));
    await begun;
    child.kill("SIGTERM");
    expect(await ended).toBe(143);
    expect(git("status", "--porcelain", "--untracked-files=all")).toBe("");
  });

  test("the page's commands begin, test, run and synthesize a model within two minutes: one folder and a line", async () => {
    const [first = [], test = [], run = [], synth = [], ...later] = documentedCommands("docs/new-model.md").map((c) => c.words);
    const begun = performance.now();
    expect(await command(...first)).toMatchObject({ code: 0 });
    expect(git("status", "--porcelain")).toBe(` M environments/dev.yaml\n?? model-code/models/${NAME}/\n`);
    expect(git("diff", "--numstat")).toBe("1\t1\tenvironments/dev.yaml\n");
    expect(await command(...test)).toMatchObject({ code: 0, stderr: expect.stringContaining("Tests:       5 passed, 5 total") });
    const ran = await command(...run);
    expect([ran.code, ran.stdout]).toEqual([0, expect.stringContaining("registered as version 1")]);
    expect(await command(...synth)).toMatchObject({ code: 0 });
    expect((performance.now() - begun) / 1000).toBeLessThan(120);
    const stacks = readdirSync(join(clone, "cdktf.out/stacks")).filter((stack) => stack.endsWith(NAME));
    expect(stacks.sort()).toEqual([`dev-model-${NAME}`, `dev-serving-${NAME}`]);
    const pages = ["README.md", "runbook.md"].map((page) => join(clone, "model-code/models", NAME, page));
    const links = pages.flatMap((page) =>
      [...readFileSync(page, "utf8").matchAll(/\]\(([^)#]+)/g)].map(([, to = ""]) => join(dirname(page), to)),
    );
    expect([links.length > 10, links.filter((link) => !existsSync(link))]).toEqual([true, []]);
    // style is as everywhere
    expect(await command("npx", "biome", "check", `model-code/models/${NAME}`)).toMatchObject({ code: 0 });

    git("add", "-A");
    git("commit", "--quiet", "-m", "a model");
    const upgrades = later.filter((words) => /^(diff-template|upgrade-model)$/.test(words[2] ?? ""));
    expect(upgrades).toHaveLength(2);
    for (const words of upgrades) expect(await command(...words)).toMatchObject({ code: 0 });
    expect(git("status", "--porcelain")).toBe("");
  });

  test("a name that no model has is told those that there are", async () => {
    const { code, stderr } = await command("npm", "run", "--silent", "test:model", "--", "credit");
    expect([code, stderr]).toEqual([
      2,
      `model: expected one of ${NAME}, market-direction, market-volatility, got "credit". npm run test:model -- NAME\n`,
    ]);
  });
});

describe("odd files", () => {
  let lab: NewModelLab;
  beforeAll(() => {
    lab = newModelLab();
  });
  afterAll(() => lab.close());

  const FEW = loans(400);
  let count = 0;
  test.each<[string, string, readonly string[], string]>([
    ["a date and an id", csvOf(FEW), LABEL, "classification"],
    ["a date and no id", csvOf(without(FEW, "loan_id")), LABEL, "classification"],
    [
      "customers by month",
      csvOf(
        without(
          loans(720, (r, i) => ({ ...r, applied_on: `20${20 + Math.floor((i % 36) / 12)}-${String(1 + (i % 12)).padStart(2, "0")}-01` })),
          "loan_id",
        ).map((row, i): Row => ({ customer_id: `C${Math.floor(i / 36)}`, ...row })),
      ),
      LABEL,
      "classification",
    ],
    ["no date and no id", csvOf(without(FEW, "applied_on", "loan_id")), LABEL, "classification"],
    [
      "customers with several rows",
      csvOf(without(FEW, "applied_on", "loan_id").map((row, i): Row => ({ customer_id: `C${i % 120}`, ...row }))),
      LABEL,
      "classification",
    ],
    ["times with a zone", csvOf(loans(400, (r) => ({ ...r, applied_on: `${r.applied_on}T10:00:00+01:00` }))), LABEL, "classification"],
    ["categories alone", csvOf(without(FEW, "income", "debt_ratio", "earlier_defaults")), LABEL, "classification"],
    ["personal columns", csvOf(loans(400, (r, i) => ({ ...r, name: `Person ${i}`, email: `p${i}@example.com` }))), LABEL, "classification"],
    [
      "semicolons, a byte order mark, decimal commas",
      `\uFEFF${csvOf(FEW)
        .replaceAll(",", ";")
        .replaceAll(/;(\d)\.(\d)/g, ";$1,$2")
        .replaceAll("\n", "\r\n")}`,
      LABEL,
      "classification",
    ],
    ["line breaks and quotes in texts", csvOf(loans(400, (r) => ({ ...r, purpose: `a "${r.purpose}"\nloan` }))), LABEL, "classification"],
    [
      "names that SQL does not take",
      csvOf(loans(400, (r) => ({ ...r, "größe (m)": r.income!, order: r.purpose!, "2nd": r.debt_ratio! }))),
      LABEL,
      "classification",
    ],
    [
      "marks of what is missing",
      csvOf(loans(400, (r, i) => ({ ...r, score: i % 9 === 0 ? "NA" : String(i), nothing: "", country: "NL" }))),
      LABEL,
      "classification",
    ],
    [
      "three classes, one against the rest",
      csvOf(loans(400, (r, i) => ({ ...r, status: i % 4 ? r.status! : "late" }))),
      LABEL,
      "classification",
    ],
    ["labels that are not known yet", csvOf(loans(400, (r, i) => ({ ...r, status: i % 10 ? r.status! : "" }))), LABEL, "classification"],
    ["a number to predict, in time", csvOf(FEW), ["--label", "debt_ratio"], "regression"],
    [
      "a number to predict, with a decimal comma, by lot",
      csvOf(without(FEW, "applied_on"))
        .replaceAll(",", ";")
        .replaceAll(/;(\d)\.(\d)/g, ";$1,$2"),
      ["--label", "debt_ratio"],
      "regression",
    ],
  ])("%s: the model comes to a verdict", async (_, text, flags, template) => {
    const name = `odd-${count++}`;
    const { code, stderr } = await lab.run("new-model", name, "--template", template, "--data", lab.csv(text), ...SAID, ...flags);
    expect([code, stderr]).toEqual([0, ""]);
    const model = loadModel(lab.models, name);
    const spec = { ...model.spec, search: { ...model.spec.search, trials: 1 }, evaluation: { ...model.spec.evaluation, resamples: 100 } };
    await rehearse({ model: { ...model, spec }, data: join(model.directory, "sample") }, ({ step, verdict }) => {
      expect([["select-best", "register"].includes(step), verdict]).toEqual([true, expect.anything()]);
    });
  });

  test("without data, each template's model passes its own gates", async () => {
    for (const template of ["classification", "regression"]) {
      expect((await lab.run("new-model", template, "--template", template, ...SAID)).stderr).toBe("");
      const model = loadModel(lab.models, template);
      await rehearse({ model, data: join(model.directory, "sample") }, ({ step, verdict }) => {
        expect([template, step, verdict]).toEqual([template, "register", { verdict: "done" }]);
      });
    }
  });

  test("a market model is cloned with its sample, and what it shares with another", async () => {
    for (const [name, from] of [
      ["desk-volatility", "market-volatility"],
      ["desk-direction", "market-direction"],
    ] as const) {
      const sample = join(lab.models, "market-volatility/sample");
      cpSync("model-code/models/market-volatility/sample", sample, { recursive: true });
      const { code, stderr } = await lab.run("new-model", name, "--from", from, ...SAID.slice(0, 6));
      expect([code, stderr]).toEqual([0, ""]);
      expect(readFileSync(join(lab.models, name, "README.md"), "utf8")).toMatch(new RegExp(`^# ${name}\n`));
    }
  });
});
