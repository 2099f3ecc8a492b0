import { Lake } from "../../../../constructs/storage/lake";
import { synthIn } from "../../../support/platform";

const props = {
  name: "lake",
  location: "westeurope",
  resourceGroup: "g",
  replication: "ZRS",
  publicNetwork: false,
  logs: "/logs",
} as const;
const lake = (protect: boolean) =>
  synthIn((stack) => {
    new Lake(stack, "Lake", {
      ...props,
      protect,
      zones: { raw: { deleteAfterDays: 30 }, audit: { immutability: { days: 365, locked: protect } } },
    });
  });

test("a lake is hierarchical, keyless and closed", () => {
  expect(lake(false).only("azurerm_storage_account")).toMatchObject({
    is_hns_enabled: true,
    account_replication_type: "ZRS",
    shared_access_key_enabled: false,
    local_user_enabled: false,
    default_to_oauth_authentication: true,
    allow_nested_items_to_be_public: false,
    cross_tenant_replication_enabled: false,
    https_traffic_only_enabled: true,
    min_tls_version: "TLS1_2",
    public_network_access_enabled: false,
    blob_properties: { delete_retention_policy: { days: 7 }, container_delete_retention_policy: { days: 7 } },
  });
});

test("versions are off, which Azure refuses on a hierarchical account", () => {
  expect(JSON.stringify(lake(false).only("azurerm_storage_account"))).not.toContain("versioning");
});

test("each zone is a private container, made by the management API", () => {
  const containers = lake(false)
    .all("azurerm_storage_container")
    .map((r) => r.attributes);
  expect(containers.map((c) => c.name)).toEqual(["audit", "raw"]);
  for (const c of containers) {
    expect(c.container_access_type).toBe("private");
    expect(c.storage_account_id).toMatch(/^\$\{azurerm_storage_account\..*\.id\}$/);
  }
});

test("every read and write is logged", () => {
  expect(lake(false).only("azurerm_monitor_diagnostic_setting")).toMatchObject({
    target_resource_id: expect.stringMatching(/\/blobServices\/default$/),
    log_analytics_workspace_id: "/logs",
    enabled_log: [{ category_group: "allLogs" }],
  });
});

test("where data is protected, neither the account nor a container can be destroyed", () => {
  const kept = lake(true).resources.filter((r) => /^azurerm_storage_(account|container)/.test(r.type));
  expect(kept.map((r) => r.type).sort()).toEqual([
    "azurerm_storage_account",
    "azurerm_storage_container",
    "azurerm_storage_container",
    "azurerm_storage_container_immutability_policy",
  ]);
  for (const r of kept) expect(r.attributes.lifecycle).toEqual({ prevent_destroy: true });
  for (const r of lake(false).resources) expect(r.attributes.lifecycle).toBeUndefined();
});

test.each([0, 366, 1.5])("refuses %s days to restore, by name and path", (restoreDays) => {
  const make = () => synthIn((stack) => void new Lake(stack, "Lake", { ...props, protect: false, zones: { raw: {} }, restoreDays }));
  expect(make).toThrow(`test/Lake/Account:\n  restoreDays: expected 1 to 365, got ${restoreDays}`);
});

test("an immutable container still takes more at the end of an append blob, and is locked only where told", () => {
  const policy = (protect: boolean) => lake(protect).only("azurerm_storage_container_immutability_policy");
  expect(policy(false)).toMatchObject({
    storage_container_resource_manager_id: expect.stringMatching(/azurerm_storage_container\.[A-Za-z0-9_-]*audit/),
    immutability_period_in_days: 365,
    locked: false,
    protected_append_writes_enabled: true,
  });
  expect(policy(true).locked).toBe(true);
});

test("only zones that age have a rule, for what lies in them and nothing else", () => {
  expect(lake(false).only("azurerm_storage_management_policy").rule).toEqual([
    {
      name: "raw-by-age",
      enabled: true,
      filters: { blob_types: ["blockBlob"], prefix_match: ["raw/"] },
      actions: { base_blob: { delete_after_days_since_modification_greater_than: 30 } },
    },
  ]);
});

test("a lake without a zone that ages has no policy", () => {
  const made = synthIn((stack) => void new Lake(stack, "Lake", { ...props, protect: false, zones: { models: {} } }));
  expect(made.all("azurerm_storage_management_policy")).toEqual([]);
});
