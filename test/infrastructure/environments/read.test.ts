import { readFileSync } from "node:fs";
import { stringify } from "yaml";
import { loadPlaces } from "../../../environments/load";
import { type ReadWith as Known, readPlaces } from "../../../environments/read";
import { ENVIRONMENT_SCHEMA, SHARED_SCHEMA } from "../../../environments/schema";
import { BadInput } from "../../../model-code/core/problem";
import { environment } from "../../support/platform";

const NIL = "00000000-0000-0000-0000-000000000000";
const ID = "12345678-1234-1234-1234-123456789abc";
const known: Known = { models: ["market-volatility"], today: "2026-11-21", variables: {} };
const shared = { file: "shared.yaml", text: readFileSync("environments/shared.yaml", "utf8") };
const file = (changes: object, name = "dev") => ({ file: `${name}.yaml`, text: stringify({ ...environment(), name, ...changes }) });

function problemsOf(files: Parameters<typeof readPlaces>[0], what: Known = known): readonly string[] {
  try {
    readPlaces(files, what);
  } catch (error) {
    if (error instanceof BadInput) return error.problems.map((p) => `${p.where}: ${p.expected} ← ${p.got}`);
    throw error;
  }
  throw new Error("nothing was refused");
}

test("the project's own environments are good", () => {
  const { environments } = loadPlaces("environments", known);
  expect(environments.map((e) => e.name)).toContain("dev");
});

test.each([
  ["an unknown key", { colour: "red" }, /environments\/dev\.yaml: one of the keys name, owner, .* ← the unknown key "colour"/],
  [
    "an unknown key within",
    { network: { ...environment().network, vnet: 1 } },
    /dev\.yaml network: one of the keys mode, authorizedRanges, addresses ← the unknown key "vnet"/,
  ],
  ["a key that is missing", { owner: { team: "x" } }, /dev\.yaml owner: the key "contact" ← none/],
  ["a region that Azure does not have", { region: "middle-earth" }, /dev\.yaml region: one of .*westeurope.* ← "middle-earth"/],
  ["a size that is none", { cluster: { ...environment().cluster, nodeSize: "big" } }, /dev\.yaml cluster\/nodeSize: .* ← "big"/],
  ["a prefix that is too long", { prefix: "much-too-long" }, /dev\.yaml prefix: .* ← "much-too-long"/],
  ["an id that is none", { tenant: "contoso" }, /dev\.yaml tenant: .* ← "contoso"/],
  ["an address that is none", { alerts: { ...environment().alerts, urgent: ["someone"] } }, /dev\.yaml alerts\/urgent\/0: .* ← "someone"/],
  [
    "more nodes at least than at most",
    { cluster: { ...environment().cluster, minNodes: 5 } },
    /cluster\/maxNodes: at least minNodes, 5 ← 3/,
  ],
  ["a model that is not there", { models: ["nope"] }, /dev\.yaml models\/0: one of market-volatility ← "nope"/],
])("refuses %s, and says where", (_, changes, message) => {
  expect(problemsOf([shared, file(changes)])).toEqual([expect.stringMatching(message)]);
});

test("a name that is not the file's, and a file without the shared part", () => {
  expect(problemsOf([{ ...file({}), file: "prod.yaml" }])).toEqual([
    "environments/shared.yaml: a file ← none",
    'environments/prod.yaml name: the file\'s name, "prod" ← "dev"',
  ]);
});

test("YAML that is none, by its line", () => {
  expect(problemsOf([shared, { file: "dev.yaml", text: "name: dev\n  prefix: x\n" }])[0]).toMatch(/environments\/dev\.yaml line \d: YAML/);
});

test("every mistake of every file is in one error", () => {
  const found = problemsOf([
    { ...shared, text: `${shared.text}\nextra: 1\n` },
    file({ colour: "red", region: "nowhere" }),
    file({ models: ["nope", "neither"] }, "prod"),
  ]);
  expect(found).toHaveLength(5);
});

test("two environments whose names would collide are refused", () => {
  const twice = [shared, file({}), { ...file({}), file: "dev.yaml" }];
  expect(problemsOf(twice)).toEqual([expect.stringMatching(/names of its own ← "[a-z0-9-]+", which dev has/)]);
});

describe("ids left at zeros", () => {
  const read = (variables: Known["variables"], changes: object = {}) => readPlaces([shared, file(changes)], { ...known, variables });

  test("are filled in from variables", () => {
    const { environments, shared: common } = read({
      AZURE_SUBSCRIPTION_ID: ID,
      AZURE_TENANT_ID: ID.toUpperCase(),
      AZURE_PLATFORM_GROUP_ID: ID,
    });
    expect(environments[0]).toMatchObject({ subscription: ID, tenant: ID, groups: { platform: ID } });
    expect(common).toMatchObject({ subscription: ID, tenant: ID });
  });

  test("take the environment's own variable first", () => {
    const own = "99999999-9999-9999-9999-999999999999";
    const { environments, shared: common } = read({ AZURE_SUBSCRIPTION_ID: ID, AZURE_SUBSCRIPTION_ID_DEV: own });
    expect([environments[0]?.subscription, common.subscription]).toEqual([own, ID]);
  });

  test("that a file gives are left alone: a stray variable moves no environment", () => {
    const given = "99999999-9999-9999-9999-999999999999";
    expect(read({ AZURE_SUBSCRIPTION_ID: ID }, { subscription: given }).environments[0]?.subscription).toBe(given);
  });

  test("stay zeros without a variable, so that a first synth needs no account", () => {
    expect(read({}).environments[0]?.subscription).toBe(NIL);
  });

  test("are refused when the variable holds no id", () => {
    expect(problemsOf([shared, file({})], { ...known, variables: { AZURE_TENANT_ID_DEV: "contoso" } })).toEqual([
      expect.stringMatching(/dev\.yaml tenant: .* ← "contoso"/),
    ]);
  });
});

test("every key of the schemas is explained", () => {
  const silent = (schema: object, path: string): string[] =>
    Object.entries((schema as { properties?: Record<string, object> }).properties ?? {}).flatMap(([key, inner]) => [
      ...("description" in inner ? [] : [`${path}${key}`]),
      ...silent(inner, `${path}${key}/`),
    ]);
  expect([...silent(ENVIRONMENT_SCHEMA, ""), ...silent(SHARED_SCHEMA, "")]).toEqual([]);
});
