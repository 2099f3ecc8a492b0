import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { fill, TEMPLATES, versionsIn } from "../../../cli/new-model/template-files";
import { csvOf, loans, type NewModelLab, newModelLab, SAID } from "../../support/new-model-lab";

const NAME = "credit-risk";
let lab: NewModelLab;
/** Templates of two versions: the newest that there is, which the model is made of, and one after it. */
let templates: string;
let [first, second] = [0, 0];

const git = (...args: readonly string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: join(lab.models, "..") });
const commit = () => {
  git("add", "-A");
  git("commit", "--quiet", "--allow-empty", "-m", "as it is");
};
const diff = () => lab.run("diff-template", NAME, "--templates", templates);
const upgrade = () => lab.run("upgrade-model", NAME, "--templates", templates);
const edit = (path: string, change: (text: string) => string) => {
  const before = readFileSync(path, "utf8");
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
};
const own = (path: string) => join(lab.models, NAME, path);
const later = (path: string) => join(templates, String(second), path);

beforeAll(async () => {
  lab = newModelLab();
  templates = join(lab.folder, "templates");
  cpSync(TEMPLATES, templates, { recursive: true });
  first = versionsIn(templates).at(-1)!;
  second = first + 1;
  const data = lab.csv(csvOf(loans(200)));
  const flags = ["--template", "classification", "--data", data, "--label", "status", "--positive", "bad", "--templates", templates];
  expect((await lab.run("new-model", NAME, ...flags, ...SAID)).code).toBe(0);
  git("init", "--quiet");
  commit();
});
afterAll(() => lab.close());
beforeEach(() => {
  git("checkout", "--quiet", ".");
  git("clean", "--quiet", "-fd");
  rmSync(later(""), { recursive: true, force: true });
  cpSync(join(templates, String(first)), later(""), { recursive: true });
});

test("a model of the newest version has nothing to be told or done: exit 0", async () => {
  rmSync(later(""), { recursive: true });
  expect(await diff()).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(await upgrade()).toMatchObject({
    code: 0,
    stdout: `${NAME} is of version ${first} of the template classification, the newest.\n`,
  });
});

test("what a later version changes is shown as a diff of the model's own lines: exit 1, and nothing is written", async () => {
  edit(later("classification/model.yaml.template"), (t) => t.replace("trials: 8", "trials: 12"));
  edit(later("common/runbook.md.template"), (t) => `${t}\nAsk {{teamText}}.\n`);
  const there = lab.everything();
  const { code, stdout } = await diff();
  expect(code).toBe(1);
  expect(stdout).toMatch(/^--- yours\/model.yaml\n\+\+\+ upgraded\/model.yaml\n@@ .*\n(?: .*\n){3}- {2}trials: 8\n\+ {2}trials: 12\n/m);
  expect(stdout).toContain("+Ask retail-risk.\n");
  expect(stdout).toMatch(/^-version: \d+\n\+version: \d+\n/m);
  expect(lab.everything()).toEqual(there);
});

test("a later version is merged: what its people changed stays, files come and go", async () => {
  edit(later("classification/model.yaml.template"), (t) => t.replace("trials: 8", "trials: 12"));
  writeFileSync(later("common/notes.md.template"), "# Notes on {{name}}\n");
  rmSync(later("common/sample/README.md.template"));
  edit(own("model.yaml"), (t) => t.replace("riskTier: medium", "riskTier: high"));
  rmSync(own("README.md"));
  edit(later("common/README.md.template"), (t) => `${t}More.\n`);
  commit();
  const before = readFileSync(own("model.yaml"), "utf8");
  const { code, stdout } = await upgrade();
  expect([code, stdout]).toEqual([
    0,
    `changed  model.yaml\nadded  notes.md\nremoved  sample/README.md\nchanged  template.yaml\n${NAME} is now of version ${second}, before ${first}. Next: npm run test:model -- ${NAME}\n`,
  ]);
  expect(readFileSync(own("model.yaml"), "utf8")).toBe(before.replace("trials: 8", "trials: 12"));
  expect(readFileSync(own("notes.md"), "utf8")).toBe(`# Notes on ${NAME}\n`);
  // whoever removed a file does not get it back
  expect(readdirSync(own("")).sort()).toEqual([
    "features.sql",
    "label.sql",
    "model.test.ts",
    "model.yaml",
    "notes.md",
    "runbook.md",
    "sample",
    "template.yaml",
  ]);
  expect(parse(readFileSync(own("template.yaml"), "utf8")).version).toBe(second);
  expect((await diff()).code).toBe(0);
  git("reset", "--quiet", "--hard", "HEAD~1");
});

