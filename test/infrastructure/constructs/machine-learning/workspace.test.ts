import { Workspace } from "../../../../constructs/machine-learning/workspace";
import { synthIn } from "../../../support/platform";

const make = (protect: boolean, publicNetwork = true) =>
  synthIn(
    (stack) =>
      void new Workspace(stack, "Workspace", {
        names: { workspace: "w", storage: "st", vault: "kv", identity: "id" },
        location: "westeurope",
        resourceGroup: { id: "/g", name: "g" },
        tenantId: "tenant",
        applicationInsightsId: "/insights",
        registryId: "/registry",
        replication: "LRS",
        publicNetwork,
        protect,
        logs: "/logs",
      }),
  );
const workspace = (protect = false, publicNetwork = true) => make(protect, publicNetwork).only("azapi_resource");

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
  expect(assignments).toHaveLength(7);
  expect([...(workspace().depends_on as string[])].sort()).toEqual([...assignments].sort());
});

test("it may pull images and not push them", () => {
  const onRegistry = make(false)
    .all("azurerm_role_assignment")
    .filter((r) => r.attributes.scope === "/registry");
  expect(onRegistry.map((r) => r.attributes.role_definition_name)).toEqual(["AcrPull"]);
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
