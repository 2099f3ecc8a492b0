import { readFileSync } from "node:fs";
import { stringify } from "yaml";
import { type ReadWith as Known, readPlaces } from "../../../environments/read";
import { ENVIRONMENT_SCHEMA, SHARED_SCHEMA } from "../../../environments/schema";
import { BadInput } from "../../../model-code/core/problem";
import { environment, places } from "../../support/platform";

const NIL = "00000000-0000-0000-0000-000000000000";
const ID = "12345678-1234-1234-1234-123456789abc";
const known: Known = { models: ["market-direction", "market-volatility"], today: "2026-11-21", variables: {} };
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
  expect(places().environments.map((e) => e.name)).toContain("dev");
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
  [
    "a cluster that stops before it starts",
    { cluster: { ...environment().cluster, hours: { start: "19:00", stop: "18:00" } } },
    /dev\.yaml cluster\/hours\/stop: a time after start, 19:00 ← "18:00"/,
  ],
  [
    "a cluster that stops when it starts",
    { cluster: { ...environment().cluster, hours: { start: "18:00", stop: "18:00" } } },
    /dev\.yaml cluster\/hours\/stop: a time after start, 18:00 ← "18:00"/,
  ],
  ["a model that is not there", { models: ["nope"] }, /dev\.yaml models\/0: one of market-direction, market-volatility ← "nope"/],
])("refuses %s, and says where", (_, changes, message) => {
  expect(problemsOf([shared, file(changes)])).toEqual([expect.stringMatching(message)]);
});

const plan = (changes: object) => ({
  network: { ...environment().network, addresses: { ...environment().network.addresses, ...changes } },
});

