import { existsSync, mkdirSync, rmSync, symlinkSync, utimesSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { parse } from "yaml";
import { cloneModel } from "../../../cli/new-model/clone-model";
import { withModel } from "../../../cli/new-model/environment-line";
import { madeUpRecords } from "../../../cli/new-model/made-up";
import { newModelFiles } from "../../../cli/new-model/new-model";
import { placeModel } from "../../../cli/new-model/place-model";
import { type AskedBy, answersTo, MODEL_QUESTIONS } from "../../../cli/new-model/questions";
import { rehearse } from "../../../cli/new-model/rehearsal";
import { TEMPLATES } from "../../../cli/new-model/template-files";
import { stoppable } from "../../../cli/new-model/undone";
import { servingAlerts, trainingAlerts } from "../../../constructs/monitoring/alerts";
import { loadModel } from "../../../model-code/adapters/model-files";
import type { SplitPlan } from "../../../model-code/core/lifecycle/steps/split";
import type { Quality } from "../../../model-code/core/lifecycle/steps/validate";
import type { PackageDocument } from "../../../model-code/core/package/layout";
import { checkModel } from "../../support/check-model";
import { csvOf, loans, type NewModelLab, newModelLab, type Row, SAID, without } from "../../support/new-model-lab";

const lab: NewModelLab = newModelLab();
const NAME = "credit-risk";
const before = lab.everything();
const data = lab.csv(csvOf(loans(400)));
const LABEL = ["--label", "status", "--positive", "bad"];
const begin = (name: string, ...more: readonly string[]) =>
  lab.run("new-model", name, "--template", "classification", "--data", data, ...SAID, ...LABEL, ...more);

let made: Awaited<ReturnType<typeof begin>>;
beforeAll(async () => {
  made = await begin(NAME, "--environments", "dev,staging");
});
afterAll(() => lab.close());

describe("a model of a CSV file, added to two environments", () => {
  test("is one folder, and one line in each environment's file", () => {
    expect([made.code, made.stderr]).toEqual([0, ""]);
    const after = lab.everything();
    const changed = Object.keys(after).filter((path) => after[path] !== before[path]);
    expect(changed.sort()).toEqual([
      "environments/dev.yaml",
      "environments/staging.yaml",
      ...[
        "README.md",
        "features.sql",
        "label.sql",
        "model.test.ts",
        "model.yaml",
        "runbook.md",
        "sample/README.md",
        "sample/loans.csv",
        "template.yaml",
      ].map((path) => `models/${NAME}/${path}`),
    ]);
    for (const file of ["environments/dev.yaml", "environments/staging.yaml"])
      expect(after[file]).toBe(before[file]!.replace("models: [market-volatility]", `models: [market-volatility, ${NAME}]`));
    expect(made.stdout).toContain(`npm run test:model -- ${NAME}`);
  });

  test("is whose it was said to be, on its card, on its runbook and in model.yaml", () => {
    expect(parse(lab.file(NAME, "model.yaml"))).toMatchObject({
      name: NAME,
      owner: { team: "retail-risk", contact: "retail-risk@example.com" },
      approvers: ["model-risk@example.com", "head@example.com"],
      objective: { statement: "Tell who will not pay a loan back.", businessMetric: "Losses on loans granted" },
      trainsIn: "dev",
    });
    for (const page of ["README.md", "runbook.md"]) expect(lab.file(NAME, page)).toContain("retail-risk@example.com");
    expect(lab.file(NAME, "runbook.md")).toContain(`npx mlops release rollback ${NAME} --reason`);
  });

  // what `npm run test:model -- credit-risk` runs
  describe("holds what every model must", () => checkModel(join(lab.models, NAME)));

  test("can be cloned: the same model by another name for another owner, which can be upgraded like it", async () => {
    const { code, stderr } = await lab.run("new-model", "credit-risk-eu", "--from", NAME, ...SAID.slice(0, 6), "--owner", "Risk, EU");
    expect([code, stderr]).toEqual([0, ""]);
    const rename = (text: string) => text.replaceAll(/credit-risk(?!-)/g, "credit-risk-eu");
    for (const path of ["features.sql", "label.sql", "sample/loans.csv"])
      expect(lab.file("credit-risk-eu", path)).toBe(lab.file(NAME, path));
    // on its pages, too, it is another team's
    for (const page of ["runbook.md", "README.md"])
      expect(lab.file("credit-risk-eu", page)).toBe(rename(lab.file(NAME, page)).replace("retail-risk, ", "Risk, EU, "));
    expect(lab.file("credit-risk-eu", "model.yaml").split("\n").length).toBe(lab.file(NAME, "model.yaml").split("\n").length);
    expect(parse(lab.file("credit-risk-eu", "model.yaml"))).toMatchObject({ name: "credit-risk-eu", owner: { team: "Risk, EU" } });
    expect(parse(lab.file("credit-risk-eu", "template.yaml")).answers).toMatchObject({ name: "credit-risk-eu", team: "Risk, EU" });
  });
});

test("a clone of a model that shares another's files keeps its comments and what it shares", () => {
  const owner = { name: "desk-direction", team: "desk", contact: "desk@example.com", approvers: ["a@example.com", "b@example.com"] };
  const files = cloneModel("model-code/models", "market-direction", owner, TEMPLATES);
  const yaml = String(files.get("model.yaml"));
  expect(yaml).toContain("name: desk-direction\n");
  expect(yaml).toContain("approvers: [a@example.com, b@example.com]");
  expect(parse(yaml)).toMatchObject({
    owner: { team: "desk", contact: "desk@example.com" },
    features: { sql: "../market-volatility/features.sql" },
  });
  const line = "# yaml-language-server: $schema=../../core/spec/model.schema.json\n";
  expect(yaml.startsWith(line)).toBe(true);
  expect(String(files.get("README.md"))).toMatch(/^# desk-direction\n[\s\S]*\[market-volatility\]/);
  // the model has no runbook of its own: its clone gets the templates', with what model.yaml says and a row for each alert
  const runbook = String(files.get("runbook.md"));
  expect(runbook).toMatch(/^# desk-direction: when something is wrong\n\n\*\*Owner\*\* desk, desk@example\.com\./);
  expect(runbook).toContain("| What suffers when it is wrong or silent | Hit rate of the direction, after costs |");
  const { spec } = loadModel("model-code/models", "market-direction");
  const of = { model: spec, by: { host: "functions", app: "a" } } as const;
  for (const alert of [...servingAlerts(of), ...trainingAlerts(of)]) {
    expect(runbook).toContain(`\`${alert.key}\``);
    expect(runbook).toContain(`(../../../${alert.runbook})`);
  }
  expect(files.has("template.yaml")).toBe(false);
});

test.each<[string, readonly string[], string]>([
  ["an existing name", [NAME], "expected a name that is free, got a folder that is there"],
  ["a name with capitals and spaces", ["Crédit Risk 2"], 'got "Crédit Risk 2". Take "credit-risk-2", for one.'],
  ["a name that Azure keeps to itself", ["microsoft-churn"], 'name: expected one without "microsoft", got "microsoft-churn"'],
  [
    "such a name with a hyphen in it, which some resources' names lose",
    ["churn-of-win-dows"],
    'without "windows", got "churn-of-win-dows"',
  ],
  ["a name that leads elsewhere", ["../elsewhere"], 'Take "elsewhere", for one.'],
  ["a name of 33 letters", ["a".repeat(33)], `Take "${"a".repeat(32)}", for one.`],
  [
    "an environment that there is not",
    ["fresh", "--environments", "dev,mars"],
    "--environments: expected some of dev, prod, staging, got mars",
  ],
  ["a contact that is no address", ["fresh", "--contact", "me"], '--contact: expected an e-mail address, got "me"'],
])("%s is refused, and nothing is written", async (_, [name = "", ...flags], message) => {
  const there = lab.everything();
  const { code, stderr } = await begin(name, ...flags);
  expect([code === 0, stderr]).toEqual([false, expect.stringContaining(message)]);
  expect(lab.everything()).toEqual(there);
});

test.each<[string, readonly string[], string]>([
  ["neither a template nor a model", [], "expected either --template classification or regression, or --from <model>, got neither"],
  ["both", ["--template", "regression", "--from", NAME], "got both"],
  ["an unknown template", ["--template", "clustering"], '--template: expected classification or regression, got "clustering"'],
  ["an unknown model", ["--from", "nobody"], "--from: expected one of credit-risk, credit-risk-eu, market-direction, market-volatility"],
  ["a model and data", ["--from", NAME, "--data", data], "expected no --data"],
  [
    "nothing said, and nobody to ask",
    ["--template", "classification", "--data", data],
    "missing: --owner, --contact, --approvers, --objective, --business-metric, --label.",
  ],
  [
    "all said but which value is yes",
    ["--template", "classification", "--data", data, ...SAID, "--label", "status"],
    "missing: --positive.",
  ],
  [
    "no such file",
    ["--template", "classification", "--data", "/nowhere.csv", ...SAID],
    "expected a CSV file with a header and rows, got no such file",
  ],
])("%s is refused in one message", async (_, flags, message) => {
  const { code, stderr } = await lab.run("new-model", "fresh", ...flags);
  expect([code === 0, stderr]).toEqual([false, expect.stringContaining(message)]);
});

describe("nothing is left", () => {
  const placing = (files: Readonly<Record<string, string>>, signal = new AbortController().signal) => ({
    models: lab.models,
    name: "fresh",
    files: new Map(Object.entries(files)),
    environments: lab.environments,
    addTo: ["dev"],
    signal,
  });
  const own = () =>
    Object.fromEntries(
      ["model.yaml", "features.sql", "label.sql", "sample/loans.csv"].map((path) => [
        path,
        lab.file(NAME, path).replace(`name: ${NAME}`, "name: fresh"),
      ]),
    );

  test.each<[string, (files: Record<string, string>) => void, string]>([
    [
      "where model.yaml is not sound",
      (f) => Object.assign(f, { "model.yaml": f["model.yaml"]!.replace("folds: 3", "folds: 1") }),
      "split/folds",
    ],
    [
      "where a query does not run",
      (f) => Object.assign(f, { "features.sql": "SELECT nothing FROM loans" }),
      "the SQL engine refused the query",
    ],
    [
      "where the sample breaks the contract",
      (f) => Object.assign(f, { "sample/loans.csv": f["sample/loans.csv"]!.replaceAll(/,(car|home),/g, ",boat,") }),
      "are quarantined",
    ],
  ])("%s", async (_, change, message) => {
    const there = lab.everything();
    const files = own();
    change(files);
    await expect(placeModel(placing(files))).rejects.toThrow(message);
    expect(lab.everything()).toEqual(there);
  });

  test("for long where it was killed: the next one takes away what is an hour old, and no model that it leads to", async () => {
    const made = (name: string, minutes: number) => {
      const folder = join(lab.models, "..", `.new-model-${name}`);
      mkdirSync(join(folder, "fresh"), { recursive: true });
      writeFileSync(join(folder, "fresh/model.yaml"), "name: fresh\n");
      symlinkSync(join(lab.models, NAME), join(folder, NAME), "dir");
      utimesSync(folder, new Date(), new Date(Date.now() - minutes * 60_000));
      return folder;
    };
    const there = lab.everything();
    const [killed, other] = [made("killed", 61), made("other", 59)];
    await expect(placeModel(placing({ "model.yaml": "" }))).rejects.toThrow();
    expect([existsSync(killed), existsSync(other)]).toEqual([false, true]);
    rmSync(other, { recursive: true });
    expect(lab.everything()).toEqual(there);
  });

  test("where somebody stops it half-way", async () => {
    const there = lab.everything();
    const begun = new Promise<void>((done) => {
      const watcher = watch(join(lab.models, ".."), (_, name) => {
        if (!name?.startsWith(".new-model-")) return;
        watcher.close();
        done();
      });
    });
    const placed = expect(stoppable((signal) => placeModel(placing(own(), signal)))).rejects.toThrow("stopped; nothing was written");
    await begun;
    process.emit("SIGINT", "SIGINT");
    await placed;
    expect(lab.everything()).toEqual(there);
  });
});

describe("in a terminal", () => {
  const terminal = (...lines: readonly string[]) => {
    const input = new PassThrough();
    input.end(lines.map((line) => `${line}\n`).join(""));
    const output = new PassThrough();
    return { input, output, said: () => String(output.read() ?? "") };
  };

  test("what is missing is asked for, and again if the answer can't be", async () => {
    const { said, ...by } = terminal("", "retail-risk", "me", "me@example.com", "Losses");
    const given = { approvers: "a@example.com", objective: "Tell who pays." };
    expect(await answersTo(MODEL_QUESTIONS, given, by)).toEqual({
      ...given,
      owner: "retail-risk",
      contact: "me@example.com",
      "business-metric": "Losses",
    });
    expect(said()).toMatch(
      /Which team owns the model: {3}expected a text, got nothing\nWhich team owns the model: .*\(e-mail\): {3}expected an e-mail address, got "me"\n/,
    );
  });

  /** Somebody who answers each question as it comes. */
  const person = (...lines: readonly string[]) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const left = [...lines];
    let said = "";
    output.on("data", (chunk) => {
      said += chunk;
      if (!/: $/.test(said)) return;
      const line = left.shift();
      if (line === undefined) input.end();
      else input.write(`${line}\n`);
    });
    return { by: { input, output }, said: () => said };
  };
  const asking = (rows: readonly Row[], by: AskedBy, given: Readonly<Record<string, string>> = {}) =>
    newModelFiles({
      name: "fresh",
      template: "classification",
      data: lab.csv(csvOf(rows), "asked.csv"),
      trainsIn: "dev",
      given,
      terminal: by,
      templates: TEMPLATES,
      signal: new AbortController().signal,
    });
  const OWN = ["retail-risk", "me@example.com", "a@example.com", "Tell who leaves.", "Customers who stay"];

  test("a column is taken as the header writes it; where no date can be read, it says why and asks, before all else", async () => {
    const rows = loans(200).map(({ status, ...row }) => ({ ...row, applied_on: `${row.applied_on} 10:00`, Gekündigt: status! }));
    const { by, said } = person("Gekündigt", "applied_on", "None", "bad", ...OWN);
    const yaml = parse(String((await asking(rows, by)).get("model.yaml")));
    expect(yaml).toMatchObject({ owner: { team: "retail-risk" }, objective: { businessMetric: "Customers who stay" } });
    expect(yaml.sources[0].time).toBeUndefined();
    expect(said()).toMatch(
      /^Which column the model is to predict \(employment, gekündigt\): .*got the form 9999-99-99 99:99 .*\nWhich column says when a row is about \(none\): {3}expected one of none, got "applied_on"\n.*\nWhich column says when a row is about \(none\): Which value of gekündigt counts as yes \(good, bad\): Which team/,
    );
  });

  test("a date that rows lack is refused where it is asked for; what the file can't give is told before its owner is asked", async () => {
    const gaps = loans(200, (r, i) => ({ ...r, applied_on: i % 9 ? r.applied_on! : "" }));
    const { by, said } = person("Status", "applied_on", "none", "bad", ...OWN);
    await asking(gaps, by);
    expect(said()).toMatch(/\(applied_on, none\): {3}asked\.csv applied_on: expected a time in every row, got none in 11\.5 %/);
    const few = person("status", "bad");
    await expect(asking(loans(45), few.by)).rejects.toThrow("expected 60 rows at least");
    expect(few.said()).not.toContain("Which team");
    const wrong = person();
    await expect(asking(loans(200), wrong.by, { contact: "me" })).rejects.toThrow("--contact: expected an e-mail address");
    expect(wrong.said()).toBe("");
  });

  test("whoever leaves, leaves nothing", async () => {
    const { said: _, ...by } = terminal("retail-risk");
    await expect(answersTo(MODEL_QUESTIONS, {}, by)).rejects.toThrow("stopped; nothing was written");
  });
});

test.each([
  ["models: [a]\n", "models: [a, b]\n"],
  ["models: [ a, c ] # who\n", "models: [ a, c, b ] # who\n"],
  ["models: []\nwaivers: []\n", "models: [b]\nwaivers: []\n"],
  ["models:\n  - a # first\n  - c # second\nwaivers: []\n", "models:\n  - a # first\n  - c\n  - b # second\nwaivers: []\n"],
  ["models: [b]\n", "models: [b]\n"],
])("an environment's list %j becomes %j", (text, expected) => {
  expect(parse(withModel(text, "dev.yaml", "b"))).toEqual(parse(expected));
  if (!text.includes("second")) expect(withModel(text, "dev.yaml", "b")).toBe(expected);
});

test("without data the rows are made up, the same each time, and said to be", async () => {
  const flags = ["--template", "regression", ...SAID];
  expect((await lab.run("new-model", "begun", ...flags)).code).toBe(0);
  expect(lab.file("begun", "sample/made_up_records.csv")).toBe(madeUpRecords("regression"));
  expect(lab.file("begun", "sample/README.md")).toContain("**Made up.** Nobody observed these rows");
  expect(lab.file("begun", "model.yaml")).toContain("were inferred from the made-up sample");
});

test("a file without an id and a date begins a model, too", async () => {
  const rows = without(loans(195), "loan_id", "applied_on");
  const plain = lab.csv(csvOf([...rows, ...rows.slice(0, 5)]), "plain.csv");
  const { code, stderr } = await lab.run("new-model", "plain", "--template", "classification", "--data", plain, ...SAID, ...LABEL);
  expect([code, stderr]).toEqual([0, ""]);
  expect(lab.file("plain", "features.sql")).toContain("ORDER BY draw, row_id");
  const { spec, ...folder } = loadModel(lab.models, "plain");
  const small = { ...spec, search: { ...spec.search, trials: 1 }, gates: [{ kind: "threshold", metric: "auc", min: 0 } as const] };
  await rehearse({ model: { ...folder, spec: small }, data: join(folder.directory, "sample") }, ({ step, output }) => {
    expect(step).toBe("register");
    const made = output("package").json<PackageDocument>("model-package.json");
    // the lots from 0.75 on are the test; no row has a date, and no caller can name a line of a file
    expect(made).toMatchObject({ trainedOn: { from: null, to: null }, testedOn: { from: null, to: null }, rowKey: [] });
    expect(made.trainedOn.rows + made.testedOn.rows).toBe(200);
    expect(output("package").text("model-card.md")).toContain(`| Trained on | ${made.trainedOn.rows} rows drawn by lot |`);
    const distinct = new Set(rows.map((row) => JSON.stringify(row))).size;
    expect(output("valid").json<Quality>("quality.json").plain!.duplicateShare).toBe((200 - distinct) / 200);
    expect(output("package").text("MLmodel")).not.toContain("utc_time_created");
    const plan = output("test").json<SplitPlan>("split.json");
    expect(plan.train.draws![1]).toBeLessThan(0.75);
    expect(plan.test.draws![0]).toBeGreaterThanOrEqual(0.75);
    expect([plan.train.rows, plan.test.rows]).toEqual([made.trainedOn.rows, made.testedOn.rows]);
  });
});
