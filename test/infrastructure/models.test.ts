import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { SAMPLES } from "../../cli/docs/samples";
import { cloneModel } from "../../cli/new-model/clone-model";
import { TEMPLATES } from "../../cli/new-model/template-files";
import { loadPlaces } from "../../environments/load";
import { loadModels, modelNames } from "../../model-code/adapters/model-files";
import { canonicalJson } from "../../model-code/core/canonical-json";
import { modelFilesHashes } from "../../model-code/hosts/artifact/model-files";
import { synthPlatform } from "../support/platform";
import type { Json, Synthesized } from "../support/synthesized";

const CLONE = "desk-volatility";
const folder = mkdtempSync(join(tmpdir(), "models-"));
let before: Synthesized;
let after: Synthesized;

/** The platform of the models in the folder: the samples in each environment as it says, another in dev. */
async function platformNow(): Promise<Synthesized> {
  const folders = loadModels(folder, { sample: false });
  const { shared, environments } = loadPlaces("environments", { models: modelNames("model-code/models"), variables: {} });
  const added = folders.map((m) => m.spec.name).filter((name) => !SAMPLES.includes(name));
  return synthPlatform({
    shared,
    environments: environments.map((env) => ({
      ...env,
      models: [...env.models.filter((name) => SAMPLES.includes(name)), ...(env.name === "dev" ? added : [])],
    })),
    models: folders.map((m) => m.spec),
    modelFiles: await modelFilesHashes(folders),
  });
}

/** A folder is cloned, and in another a word of its own SQL is changed. */
beforeAll(async () => {
  const isText = (path: string) => !/\.(csv|test\.ts)$/.test(path);
  for (const name of SAMPLES) cpSync(join("model-code/models", name), join(folder, name), { recursive: true, filter: isText });
  before = await platformNow();
  const owner = { name: CLONE, team: "desk", contact: "desk@example.com", approvers: ["desk-risk@example.com"] };
  for (const [path, content] of cloneModel(folder, "market-volatility", owner, TEMPLATES)) {
    mkdirSync(dirname(join(folder, CLONE, path)), { recursive: true });
    writeFileSync(join(folder, CLONE, path), content);
  }
  // kept for a shorter time than its zone
  const yaml = join(folder, CLONE, "model.yaml");
  writeFileSync(yaml, `${readFileSync(yaml, "utf8")}\nretention: { rawDays: 150, featuresDays: 200 }\n`);
  const sql = join(folder, "market-direction/label.sql");
  writeFileSync(sql, `-- a word\n${readFileSync(sql, "utf8")}`);
  after = await platformNow();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What one document has that another has not, and what of that one is not as it was. Lists are sets. */
function differences(old: unknown, now: unknown, at = ""): { readonly added: readonly string[]; readonly changed: readonly string[] } {
  const [was, is] = [canonicalJson(old ?? null), canonicalJson(now ?? null)];
  if (was === is) return { added: [], changed: [] };
  if (old === undefined) return { added: [`${at} ${is}`], changed: [] };
  const both = [
    ...(Array.isArray(old) && Array.isArray(now)
      ? [[new Map(old.map((v) => [canonicalJson(v), v])), new Map(now.map((v) => [canonicalJson(v), v]))]]
      : []),
    ...(isObject(old) && isObject(now) ? [[new Map(Object.entries(old)), new Map(Object.entries(now))]] : []),
  ][0] as readonly [ReadonlyMap<string, unknown>, ReadonlyMap<string, unknown>] | undefined;
  if (both === undefined) return { added: [], changed: [`${at}: ${was} → ${is}`] };
  const keys = [...new Set([...both[0].keys(), ...both[1].keys()])];
  const parts = keys.map((key) => differences(both[0].get(key), both[1].get(key), `${at}/${key}`));
  return { added: parts.flatMap((p) => p.added), changed: parts.flatMap((p) => p.changed) };
}
const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

test("each sample has its stacks in each environment", () => {
  for (const environment of ["dev", "staging", "prod"])
    for (const model of SAMPLES)
      for (const what of ["model", "serving"]) expect([...before.stacks.keys()]).toContain(`${environment}-${what}-${model}`);
});

test("a model folder adds its own stacks, and to others what decision 19 names, which bears its name; a word of SQL is its own model's", () => {
  const stacks = [...after.stacks.keys()];
  expect(stacks.filter((id) => !before.stacks.has(id)).sort()).toEqual([`dev-model-${CLONE}`, `dev-serving-${CLONE}`]);
  expect([...before.stacks.keys()].filter((id) => !after.stacks.has(id))).toEqual([]);

  const found = new Map(
    stacks
      .filter((id) => before.stacks.has(id))
      .map((id) => [id, differences(before.stacks.get(id), after.stacks.get(id))] as const)
      .filter(([, { added, changed }]) => added.length + changed.length > 0),
  );
  const settings = "/resource/azapi_resource/App_F1B96344/body/properties/siteConfig/appSettings/";
  const named = (id: string, by: string | RegExp) => (found.get(id)?.added ?? []).filter((text) => text.search(by) >= 0);
  // what is added to other stacks is the new model's, by its name or, of who reviews and approves it, theirs
  expect(named("dev-data", new RegExp(`"name":"(raw|quarantine|curated|features)-${CLONE}-by-age"`))).toHaveLength(4);
  expect(found.get("dev-data")).toMatchObject({ added: { length: 4 }, changed: [] });
  expect(found.get("devops")).toEqual({
    added: named("devops", /desk-volatility|^\/resource\/azuredevops_group(_membership)?\/People_(Mail|Readers)-desk/),
    changed: [],
  });
  // the word of SQL: the job that prepares the model's data has another folder of files, and control's settings of it another hash
  const ofDirection = /"name":"(MODEL_FILES|TRAINING_JOB)_MARKET_DIRECTION"/;
  for (const [id, of] of [
    [
      "dev-control",
      ["MODEL_FILES_DESK_VOLATILITY", "MODEL_FILES_MARKET_DIRECTION", "TRAINING_JOB_DESK_VOLATILITY", "TRAINING_JOB_MARKET_DIRECTION"],
    ],
    ["staging-control", ["MODEL_FILES_MARKET_DIRECTION"]],
    ["prod-control", ["MODEL_FILES_MARKET_DIRECTION"]],
  ] as const) {
    const { added, changed } = found.get(id)!;
    expect(added.map((text) => text.replace(settings, "").match(/^\{"name":"(\w+)"/)?.[1])).toEqual(of);
    for (const text of changed) expect(text).toMatch(ofDirection);
  }
  expect([...found.keys()].sort()).toEqual([
    "dev-control",
    "dev-data",
    "dev-model-market-direction",
    "devops",
    "prod-control",
    "staging-control",
  ]);
  expect(found.get("dev-model-market-direction")).toMatchObject({ added: [expect.stringContaining('"name":"SubmitJob"')] });
});
