import { existsSync } from "node:fs";
import type { Environment } from "../../../environments/schema";
import { LAKE_ZONES } from "../../../model-code/core/lifecycle/step";
import { environment, JOB_TAG, onAks, places, SERVER_TAG, synthPlatform } from "../../support/platform";
import type { Json, Synthesized } from "../../support/synth";

const withEnvironments = (...environments: Environment[]) => synthPlatform({ environments, models: onAks });
const all = synthPlatform();
const dev = withEnvironments(environment());
const production = () => environment({ name: "prod", protectData: true, state: { account: "ststate", container: "tfstate" } });

test("an environment is eight stacks and one for its gateway, and the organization three more", () => {
  const ofEnvironment = (name: string) =>
    ["bootstrap", "cluster", "control", "data", "foundation", "ml", "model-market-volatility", "serving-market-volatility"].map(
      (s) => `${name}-${s}`,
    );
  expect([...dev.stacks.keys()].sort()).toEqual([...ofEnvironment("dev"), "devops", "shared", "shared-bootstrap"]);
  expect([...all.stacks.keys()].sort()).toEqual(
    [
      ...["dev", "prod", "staging"].flatMap(ofEnvironment),
      "prod-gateway",
      "devops",
      "shared",
      "shared-bootstrap",
      "staging-gateway",
    ].sort(),
  );
});

describe("Azure DevOps", () => {
  test("is known to one stack only: to plan any other needs no access to it", () => {
    const knows = [...all.stacks].filter(([, json]) => JSON.stringify(json).includes("azuredevops")).map(([id]) => id);
    expect(knows).toEqual(["devops"]);
  });

  test("is left out where shared.yaml does not say it, and where it leaves an environment out, that one is", () => {
    const { devops, ...without } = places().shared;
    expect([...synthPlatform({ environments: [], shared: without }).stacks.keys()]).not.toContain("devops");
    const none = synthPlatform({ environments: [], shared: { ...without, devops: { ...devops!, environments: [] } } });
    expect(none.all("azuredevops_environment").map((r) => r.attributes.name)).toEqual(["shared", "shared-publish"]);
  });
});

test("the lake has every zone of the lifecycle", () => {
  const containers = dev.all("azurerm_storage_container").filter((c) => c.stack === "dev-data");
  expect(containers.map((c) => c.attributes.name).sort()).toEqual([...LAKE_ZONES].sort());
});

describe("state", () => {
  const backends = (platform: Synthesized) =>
    [...platform.stacks.values()].map((s) => (s.terraform as { readonly backend: Record<string, Json> }).backend);

  test("without an account: files beside the output folder, a relative path each", () => {
    const paths = backends(all).map((b) => String(b.local?.path));
    expect(new Set(paths).size).toBe(all.stacks.size);
    for (const path of paths) expect(path).toMatch(/^\.\.\/\.\.\/\.\.\/\.tfstate\/(dev|staging|prod|shared)\/[a-z-]+\.tfstate$/);
  });

  test("with one: by Entra ID, a key of its own for each stack of each environment", () => {
    const two = withEnvironments(production(), { ...production(), name: "dev" });
    const azure = backends(two).flatMap((b) => (b.azurerm ? [b.azurerm] : []));
    expect(azure).toHaveLength(16);
    expect(new Set(azure.map((b) => b.key)).size).toBe(16);
    for (const b of azure) {
      expect(b).toMatchObject({ storage_account_name: "ststate", container_name: "tfstate", use_azuread_auth: true });
      expect(b.key).toMatch(/^(prod|dev)\/[a-z-]+\.tfstate$/);
      expect(Object.keys(b)).not.toEqual(expect.arrayContaining([expect.stringMatching(/access_key|sas_token|secret/)]));
    }
  });
});

