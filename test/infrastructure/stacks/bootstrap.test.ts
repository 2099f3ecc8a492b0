import { RESOURCE_PROVIDERS } from "../../../constructs/bootstrap/resource-providers";
import { IMAGES_AND_PACKAGES_ONLY, NO_ADMINISTRATORS } from "../../../constructs/bootstrap/role-conditions";
import type { Environment } from "../../../environments/schema";
import { environment, places, synthPlatform } from "../../support/platform";
import type { Json } from "../../support/synth";

const bootstrapOf = (changes: Partial<Environment> = {}) => {
  const made = synthPlatform({ environments: [environment(changes)] });
  return { made, resources: made.resources.filter((r) => r.stack === "dev-bootstrap"), stack: made.stack("dev-bootstrap") };
};
const dev = bootstrapOf();
const only = (type: string, from = dev) => {
  const [first, ...more] = from.resources.filter((r) => r.type === type);
  expect([type, more.length]).toEqual([type, 0]);
  return first!.attributes;
};
const closedPlan = (): Pick<Environment, "network"> => ({ network: { ...environment().network, mode: "private" } });

describe("where state is kept", () => {
  test("every version can be brought back, no key opens it, and a lock stands on it, in dev too", () => {
    expect(only("azurerm_storage_account")).toMatchObject({
      shared_access_key_enabled: false,
      blob_properties: { versioning_enabled: true, delete_retention_policy: { days: 90 }, container_delete_retention_policy: { days: 90 } },
    });
    expect(only("azurerm_storage_container")).toMatchObject({ name: "tfstate" });
    expect(only("azurerm_management_lock")).toMatchObject({
      lock_level: "CanNotDelete",
      scope: expect.stringContaining("azurerm_storage_account"),
    });
  });

  test("where data is protected, Terraform refuses to destroy it", () => {
    const kept = bootstrapOf({ protectData: true });
    for (const type of ["azurerm_storage_account", "azurerm_storage_container", "azurerm_log_analytics_workspace"])
      expect(only(type, kept)).toMatchObject({ lifecycle: { prevent_destroy: true } });
  });

  test("who reads and writes it is logged", () => {
    expect(only("azurerm_monitor_diagnostic_setting").target_resource_id).toMatch(/azurerm_storage_account.*\/blobServices\/default$/);
  });

  test.each([
    ["public", true],
    ["private", false],
  ] as const)("in a %s environment the log is open to the internet: %s", (_, open) => {
    const from = open ? dev : bootstrapOf(closedPlan());
    expect(only("azurerm_log_analytics_workspace", from)).toMatchObject({ internet_ingestion_enabled: open, internet_query_enabled: open });
  });

  test("its name is told, for the environment's file", () => {
    expect(dev.stack.output).toMatchObject({ StateAccount: { value: expect.stringMatching(/azurerm_storage_account/) } });
  });

  test("in a private environment it is closed, but for the addresses that the file admits for a time", () => {
    expect(only("azurerm_storage_account", bootstrapOf(closedPlan()))).toMatchObject({ public_network_access_enabled: false });
    const moving = {
      ...closedPlan(),
      state: { account: "st", container: "tfstate", admits: ["203.0.113.7"] },
      waivers: [{ rule: "public-network", resource: "dev-bootstrap/State/*/*", reason: "While the states move.", expires: "2999-01-01" }],
    };
    expect(only("azurerm_storage_account", bootstrapOf(moving))).toMatchObject({
      public_network_access_enabled: true,
      network_rules: { default_action: "Deny", ip_rules: ["203.0.113.7"] },
    });
  });
});

