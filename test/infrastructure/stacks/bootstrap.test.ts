import { RESOURCE_PROVIDERS } from "../../../constructs/bootstrap/resource-providers";
import { IMAGES_AND_PACKAGES_ONLY } from "../../../constructs/bootstrap/role-conditions";
import { ROLES } from "../../../constructs/roles/table";
import type { Environment } from "../../../environments/schema";
import { environment, places, streamed, synthPlatform } from "../../support/platform";
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
    for (const role of roles) expect(role).toMatch(/Reader$|^Azure Kubernetes Service Cluster User Role$|^own role$/);
    const own = dev.resources.filter((r) => r.address.includes("-to-PlanReader") && r.attributes.role_definition_id !== undefined);
    expect(own.map((r) => r.attributes.role_definition_id)).toEqual([expect.stringContaining("role_definitionGuest_ReadsRoles_")]);
  });

  test("the deployer writes state, and gives roles only within a condition", () => {
    expect(given("Deployer").map(([role]) => role)).toEqual(
      expect.arrayContaining(["own role", "Storage Blob Data Contributor", "Locks Contributor"]),
    );
    const giving = dev.resources.filter((r) => r.attributes.role_definition_name === "Role Based Access Control Administrator");
    expect(giving.map((r) => [/on-(\w+)-to/.exec(r.address)?.[1], r.attributes.condition === IMAGES_AND_PACKAGES_ONLY])).toEqual([
      ["packages", true],
      ["registry", true],
      ["subscription", false],
    ]);
    for (const r of giving) expect(r.attributes.condition_version).toBe("2.0");
  });

  test("neither has Owner or Contributor", () => {
    const roles = dev.resources.filter((r) => r.type === "azurerm_role_assignment").map((r) => r.attributes.role_definition_name);
    for (const role of ["Owner", "Contributor", "User Access Administrator"]) expect(roles).not.toContain(role);
  });

  const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\$\{azurerm_role_definition\.[^}]*\.role_definition_id\}/g;
  const named = (condition: string, of: "Request" | "Resource") => {
    const part = condition.split(" AND ").find((p) => p.includes(`@${of}[Microsoft.Authorization/roleAssignments:RoleDefinitionId]`));
    expect(part).toMatch(/ForAnyOfAnyValues:GuidEquals \{/);
    return [...(part?.match(GUID) ?? [])].sort();
  };
  const conditionOf = (stack: string, on: string) => {
    const found = dev.made.resources.find((r) => r.stack === stack && r.address.includes(`Grant-assignRoles-on-${on}-to-Deployer`));
    return String(found?.attributes.condition);
  };
  const idOf = (name: unknown) => Object.values(ROLES).flatMap((role) => (role.name === name && "id" in role ? role.id : []))[0];

  test("the deployer can give and take the roles that the platform's stacks give, and no other", () => {
    const allowed = named(conditionOf("dev-bootstrap", "subscription"), "Request");
    expect(named(conditionOf("dev-bootstrap", "subscription"), "Resource")).toEqual(allowed);
    const all = environment({ cluster: { ...environment().cluster, grafana: true } });
    const closed = environment({ network: { ...environment().network, mode: "private" } });
    const given = [all, closed].flatMap((env) =>
      synthPlatform({ environments: [env], models: streamed })
        .all("azurerm_role_assignment")
        .filter((r) => !r.stack.endsWith("bootstrap"))
        .map((r) => idOf(r.attributes.role_definition_name) ?? `own ${/Grant-(\w+)-on/.exec(r.address)?.[1]}`),
    );
    const ownOf = (id: string) => /^\$\{azurerm_role_definition\..*OwnRoles_(\w+?)_/.exec(id)?.[1];
    expect(allowed.map((id) => (id.startsWith("$") ? `own ${ownOf(id)}` : id)).sort()).toEqual([...new Set(given)].sort());
  });

  test.each([
    ["Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"],
    ["Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c"],
    ["User Access Administrator", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"],
    ["Role Based Access Control Administrator", ROLES.assignRoles.id],
    ["Locks Contributor", ROLES.lockData.id],
    ["Key Vault Data Access Administrator", "8b54135c-b56d-4d72-a534-26097cfdc8d8"],
  ])("the deployer can give nobody %s", (_, id) => {
    for (const [stack, on] of [
      ["dev-bootstrap", "subscription"],
      ["dev-bootstrap", "registry"],
      ["shared-bootstrap", "subscription"],
    ] as const) {
      expect(named(conditionOf(stack, on), "Request").length).toBeGreaterThan(4);
      expect(conditionOf(stack, on)).not.toContain(id);
    }
  });

  test("what the deployer gives on what the organization has once is within the guest's condition", () => {
    const closed = synthPlatform({ environments: [environment({ network: { ...environment().network, mode: "private" } })] });
    for (const made of [dev.made, closed]) {
      const guests = made
        .all("azurerm_role_assignment")
        .filter(
          (r) =>
            !r.stack.endsWith("bootstrap") &&
            /cross-stack-output-azurerm_(container_registry|storage_containerPackages)/.test(String(r.attributes.scope)),
        );
      expect(guests.length).toBeGreaterThan(2);
      for (const r of guests) expect(named(IMAGES_AND_PACKAGES_ONLY, "Request")).toContain(idOf(r.attributes.role_definition_name));
    }
  });

  test("starting and stopping the cluster is a role of the platform's own, which can do nothing else", () => {
    const role = dev.resources.find((r) => r.type === "azurerm_role_definition" && r.address.includes("runCluster"));
    expect(role?.attributes).toMatchObject({
      scope: `/subscriptions/${environment().subscription}`,
      permissions: [
        {
          actions: [
            "Microsoft.ContainerService/managedClusters/read",
            "Microsoft.ContainerService/managedClusters/start/action",
            "Microsoft.ContainerService/managedClusters/stop/action",
          ],
        },
      ],
    });
    expect(conditionOf("dev-bootstrap", "subscription")).toContain(`\${${role?.address}.role_definition_id}`);
    const given = dev.made.resources.find((r) => r.stack === "dev-cluster" && r.address.includes("Grant-runCluster-on-Cluster-to-Factory"));
    expect(given?.attributes.role_definition_name).toBeUndefined();
    expect(given?.attributes.role_definition_id).toMatch(/dev-bootstrap.*azurerm_role_definition.*role_definition_resource_id/);
  });

  test("the deployer's own role is for the kinds of resources that the platform is made of, and cannot give rights", () => {
    const role = dev.resources.find((r) => r.type === "azurerm_role_definition" && r.address.includes("Access_Role"));
    const [permission] = (role?.attributes.permissions ?? []) as { readonly actions: readonly string[] }[];
    expect(permission?.actions).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^\*$|^\*\/(write|delete)|^Microsoft\.Authorization/)]),
    );
    const kinds = new Set(
      synthPlatform().resources.flatMap((r) => (r.type === "azapi_resource" ? [String(r.attributes.type).split("/")[0]] : [])),
    );
    for (const kind of kinds) expect(permission?.actions).toContain(`${kind}/*`);
  });

  test("what roles are, both can read in the shared part's subscription, if it is another one", () => {
    const id = "12345678-1234-1234-1234-123456789abc";
    const apart = synthPlatform({ environments: [environment()], shared: { ...places().shared, subscription: id } });
    const [role] = apart.all("azurerm_role_definition").filter((r) => r.address.includes("ReadsRoles"));
    expect(role).toMatchObject({
      stack: "shared",
      attributes: {
        scope: `/subscriptions/${id}`,
        assignable_scopes: [`/subscriptions/${id}`],
        permissions: [{ actions: ["Microsoft.Authorization/roleDefinitions/read"] }],
      },
    });
    const there = apart
      .all("azurerm_role_assignment")
      .filter((r) => r.stack === "dev-bootstrap" && r.attributes.scope === `/subscriptions/${id}`);
    expect(there.map((r) => [/-to-(\w+?)_/.exec(r.address)?.[1], String(r.attributes.role_definition_id)])).toEqual(
      ["Deployer", "PlanReader"].map((who) => [who, expect.stringContaining(role!.address.replace(".", ""))]),
    );
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
  expect(names).toHaveLength(3 * places().environments.length + 3);
  expect(new Set(names).size).toBe(names.length);
});