describe("across stacks", () => {
  const json = [...all.stacks].map(([id, stack]) => ({ id, stack, text: JSON.stringify(stack) }));
  const addresses = new Set(all.resources.map((r) => `${r.stack} ${r.address}`));

  test("no stack refers to a resource that it does not have", () => {
    let seen = 0;
    for (const { id, text } of json) {
      for (const [, type, name] of text.matchAll(/\$\{[^}]*?(?<!data\.)\b((?:azurerm|azapi|kubernetes)_[a-z0-9_]+)\.([\w-]+)\./g)) {
        seen++;
        expect(addresses).toContain(`${id} ${type}.${name}`);
      }
    }
    expect(seen).toBeGreaterThan(50);
  });

  test("every output that a stack reads is given by the stack whose state it reads", () => {
    let seen = 0;
    for (const { text } of json)
      for (const [, from, output] of text.matchAll(
        /data\.terraform_remote_state\.cross-stack-reference-input-([a-z-]+)\.outputs\.([\w-]+)/g,
      )) {
        seen++;
        expect(Object.keys(all.stack(from ?? "").output as object)).toContain(output);
      }
    expect(seen).toBeGreaterThan(20);
  });

  test("what goes between stacks is shown in plans, so that it can be no secret", () => {
    const outputs = json.flatMap(({ stack }) => Object.values((stack.output ?? {}) as Record<string, Json>));
    expect(outputs.length).toBeGreaterThan(20);
    for (const output of outputs) expect(output.sensitive ?? false).toBe(false);
  });

  test("a state of another account is read from there", () => {
    const ml = withEnvironments(production()).stack("prod-ml") as {
      data: { terraform_remote_state: Record<string, { backend: string; config: Json }> };
    };
    expect(ml.data.terraform_remote_state["cross-stack-reference-input-prod-data"]).toMatchObject({
      backend: "azurerm",
      config: { key: "prod/data.tfstate", use_azuread_auth: true },
    });
  });
});

describe("without keys", () => {
  test.each([
    [
      "azurerm_storage_account",
      {
        shared_access_key_enabled: false,
        local_user_enabled: false,
        allow_nested_items_to_be_public: false,
        min_tls_version: "TLS1_2",
        https_traffic_only_enabled: true,
        cross_tenant_replication_enabled: false,
        default_to_oauth_authentication: true,
      },
      15,
    ],
    ["azurerm_container_registry", { admin_enabled: false, anonymous_pull_enabled: false }, 1],
    ["azurerm_key_vault", { rbac_authorization_enabled: true }, 6],
    ["azurerm_log_analytics_workspace", { local_authentication_enabled: false }, 8],
    ["azurerm_application_insights", { local_authentication_disabled: true }, 3],
    ["azurerm_kubernetes_cluster", { local_account_disabled: true }, 3],
    ["Microsoft.MachineLearningServices/workspaces/computes", { body: { properties: { disableLocalAuth: true } } }, 6],
  ] as const)("every %s is closed to keys", (type, closed, count) => {
    const found = all.all(type);
    expect([type, found.length]).toEqual([type, count]);
    for (const r of found) expect(r.attributes).toMatchObject(closed);
  });

  test("providers use Entra ID for storage and register only what the platform is made of", () => {
    for (const [, stack] of dev.stacks) {
      const [azurerm] = (stack.provider as { readonly azurerm: Json[] }).azurerm;
      expect(azurerm).toMatchObject({
        storage_use_azuread: true,
        resource_provider_registrations: "none",
        features: [{ storage: [{ data_plane_available: false }] }],
      });
    }
  });

  test("a role on a subscription or a group is bootstrap's alone to give", () => {
    const given = all.all("azurerm_role_assignment").filter((r) => !r.stack.endsWith("bootstrap"));
    expect(given.length).toBeGreaterThan(60);
    for (const r of given) expect(String(r.attributes.scope)).not.toMatch(/resource_group|^\/subscriptions\/[^/]+$/);
  });
});

test("all that keeps data logs every access", () => {
  const targets = all.all("azurerm_monitor_diagnostic_setting").map((r) => `${r.stack} ${r.attributes.target_resource_id}`);
  for (const type of ["azurerm_storage_account", "azurerm_key_vault", "azurerm_data_factory", "azurerm_kubernetes_cluster"])
    for (const r of all.all(type)) expect(targets).toContainEqual(expect.stringContaining(`${r.stack} \${${r.address}.id}`));
});

test("where data is protected, nothing that keeps it can be destroyed", () => {
  const prod = withEnvironments(production());
  const keeps = [
    "azurerm_storage_account",
    "azurerm_storage_container",
    "azurerm_key_vault",
    "azurerm_log_analytics_workspace",
    "azurerm_log_analytics_workspace_table_custom_log",
    "Microsoft.MachineLearningServices/workspaces",
    "azurerm_monitor_workspace",
  ];
  const kept = keeps.flatMap((type) => prod.all(type)).filter((r) => r.stack.startsWith("prod-"));
  expect(kept.length).toBeGreaterThan(20);
  for (const r of kept)
    expect([r.address, r.attributes.lifecycle]).toEqual([r.address, expect.objectContaining({ prevent_destroy: true })]);
});

test("a protected registry cannot be destroyed", () => {
  const registry = (protectData: boolean) =>
    synthPlatform({ shared: { ...places().shared, protectData }, environments: [] }).only("azurerm_container_registry");
  expect(registry(true)).toMatchObject({ lifecycle: { prevent_destroy: true } });
  expect(registry(false).lifecycle).toBeUndefined();
});

