import { readdirSync, readFileSync } from "node:fs";
import { commentOf } from "../cli/plan-review/comment";
import { nameOf } from "../constructs/naming/name";
import { BlobModelRegistry } from "../model-code/adapters/registry/blob-model-registry";
import { planned, resource, reviewed } from "./cli/plan-review/plan";
import { startAzurite } from "./support/azurite";
import { type DocumentedCommand, documentedCommands, parsed } from "./support/documented";
import { inProcess } from "./support/in-process";
import { models, places } from "./support/platform";
import { storePackage } from "./support/stored-package";

const GUIDES = ["platform-engineers", "data-scientists", "reviewers", "operators"].map((reader) => `docs/for-${reader}.md`);
const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" }).flatMap((f) => (f.endsWith(".md") ? `docs/${f}` : [])),
];
const commands = PAGES.flatMap(documentedCommands);
const isOf =
  (...start: readonly string[]) =>
  (c: DocumentedCommand) =>
    start.every((word, i) => c.words[i] === word);
const scripts = Object.keys((JSON.parse(readFileSync("package.json", "utf8")) as { scripts: object }).scripts);

/** Programs that are not the project's, and what of them guides may call: nothing here can say whether a call of theirs is right. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  az: ["login", "vmss"],
  git: ["add", "commit", "push", "switch"],
  export: [],
};

/** Environments that there are, what they share, and the stack that stands beside them. */
const PLACES = ["shared", "devops", ...places().environments.map((e) => e.name)];
const isPlaceholder = (word: string) => /^[<…A-Z$]/.test(word);

test.each(GUIDES)("%s has commands, and each is one that the project knows, or of a program that is excepted by name", (guide) => {
  const own = documentedCommands(guide);
  expect(own.length).toBeGreaterThan(8);
  const strange = own.filter(({ words: [program = "", second = ""] }) => {
    if (program === "npx") return second !== "mlops" && second !== "cdktf";
    if (program === "npm") return !["ci", "run", "start", "test"].includes(second);
    const allowed = ELSEWHERE[program];
    return allowed === undefined || (allowed.length > 0 && !allowed.includes(second));
  });
  expect(strange.map((c) => c.line)).toEqual([]);
});

test("every call of mlops on every page is understood by the command line as it is, about models and places that there are", async () => {
  const calls = commands.filter(isOf("npx", "mlops"));
  expect(calls.length).toBeGreaterThan(80);
  const wrong: string[] = [];
  for (const { page, line, words } of calls) {
    if (words.includes("--help")) continue;
    try {
      const { arguments: given, options } = await parsed(words.slice(2));
      // a guide may make a model of its own
      const made = documentedCommands(page).flatMap((c) => (isOf("npx", "mlops", "new-model")(c) ? [c.words[3]!] : []));
      const known = [...models.map((m) => m.name), ...made];
      const named = { model: known, models: known, env: PLACES, place: PLACES };
      for (const [name, values] of Object.entries(named))
        for (const value of given[name] ?? [])
          if (GUIDES.includes(page) && !isPlaceholder(value) && !values.includes(value))
            wrong.push(`${page}: ${line}: no ${name} ${value}`);
      if (typeof options.in === "string" && !isPlaceholder(options.in) && !PLACES.includes(options.in))
        wrong.push(`${page}: ${line}: no environment ${options.in}`);
    } catch (error) {
      wrong.push(`${page}: ${line}: ${(error as Error).message}`);
    }
  }
  expect(wrong).toEqual([]);
});

test.each([
  ["fly", "unknown command 'fly'"],
  ["run", "missing required argument 'model'"],
  ["release rollback market-volatility", "required option '--reason <text>' not specified"],
  ["release jump market-volatility", "unknown command 'jump'"],
  ["cost dev --detail", "unknown option '--detail'"],
  ["validate dev", "too many arguments"],
])("the reading of commands finds what is wrong with mlops %s", async (line, message) => {
  await expect(parsed(line.split(" "))).rejects.toThrow(message);
});

test("every npm script that a page calls is there", () => {
  const called = commands.filter(isOf("npm", "run")).map((c) => c.words[2]!);
  expect(called.length).toBeGreaterThan(10);
  expect(called.filter((script) => !scripts.includes(script))).toEqual([]);
});