describe("who deploys and who plans", () => {
  const given = (to: string, from = dev) =>
    from.resources
      .filter((r) => r.type === "azurerm_role_assignment" && r.address.includes(`-to-${to}`))
      .map((r) => [r.attributes.role_definition_name ?? "own role", String(r.attributes.scope).replace(/\$\{.*?-(\w+)\}/g, "$1")] as const);

  test("their client ids are told, for the service connections of pipelines", () => {
    expect(dev.stack.output).toMatchObject({
      DeployerClient: { value: expect.stringMatching(/azurerm_user_assigned_identity\.Deployer.*\.client_id/) },
      PlanReaderClient: { value: expect.stringMatching(/azurerm_user_assigned_identity\.PlanReader.*\.client_id/) },
    });
  });

  test("the plan reader has no role that changes anything", () => {
    const roles = new Set(given("PlanReader").map(([role]) => String(role)));
    expect(roles.size).toBeGreaterThan(3);
    for (const role of roles) expect(role).toMatch(/Reader$|^Azure Kubernetes Service Cluster User Role$/);
  });

  test("the deployer writes state, and gives roles only within a condition", () => {
    expect(given("Deployer").map(([role]) => role)).toEqual(
      expect.arrayContaining(["own role", "Storage Blob Data Contributor", "Locks Contributor"]),
    );
    const giving = dev.resources.filter((r) => r.attributes.role_definition_name === "Role Based Access Control Administrator");
    expect(giving.map((r) => r.attributes.condition).sort()).toEqual(
      [NO_ADMINISTRATORS, IMAGES_AND_PACKAGES_ONLY, IMAGES_AND_PACKAGES_ONLY].sort(),
    );
    for (const r of giving) expect(r.attributes.condition_version).toBe("2.0");
  });

  test("neither has Owner or Contributor", () => {
    const roles = dev.resources.filter((r) => r.type === "azurerm_role_assignment").map((r) => r.attributes.role_definition_name);
    for (const role of ["Owner", "Contributor", "User Access Administrator"]) expect(roles).not.toContain(role);
  });

  test("a condition names roles by id, for giving and for taking alike", () => {
    for (const [condition, roles] of [
      [NO_ADMINISTRATORS, 4],
      [IMAGES_AND_PACKAGES_ONLY, 5],
    ] as const) {
      expect(condition).toContain("@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]");
      expect(condition).toContain("@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId]");
      expect(condition.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g)).toHaveLength(2 * roles);
      expect(condition.split("(").length).toBe(condition.split(")").length);
    }
  });

  test("the deployer's own role is for the kinds of resources that the platform is made of, and cannot give rights", () => {
    const [permission] = only("azurerm_role_definition").permissions as { readonly actions: readonly string[] }[];
    expect(permission?.actions).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^\*$|^\*\/(write|delete)|^Microsoft\.Authorization/)]),
    );
    const kinds = new Set(
      synthPlatform().resources.flatMap((r) => (r.type === "azapi_resource" ? [String(r.attributes.type).split("/")[0]] : [])),
    );
    for (const kind of kinds) expect(permission?.actions).toContain(`${kind}/*`);
  });

  test("the shared part's own bootstrap knows no cluster and is nobody's guest", () => {
    const shared = dev.made.resources.filter((r) => r.stack === "shared-bootstrap" && r.type === "azurerm_role_assignment");
    expect(shared.length).toBeGreaterThan(5);
    expect(shared.filter((r) => /cluster|registry|packages/i.test(r.address))).toEqual([]);
  });
});

describe("Azure's resource providers", () => {
  const azurerm = (stack: string) => (dev.made.stack(stack).provider as { readonly azurerm: Json[] }).azurerm[0];

  test("are registered by bootstrap alone: who only plans may not", () => {
    for (const stack of dev.made.stacks.keys())
      expect([stack, azurerm(stack)?.resource_providers_to_register]).toEqual([
        stack,
        stack.endsWith("bootstrap") ? [...RESOURCE_PROVIDERS] : undefined,
      ]);
    for (const stack of dev.made.stacks.values()) {
      const { azapi } = stack.provider as { readonly azapi?: Json[] };
      for (const provider of azapi ?? []) expect(provider.skip_provider_registration).toBe(true);
    }
  });

  test("are all that azapi's resources are of", () => {
    for (const r of synthPlatform().all("azapi_resource")) expect(RESOURCE_PROVIDERS).toContain(String(r.attributes.type).split("/")[0]);
  });
});

test("names of the platform's own roles differ between environments, as a tenant has each once", () => {
  const names = synthPlatform()
    .all("azurerm_role_definition")
    .map((r) => r.attributes.name);
  expect(names).toHaveLength(places().environments.length + 2);
  expect(new Set(names).size).toBe(names.length);
});