test("lines that both changed are marked as git marks them: exit 1, and who resolves them is done", async () => {
  edit(later("classification/model.yaml.template"), (t) => t.replace("trials: 8", "trials: 12"));
  edit(own("model.yaml"), (t) => t.replace("trials: 8", "trials: 40"));
  commit();
  const { code, stdout } = await upgrade();
  expect([code, stdout]).toEqual([1, expect.stringContaining("conflict  model.yaml\n")]);
  expect(readFileSync(own("model.yaml"), "utf8")).toContain(
    `<<<<<<< yours\n  trials: 40\n||||||| template ${first}\n  trials: 8\n=======\n  trials: 12\n>>>>>>> template ${second}\n`,
  );
  expect((await diff()).code).toBe(0);
  git("reset", "--quiet", "--hard", "HEAD~1");
});

test.each<[string, () => void, string]>([
  ["what is not committed", () => edit(own("model.yaml"), (t) => `${t}# mine\n`), "expected a folder that is committed"],
  [
    "what a template makes unsound",
    () => edit(later("classification/model.yaml.template"), (t) => t.replace("trials: 8", "trials: none")),
    "search/trials",
  ],
  [
    "a version that is not here",
    () => {
      edit(own("template.yaml"), (t) => t.replace(`version: ${first}`, "version: 99"));
      commit();
    },
    "version: expected one of the versions",
  ],
  [
    "a record that is none",
    () => {
      writeFileSync(own("template.yaml"), "template: classification\n");
      commit();
    },
    "expected template, version and answers",
  ],
])("%s is not upgraded, and stays as it is", async (_, change, message) => {
  edit(later("common/runbook.md.template"), (t) => `${t}\nMore.\n`);
  const head = String(git("rev-parse", "HEAD")).trim();
  change();
  const there = lab.everything();
  expect(await upgrade()).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
  expect(lab.everything()).toEqual(there);
  git("reset", "--quiet", "--hard", head);
});

test("a model that no template made says so; one that there is not names those that there are", async () => {
  const { code, stderr } = await lab.run("diff-template", "market-volatility", "--templates", templates);
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining("expected the record of the template that the model was made of, got no such file"),
  ]);
  expect(await lab.run("diff-template", "nobody")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`expected one of ${NAME}, market-direction, market-volatility`),
  });
});

test("what is filled in is never taken for a placeholder; lines keep their indent, and go where there is nothing to say", () => {
  const values = { a: "{{b}}", b: "x\ny", none: "" };
  expect(fill("k: {{a}}\n  {{b}}\n  {{none}}\nend\n", values)).toBe("k: {{b}}\n  x\n  y\nend\n");
  expect(() => fill("{{unknown}}", values)).toThrow("asks for {{unknown}}");
});

test("a version that models were made of stays as it is: upgrade-model tells changes by it", () => {
  const digests = versionsIn(TEMPLATES).map((version) => {
    const folder = join(TEMPLATES, String(version));
    const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => statSync(join(folder, path)).isFile());
    const hash = createHash("sha256");
    for (const path of paths.sort()) hash.update(`${path}\0${readFileSync(join(folder, path), "utf8")}\0`);
    return `${version} ${hash.digest("hex")}`;
  });
  // for a change, copy the newest folder under the next number, and add its digest here
  expect(digests).toEqual(["1 7d93960062d7a179ba700e72a6d984792a94dff78c7541df9b42b5d4f8fd9369"]);
});
