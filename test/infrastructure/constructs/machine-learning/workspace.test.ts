import { Workspace, type WorkspaceProps } from "../../../../constructs/machine-learning/workspace";
import { synthIn } from "../../../support/platform";

const managedNetwork: WorkspaceProps["managedNetwork"] = {
  imageBuildCompute: "cpu",
  outbound: {
    "lake-blob": { targetId: "/lake", part: "blob" },
    "lake-dfs": { targetId: "/lake", part: "dfs" },
  },
  targets: [{ key: "Lake", id: "/lake" }],
};
const props: WorkspaceProps = {
  names: { workspace: "w", storage: "st", vault: "kv", identity: "id" },
  location: "westeurope",
  resourceGroup: { id: "/g", name: "g" },
  tenantId: "tenant",
  applicationInsightsId: "/insights",
  registryId: "/registry",
  replication: "LRS",
  restoreDays: 7,
  publicNetwork: true,
  managedNetwork,
  protect: false,
  vaultKeeping: { purgeProtection: true, softDeleteDays: 90 },
  logs: "/logs",
};
const make = (protect: boolean, publicNetwork = true) =>
  synthIn((stack) => void new Workspace(stack, "Workspace", { ...props, protect, publicNetwork }));
const workspace = (protect = false, publicNetwork = true) =>
  make(protect, publicNetwork).only("Microsoft.MachineLearningServices/workspaces");

test("system datastores hold no key, and the workspace acts as one identity of its own", () => {
  expect(workspace()).toMatchObject({
    type: "Microsoft.MachineLearningServices/workspaces@2025-06-01",
    parent_id: "/g",
    ignore_casing: true,
    identity: [{ type: "UserAssigned", identity_ids: [expect.stringContaining("azurerm_user_assigned_identity")] }],
    body: {
      properties: {
        systemDatastoresAuthMode: "Identity",
        v1LegacyMode: false,
        publicNetworkAccess: "Enabled",
        containerRegistry: "/registry",
      },
    },
  });
});

test("its storage is not hierarchical, which Azure ML refuses", () => {
  expect(make(false).only("azurerm_storage_account")).toMatchObject({ is_hns_enabled: false, shared_access_key_enabled: false });
});

test("it is made after its identity may use what it is given", () => {
  const assignments = make(false)
    .all("azurerm_role_assignment")
    .map((r) => r.address);
  expect(assignments).toHaveLength(12);
  expect([...(workspace().depends_on as string[])].sort()).toEqual([...assignments].sort());
});

test("it may pull images, push those that it builds, and approve its endpoint to the registry", () => {
  const onRegistry = make(false)
    .all("azurerm_role_assignment")
    .filter((r) => r.attributes.scope === "/registry");
  expect(onRegistry.map((r) => r.attributes.role_definition_name).sort()).toEqual([
    "AcrPull",
    "AcrPush",
    "Azure AI Enterprise Network Connection Approver",
  ]);
});

test("closed, its public address is off, and its storage's and vault's with it", () => {
  expect(workspace(false, false)).toMatchObject({ body: { properties: { publicNetworkAccess: "Disabled" } } });
  const made = make(false, false);
  expect(made.only("azurerm_storage_account").public_network_access_enabled).toBe(false);
  expect(made.only("azurerm_key_vault").public_network_access_enabled).toBe(false);
});

test("unprotected, a destroyed workspace gives its name free at once; protected, it cannot be destroyed", () => {
  expect(workspace(false)).toMatchObject({ delete_query_parameters: { forceToPurge: ["true"] } });
  expect(workspace(true)).toMatchObject({ lifecycle: { prevent_destroy: true } });
  expect(workspace(true).delete_query_parameters).toBeUndefined();
  expect(make(true).only("azurerm_key_vault")).toMatchObject({
    purge_protection_enabled: true,
    soft_delete_retention_days: 90,
    rbac_authorization_enabled: true,
    lifecycle: { prevent_destroy: true },
  });
});

describe.each([true, false])("its managed network, with the environment's network public: %s", (publicNetwork) => {
  const made = make(false, publicNetwork);
  const rules = made.all("Microsoft.MachineLearningServices/workspaces/outboundRules").map((r) => r.attributes);

  test("machines get out only where they are allowed to, and images are built where the registry is reached", () => {
    expect(workspace(false, publicNetwork)).toMatchObject({
      body: {
        properties: {
          managedNetwork: { isolationMode: "AllowOnlyApprovedOutbound" },
          provisionNetworkNow: true,
          imageBuildCompute: "cpu",
        },
      },
    });
  });

  test("each rule is of Azure's form", () => {
    expect(rules.map((r) => (r.body as { readonly properties: unknown }).properties)).toEqual([
      {
        type: "PrivateEndpoint",
        category: "UserDefined",
        destination: { serviceResourceId: "/lake", subresourceTarget: "blob", sparkEnabled: false },
      },
      {
        type: "PrivateEndpoint",
        category: "UserDefined",
        destination: { serviceResourceId: "/lake", subresourceTarget: "dfs", sparkEnabled: false },
      },
    ]);
  });

  test("rules are made one after another, the first after the workspace may approve endpoints", () => {
    const approve = made
      .all("azurerm_role_assignment")
      .filter((r) => r.attributes.role_definition_name === "Azure AI Enterprise Network Connection Approver");
    expect(approve.map((r) => r.attributes.scope)).toEqual(expect.arrayContaining(["/lake", "/registry"]));
    expect(rules[0]?.depends_on).toEqual(expect.arrayContaining(approve.map((r) => r.address)));
    for (const [i, rule] of rules.slice(1).entries())
      expect(rule.depends_on).toEqual([expect.stringContaining(`Outbound_${Object.keys(managedNetwork.outbound)[i]}`)]);
  });

  test("refuses a rule's name that Azure would not take", () => {
    const named = { ...managedNetwork, outbound: { "a b": { targetId: "/lake", part: "blob" } } } as const;
    expect(() => synthIn((stack) => void new Workspace(stack, "W", { ...props, managedNetwork: named }))).toThrow(
      "rules: expected names of 1 to 64 letters, digits and dashes, got a b",
    );
  });
});

test("open or closed, it is the same but for its public address: Azure takes back nothing of a managed network", () => {
  const { body: open, ...rest } = workspace(false, true);
  const { body: closed, ...same } = workspace(false, false);
  expect(same).toEqual(rest);
  const { properties } = open as { readonly properties: object };
  expect(closed).toEqual({ ...(open as object), properties: { ...properties, publicNetworkAccess: "Disabled" } });
});