test.each([
  [
    "a range that begins within one",
    plan({ agents: "10.10.1.1/26" }),
    /addresses\/agents: a range that begins at its first address ← "10.10.1.1\/26"/,
  ],
  [
    "a subnet outside of the network",
    plan({ agents: "10.11.0.0/26" }),
    /addresses\/agents: a range within the network's, 10.10.0.0\/16 ← "10.11.0.0\/26"/,
  ],
  ["services of Kubernetes on too many addresses", plan({ services: "172.0.0.0/12" }), /services: a range smaller than \/12 ← \/12/],
  [
    "pods where AKS has addresses of its own",
    plan({ pods: "172.30.128.0/17" }),
    /pods: no addresses that AKS keeps .* ← "172\.30\.128\.0\/17"/,
  ],
  ["services where links are", plan({ services: "169.254.4.0/24" }), /services: no addresses that AKS keeps .* ← "169\.254\.4\.0\/24"/],
  ["services around what AKS keeps", plan({ services: "192.0.0.0/16" }), /services: no addresses that AKS keeps .* ← "192\.0\.0\.0\/16"/],
  ["a subnet that is too small", plan({ nodes: "10.10.4.0/27" }), /addresses\/nodes: at least \/26 ← \/27/],
  [
    "more nodes than their range has addresses for",
    { ...plan({ nodes: "10.10.4.0/26" }), cluster: { ...environment().cluster, maxNodes: 26 } },
    /cluster\/maxNodes: at most 25 ← 26/,
  ],
  [
    "two subnets that overlap",
    plan({ functions: "10.10.1.0/26" }),
    /addresses\/functions: addresses of its own ← "10.10.1.0\/26", which overlaps agents, 10.10.1.0\/26/,
  ],
  ["pods within the network", plan({ pods: "10.10.128.0/17" }), /addresses\/pods: a range outside of the network's/],
  ["services among the pods", plan({ services: "10.244.0.0/24" }), /addresses\/services: addresses of its own ← .* which overlaps pods/],
  ["a region that is not the pair", { pairedRegion: "uksouth" }, /pairedRegion: northeurope ← "uksouth"/],
  ["zones in a region without", { region: "ukwest", pairedRegion: "uksouth", zoneRedundant: true }, /zoneRedundant: false ← true/],
  [
    "copies over zones in a region without",
    { region: "ukwest", pairedRegion: "uksouth", replication: "ZRS" },
    /replication: LRS, GRS or RAGRS ← "ZRS"/,
  ],
  ["copies to a pair that is none", { region: "polandcentral", replication: "GRS" }, /replication: LRS or ZRS ← "GRS"/],
  ["a group that is missing", { groups: { ...environment().groups, readers: undefined } }, /dev\.yaml groups: the key "readers" ← none/],
  ["a group that is none", { groups: { ...environment().groups, readers: "everyone" } }, /dev\.yaml groups\/readers: .* ← "everyone"/],
  [
    "an archive shorter than the logs",
    { retention: { ...environment().retention, logsDays: 100 } },
    /retention\/archiveDays: at least logsDays, 100 ← 90/,
  ],
  [
    "an archive of no whole years",
    { retention: { ...environment().retention, archiveDays: 1000 } },
    /archiveDays: at most 730, or one of 1095, .* ← 1000/,
  ],
  [
    "a budget that nobody hears is spent",
    { budget: { ...environment().budget, thresholds: [50] } },
    /budget\/thresholds: one of at least 100 ← 50/,
  ],
  ["a budget from the middle of a month", { budget: { ...environment().budget, since: "2026-12-05" } }, /budget\/since: .* ← "2026-12-05"/],
  [
    "a stream that cannot grow to its own size",
    { stream: { ...environment().stream, capacity: 3 } },
    /stream\/maxCapacity: at least capacity, 3 ← 1/,
  ],
  [
    "a machine that nobody has",
    { training: { ...environment().training, vmSize: "Standard_D3s_v5" } },
    /training\/vmSize: one of Standard_D2s_v5, .* ← "Standard_D3s_v5"/,
  ],
  [
    "addresses for what answers none",
    { network: { ...environment().network, mode: "private", authorizedRanges: ["1.2.3.0/24"] } },
    /authorizedRanges: none in private mode ← some/,
  ],
])("refuses %s", (_, changes, message) => {
  expect(problemsOf([shared, file(changes)])).toEqual([expect.stringMatching(message)]);
});

describe("a waiver", () => {
  const waiver = {
    rule: "public-network",
    resource: "dev-bootstrap/State/*",
    reason: "While the first states move.",
    expires: "2026-11-21",
  };
  const rules = ["public-network"];

  test("holds to the end of its last day", () => {
    expect(readPlaces([shared, file({ waivers: [waiver] })], { ...known, rules }).environments).toHaveLength(1);
  });

  test.each([
    ["has ended", { expires: "2026-11-20" }, /waivers\/0\/expires: 2026-11-21 or later ← "2026-11-20"/],
    ["is of no rule", { rule: "no-such" }, /waivers\/0\/rule: one of public-network ← "no-such"/],
    ["has no reason", { reason: "" }, /waivers\/0\/reason: .* ← ""/],
    ["never ends", { expires: "never" }, /waivers\/0\/expires: .* ← "never"/],
  ])("that %s is refused", (_, changes, message) => {
    expect(problemsOf([shared, file({ waivers: [{ ...waiver, ...changes }] })], { ...known, rules })).toEqual([
      expect.stringMatching(message),
    ]);
  });
});

describe("what is shared", () => {
  const common = (changes: object) => ({ file: "shared.yaml", text: stringify({ ...places().shared, ...changes }) });
  const closed = file({ network: { ...environment().network, mode: "private" } });

  test("cannot be closed while an environment is open", () => {
    const network = { ...places().shared.network, mode: "private" };
    expect(problemsOf([common({ network }), file({})])).toEqual([expect.stringMatching(/shared\.yaml network\/mode: public ← "private"/)]);
    expect(readPlaces([common({ network }), closed], known).shared.network.mode).toBe("private");
  });

  test("needs Premium for the endpoints of an environment's Azure ML, open or closed, and where it is closed itself, and for zones", () => {
    const standard = { registry: { sku: "Standard", untaggedDays: 7 } };
    const premium = /registry\/sku: Premium ← "Standard"/;
    for (const reaching of [file({}), closed])
      expect(problemsOf([common({ ...standard, zoneRedundant: false }), reaching])).toEqual([expect.stringMatching(premium)]);
    expect(problemsOf([common({ ...standard, zoneRedundant: true }), file({})])).toHaveLength(2);
    expect(problemsOf([common({ ...standard, zoneRedundant: true })])).toEqual([expect.stringMatching(premium)]);
    const network = { ...places().shared.network, mode: "private" };
    expect(problemsOf([common({ ...standard, zoneRedundant: false, network })])).toEqual([expect.stringMatching(premium)]);
    expect(readPlaces([common({ ...standard, zoneRedundant: false })], known).shared.registry.sku).toBe("Standard");
  });
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

test("one mistake hides no other: what a schema finds and what it cannot, in one file, are told together", () => {
  const many = file({
    colour: "red",
    ...plan({ agents: "10.10.0.0/26" }),
    training: { ...environment().training, vmSize: "Huge" },
    groups: { ...environment().groups, readers: undefined },
    prefix: "much-too-long",
    pairedRegion: "uksouth",
    waivers: [{ rule: "public-network", resource: "x", reason: "It has run out.", expires: "2020-01-01" }],
  });
  const found = problemsOf([shared, many, { ...many, file: "empty.yaml", text: "" }]);
  for (const part of [
    "colour",
    "network/addresses/agents",
    "training/vmSize",
    "readers",
    "prefix",
    "pairedRegion",
    "waivers/0/expires",
    "empty.yaml",
  ])
    expect(found).toEqual(expect.arrayContaining([expect.stringContaining(part)]));
  expect(found).toHaveLength(8);
});

describe("two environments whose names would collide are refused:", () => {
  test("the same twice", () => {
    const twice = [shared, file({}), { ...file({}), file: "dev.yaml" }];
    expect(problemsOf(twice)).toEqual([expect.stringMatching(/names of its own ← "[a-z0-9-]+", which dev has/)]);
  });

  test("names that differ by a dash, which a storage account's cannot have", () => {
    const twins = [file({ prefix: "ml" }, "opsdev"), file({ prefix: "mlops" })];
    expect(problemsOf([shared, ...twins])).toEqual([
      expect.stringMatching(/dev\.yaml: names of its own ← "stmlopsdev[a-z0-9]*", which opsdev has/),
    ]);
  });

  test("but not if their subscriptions differ, of which the names have a hash", () => {
    const apart = [file({ prefix: "ml", subscription: ID }, "opsdev"), file({ prefix: "mlops" })];
    expect(readPlaces([shared, ...apart], known).environments).toHaveLength(2);
  });
});

test.each<[string, object, RegExp]>([
  ["a prefix", { prefix: "windows" }, /dev\.yaml prefix and name: no "windows", .* ← "windows-dev"/],
  ["a model", { models: ["market-volatility", "microsoft-churn"] }, /dev\.yaml models\/1: no "microsoft", .* ← "microsoft-churn"/],
])("%s with a word that Azure refuses in names is told, once", (_, changes, message) => {
  const also = { ...known, models: [...known.models, "microsoft-churn"] };
  expect(problemsOf([shared, file(changes)], also)).toEqual([expect.stringMatching(message)]);
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