test("runs of pipelines are logged to the table that the alert reads", () => {
  const factory = dev
    .all("azurerm_monitor_diagnostic_setting")
    .find((r) => String(r.attributes.target_resource_id).includes("azurerm_data_factory"));
  expect(factory?.attributes).toMatchObject({ log_analytics_destination_type: "Dedicated", enabled_log: [{ category_group: "allLogs" }] });
  const alert = dev.all("azurerm_monitor_scheduled_query_rules_alert_v2").find((r) => r.address.includes("prepare-failed"));
  const [criteria] = alert!.attributes.criteria as { readonly query: string }[];
  const names = dev.all("Microsoft.DataFactory/factories/pipelines").map((r) => r.attributes.name);
  expect(names).toContain("market-volatility-prepare");
  expect(criteria?.query).toContain('ADFPipelineRun\n| where PipelineName == "market-volatility-prepare"\n| where Status == "Failed"');
});

test("an alert of a model tells control as well, where Azure Monitor can call it", () => {
  const groupsOf = (platform: Synthesized, stack: string) =>
    platform
      .all("azurerm_monitor_scheduled_query_rules_alert_v2")
      .filter((r) => r.stack === stack)
      .map((r) => (r.attributes.action as { readonly action_groups: readonly string[] }).action_groups);
  const open = groupsOf(dev, "dev-model-market-volatility");
  expect(open.length).toBeGreaterThan(10);
  for (const groups of open) expect(groups).toContainEqual(expect.stringContaining("dev-control.outputs"));
  const closed = groupsOf(all, "prod-model-market-volatility");
  expect(closed.length).toBeGreaterThan(5);
  for (const groups of closed) expect(groups).toHaveLength(2);
});

describe("tags", () => {
  const tagged = dev.resources.filter((r) => r.attributes.tags !== undefined);

  test("say whose a resource is, who pays, and which stack made it", () => {
    expect(tagged.length).toBeGreaterThan(20);
    for (const r of tagged)
      expect(r.attributes.tags).toMatchObject({
        owner: expect.stringContaining("@"),
        "cost-center": "ml-platform",
        stack: r.stack,
        "managed-by": "terraform",
      });
  });

  test("are on every resource that has a region or a group of its own", () => {
    const untagged = all.resources.filter(
      // A runtime is a part of its factory, and Azure knows no tags of it.
      (r) => r.attributes.location !== undefined && r.attributes.tags === undefined && !r.type.startsWith("azurerm_data_factory_"),
    );
    expect(untagged.map((r) => r.address)).toEqual([]);
  });

  test("of a model's resources name the model and its own owner", () => {
    for (const r of tagged.filter((t) => t.stack === "dev-model-market-volatility"))
      expect(r.attributes.tags).toMatchObject({
        model: "market-volatility",
        owner: "market-risk@example.com",
        team: "market-risk",
        "risk-tier": "medium",
      });
  });
});

test("names that all of Azure shares differ between two subscriptions", () => {
  const other = withEnvironments(environment({ subscription: "11111111-1111-1111-1111-111111111111" }));
  for (const type of ["azurerm_storage_account", "azurerm_key_vault", "azurerm_data_factory"]) {
    const names = (platform: Synthesized) => platform.all(type).map((r) => r.attributes.name);
    expect(names(other)).not.toEqual(expect.arrayContaining(names(dev)));
  }
});

test("images are named by the content of their bundles, and a plan needs no build", () => {
  const [version] = dev.all("Microsoft.MachineLearningServices/workspaces/environments/versions");
  expect(version?.attributes).toMatchObject({
    name: JOB_TAG.slice(0, 20),
    body: { properties: { image: expect.stringMatching(new RegExp(`/job:${JOB_TAG}$`)) } },
  });
  expect(JSON.stringify(dev.only("kubernetes_deployment_v1"))).toContain(`/server:${SERVER_TAG}"`);
});

test("every alert leads to a runbook that is there", () => {
  const alerts = dev.all("azurerm_monitor_scheduled_query_rules_alert_v2");
  expect(alerts.length).toBeGreaterThan(0);
  for (const { attributes } of alerts) {
    const { runbook } = (attributes.action as { readonly custom_properties: { readonly runbook: string } }).custom_properties;
    expect(attributes.description).toContain(runbook);
    expect(existsSync(runbook)).toBe(true);
  }
});

test("the shared part stands in its own subscription", () => {
  const shared = { ...places().shared, subscription: "22222222-2222-2222-2222-222222222222" };
  const [azurerm] = (synthPlatform({ shared, environments: [] }).stack("shared").provider as { readonly azurerm: Json[] }).azurerm;
  expect(azurerm).toMatchObject({ subscription_id: shared.subscription });
});
