import { environment, models, places, synthPlatform } from "../../support/platform";
import type { Synthesized } from "../../support/synth";

const inMl = (platform: Synthesized, type: string) => platform.all(type).filter((r) => r.stack.endsWith("-ml"));
const dev = synthPlatform({ environments: [environment()] });
const prod = synthPlatform({ environments: places().environments.filter((e) => e.name === "prod") });
const COMPUTE = "Microsoft.MachineLearningServices/workspaces/computes";

test("trials of a search have machines of their own, which may be taken away; jobs have others", () => {
  const machines = inMl(prod, COMPUTE).map(({ attributes: { name, body } }) => ({
    name: String(name),
    ...(body as { readonly properties: { readonly properties: { readonly vmPriority: string; readonly enableNodePublicIp: boolean } } })
      .properties.properties,
  }));
  expect(machines.map((m) => m.vmPriority).sort()).toEqual(["Dedicated", "LowPriority"]);
  for (const m of machines) {
    expect(m.name.length).toBeLessThanOrEqual(16);
    expect(m.enableNodePublicIp).toBe(false);
  }
  expect(new Set(machines.map((m) => m.name)).size).toBe(2);
});

test("jobs act as the identity that trains or the one that scores, and the machines have both", () => {
  const compute = inMl(dev, COMPUTE).find((r) => r.address.includes("Compute_") && !r.address.includes("Sweep"));
  expect(compute?.attributes.identity).toEqual([
    {
      type: "UserAssigned",
      identity_ids: [expect.stringContaining("Training_"), expect.stringContaining("Scoring_")],
    },
  ]);
});

test("who scores in batches cannot write what models are made of, and who trains cannot write predictions or releases", () => {
  const writes = (who: string) =>
    inMl(dev, "azurerm_role_assignment")
      .map((r) => r.address)
      .filter((address) => new RegExp(`-writeBlobs-on-.*-to-${who}$`).test(address))
      .map((address) => /-on-(.*)-to-/.exec(address)?.[1])
      .sort();
  expect(writes("Scoring")).toEqual(["Storage", "predictions"]);
  expect(writes("Training")).toEqual(["Packages", "Storage", "curated", "features", "models", "quarantine", "raw"]);
});

const onWorkspace = (platform: Synthesized) =>
  inMl(platform, "azurerm_role_assignment").flatMap((r) => /-(\w+-on-(?:Workspace|Storage)-to-[\w-]+)$/.exec(r.address)?.[1] ?? []);

test("people run jobs, which act as training, only where no data is protected and no model closed to them", () => {
  const people = (platform: Synthesized) => onWorkspace(platform).filter((given) => given.includes("group"));
  const closed = (sensitivity: "confidential" | "personal" | "internal") =>
    synthPlatform({ environments: [environment()], models: models.map((model) => ({ ...model, sensitivity })) });
  const both = ["runJobs-on-Workspace-to-group-dataScience", "writeBlobs-on-Storage-to-group-dataScience"];
  expect(people(dev).sort()).toEqual(both);
  expect(people(prod)).toEqual([]);
  expect(people(closed("confidential"))).toEqual([]);
  expect(people(closed("personal"))).toEqual([]);
  expect(people(closed("internal")).sort()).toEqual(both);
});

test("what jobs act as logs runs and submits none", () => {
  const training = onWorkspace(dev).filter((given) => /-to-(Training|Scoring)$/.test(given));
  expect(training.sort()).toEqual([
    "logRuns-on-Workspace-to-Scoring",
    "logRuns-on-Workspace-to-Training",
    "writeBlobs-on-Storage-to-Scoring",
    "writeBlobs-on-Storage-to-Training",
    "writeFiles-on-Storage-to-Scoring",
    "writeFiles-on-Storage-to-Training",
  ]);
  const [role] = dev.all("azurerm_role_definition").filter((r) => r.address.includes("logRuns"));
  const [{ actions }] = role!.attributes.permissions as readonly [{ readonly actions: readonly string[] }];
  // by these Azure ML is given jobs, in its newer and its older API
  const submits = ["jobs/write", "experiments/runs/submit/action", "experiments/jobs/write", "schedules/write"];
  const may = (operation: string) =>
    actions.some((action) => new RegExp(`^${action.replaceAll(".", "\\.").replaceAll("*", ".*")}$`).test(operation));
  const of = (operation: string) => `Microsoft.MachineLearningServices/workspaces/${operation}`;
  expect(submits.filter((operation) => may(of(operation)))).toEqual([]);
  expect(["jobs/read", "experiments/runs/write", "data/versions/write"].filter((operation) => may(of(operation)))).toHaveLength(3);
});

test("no datastore leads to the audit log", () => {
  const names = inMl(dev, "Microsoft.MachineLearningServices/workspaces/datastores").map((d) => d.attributes.name);
  expect(names.sort()).toEqual(["curated", "features", "models", "packages", "predictions", "quarantine", "raw", "releases"]);
});

describe.each([
  ["public", dev],
  ["private", prod],
])("in %s", (mode, platform) => {
  const rules = inMl(platform, "Microsoft.MachineLearningServices/workspaces/outboundRules");

  test("the workspace has a network, ways to the lake and the package store, and a cluster of its own that images are built on", () => {
    const [workspace] = inMl(platform, "Microsoft.MachineLearningServices/workspaces");
    const body = workspace?.attributes.body as { readonly properties: { readonly imageBuildCompute: string } } | undefined;
    expect(inMl(platform, COMPUTE).map((r) => r.attributes.name)).toContain(body?.properties.imageBuildCompute);
    expect(rules.map((r) => r.attributes.name)).toEqual(["lake-blob", "lake-dfs", "packages-blob"]);
  });

  test("machines are made once the network is done: Azure ML refuses both at a time", () => {
    const machines = inMl(platform, COMPUTE);
    expect(machines).toHaveLength(2);
    for (const machine of machines) expect(machine.attributes.depends_on).toEqual([rules.at(-1)?.address]);
  });

  test(`it has ${mode === "private" ? "" : "no "}endpoints in the environment's network`, () => {
    const reached = inMl(platform, "azurerm_private_endpoint").map(
      (r) => (r.attributes.private_service_connection as { readonly subresource_names: readonly string[] }).subresource_names[0],
    );
    expect(reached.sort()).toEqual(mode === "private" ? ["amlworkspace", "blob", "file", "vault"] : []);
  });
});