test("every stack that guides have cdktf deploy is one that there is", () => {
  const stacks = readdirSync("test/infrastructure/frozen").flatMap((f) =>
    [...readFileSync(`test/infrastructure/frozen/${f}`, "utf8").matchAll(/^(\S+?)(?:\/| )/gm)].map(([, id]) => id!),
  );
  const named = GUIDES.flatMap(documentedCommands)
    .filter(isOf("npx", "cdktf"))
    .flatMap(({ words }) => words.slice(3).filter((w) => !w.startsWith("--")));
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((id) => !stacks.includes(id))).toEqual([]);
});

test("resources that guides name are called so", () => {
  const prod = places().environments.find((e) => e.name === "prod")!;
  const scale = GUIDES.flatMap(documentedCommands).find(isOf("az", "vmss"))!.words;
  expect(scale).toEqual(expect.arrayContaining([nameOf("resource-group", prod, "network"), nameOf("scale-set", prod, "agents")]));
});

/** Calls that cost little and change nothing: these are made. */
test.each(["npx mlops doctor", "npx mlops doctor synth", "npx mlops validate", "npx mlops policies"])("%s works", async (line) => {
  const found = GUIDES.flatMap(documentedCommands).find((c) => c.line === line);
  expect((await inProcess(found!.words.slice(2))).code).toBe(0);
});

test("an operator's commands do what their page says, one after the other, on a release that is under way", async () => {
  const azurite = await startAzurite();
  try {
    const registry = new BlobModelRegistry(azurite.store);
    const here = ["--store", azurite.location];
    const run = async (words: readonly string[]) => {
      const at = words.indexOf("--in");
      const args = [...words.slice(2, at), ...words.slice(at + 2), ...here];
      return inProcess(args);
    };
    for (const mark of ["first", "second"]) {
      const digest = await storePackage(azurite.store, "market-volatility", mark);
      await registry.register("market-volatility", { digest, task: "binary-classification", metrics: {}, gates: "passed" });
    }
    const begin = (version: string) => inProcess(["release", "start", "market-volatility", "--version", version, ...here]);
    await begin("1");
    await begin("2");
    const page = documentedCommands("docs/for-operators.md").filter((c) => c.words.includes("--in"));
    const all = (...start: readonly string[]) => page.filter(isOf("npx", "mlops", ...start)).map((c) => c.words);
    const [status, , json] = all("release", "status");
    expect(await run(status!)).toMatchObject({ code: 0, stdout: expect.stringContaining("candidate") });
    expect(await run(all("release", "pause")[0]!)).toMatchObject({ code: 0, stdout: expect.stringContaining("paused") });
    expect((await run(all("release", "resume")[0]!)).code).toBe(0);
    const back = await run(all("release", "rollback")[0]!);
    expect([back.code, back.stdout]).toEqual([0, expect.stringMatching(/no release under way.*\n {2}stable .* version 1\n/)]);
    expect(await run(status!)).toMatchObject({ code: 0, stdout: expect.stringContaining("errors of the candidate") });
    expect(await run(all("audit", "verify")[0]!)).toMatchObject({ code: 0, stdout: expect.stringContaining("intact") });
    expect(JSON.parse((await run(json!)).stdout).entries.map((e: { action: string }) => e.action)).toEqual([
      ...["start", "start", "pause", "resume", "roll-back"],
    ]);
  } finally {
    await azurite.stop();
  }
});

test("the review that reviewers are shown is one", () => {
  const page = readFileSync("docs/for-reviewers.md", "utf8");
  const [, shown] = /<!-- review -->\n````markdown\n([\s\S]*?)````\n<!-- \/review -->/.exec(page) ?? [];
  const scope = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-mlops-prod-data";
  const plan = planned("prod-data", [
    resource({ type: "azurerm_management_lock", name: "Lake_Lock", actions: ["delete"], before: { name: "holds-data" } }),
    resource({
      ...{ type: "azurerm_role_assignment", name: "Lake_Grant", actions: ["create"] },
      after: { role_definition_name: "Storage Blob Data Reader", scope, principal_id: "the group readers" },
    }),
  ]);
  expect(shown).toBe(commentOf(reviewed(plan)).text);
});
