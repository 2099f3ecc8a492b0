import { readdirSync, readFileSync } from "node:fs";
import { findingsOf } from "../../../cli/plan-review/review";
import { RISK_RULES } from "../../../cli/plan-review/rules";
import { changesIn, resource, SURROUNDINGS, type Told } from "./plan";

/** Changes of one stack, and what a rule says of them: level and words. Nothing: it says nothing. */
interface Case {
  readonly stack?: string;
  readonly changes: readonly Told[];
  readonly says: readonly string[];
}

const update = (type: string, before: object, after: object, change: Told["change"] = {}): Told => ({
  ...{ type, actions: ["update"], change },
  before: before as Told["before"] & object,
  after: after as Told["after"] & object,
});
const create = (type: string, after: object): Told => ({ type, actions: ["create"], after: after as Told["after"] & object });
const destroy = (type: string, before: object = {}): Told => ({ type, actions: ["delete"], before: before as Told["before"] & object });
const replace = (type: string, before: object, after: object, path: readonly string[]): Told => ({
  ...update(type, before, after, { replace_paths: [[...path]] }),
  actions: ["delete", "create"],
});

const RG = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg";
const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000";
const HUB = "Microsoft.Storage/storageAccounts@2024-01-01";
const inbound = { direction: "Inbound", access: "Allow", destination_port_range: "22" };
const closed = { public_network_access_enabled: false };
const account = {
  shared_access_key_enabled: false,
  local_user_enabled: false,
  allow_nested_items_to_be_public: false,
  min_tls_version: "TLS1_2",
};

const CASES: Readonly<Record<string, readonly Case[]>> = {
  "loses-data": [
    { changes: [destroy("azurerm_storage_account")], says: ["critical is destroyed, with all that it keeps"] },
    { stack: "dev-data", changes: [destroy("azurerm_storage_account")], says: ["high is destroyed, with all that it keeps"] },
    {
      changes: [replace("azurerm_key_vault", { name: "a" }, { name: "b" }, ["name"])],
      says: ["critical is destroyed with all that it keeps, and made anew, empty, because `name` cannot be changed in place"],
    },
    { changes: [destroy("azapi_resource", { type: HUB.toLowerCase() })], says: ["critical is destroyed, with all that it keeps"] },
    { changes: [destroy("kubernetes_namespace_v1")], says: ["critical is destroyed, with all that it keeps"] },
    { changes: [update("azurerm_storage_account", { ...account, tags: {} }, { ...account, tags: { a: "b" } })], says: [] },
    { changes: [destroy("azurerm_role_assignment")], says: [] },
    { changes: [destroy("azapi_update_resource", { type: HUB })], says: [] },
    { changes: [{ type: "azurerm_storage_account", actions: ["forget"], before: {} }], says: [] },
  ],
  "takes-away": [
    { changes: [destroy("azurerm_data_factory_trigger_schedule")], says: ["medium is destroyed"] },
    { stack: "dev-data", changes: [destroy("azurerm_data_factory_trigger_schedule")], says: ["low is destroyed"] },
    {
      changes: [replace("azurerm_user_assigned_identity", { name: "a" }, { name: "b" }, ["name"])],
      says: ["medium is destroyed and made anew, because `name` cannot be changed in place"],
    },
    {
      changes: [{ type: "azurerm_storage_account", actions: ["forget"], before: {} }],
      says: ["medium is left as it is, but no longer managed: no later plan tells of it"],
    },
    { changes: [destroy("azurerm_storage_account")], says: [] },
    { changes: [destroy("azurerm_management_lock"), destroy("azurerm_network_security_group")], says: [] },
    { changes: [replace("azurerm_monitor_diagnostic_setting", { name: "a" }, { name: "b" }, ["name"])], says: [] },
    {
      changes: [{ type: "azurerm_management_lock", actions: ["forget"], before: {} }],
      says: ["medium is left as it is, but no longer managed: no later plan tells of it"],
    },
    { changes: [create("azurerm_user_assigned_identity", { name: "a" })], says: [] },
  ],
  "opens-network": [
    {
      changes: [update("azurerm_storage_account", closed, { public_network_access_enabled: true })],
      says: ["high opens to the internet: public_network_access_enabled true"],
    },
    {
      stack: "dev-data",
      changes: [update("azurerm_storage_account", closed, { public_network_access_enabled: true })],
      says: ["high opens to the internet: public_network_access_enabled true"],
    },
    {
      changes: [update("azurerm_storage_account", closed, {}, { after_unknown: { public_network_access_enabled: true } })],
      says: ['high opens to the internet: public_network_access_enabled "(known after apply)"'],
    },
    { changes: [update("azurerm_storage_account", { public_network_access_enabled: true }, closed)], says: [] },
    { stack: "dev-data", changes: [create("azurerm_storage_account", { ...account, public_network_access_enabled: true })], says: [] },
    {
      changes: [create("azurerm_storage_account", { ...account, public_network_access_enabled: true })],
      says: ["high opens to the internet: public_network_access_enabled true"],
    },
    {
      changes: [update("azurerm_storage_container", { container_access_type: "private" }, { container_access_type: "blob" })],
      says: ['high lets anybody read blobs: container_access_type "blob"'],
    },
    {
      changes: [
        update(
          "azurerm_key_vault",
          { ...closed, network_acls: [{ default_action: "Deny" }] },
          { ...closed, network_acls: [{ default_action: "Allow" }] },
        ),
      ],
      says: ["high lets in all whom no rule of its firewall keeps out"],
    },
    {
      changes: [
        update(
          "azurerm_key_vault",
          { ...closed, network_acls: [{ ip_rules: ["1.2.3.4"] }] },
          { ...closed, network_acls: [{ ip_rules: ["1.2.3.4", "5.6.0.0/16"] }] },
        ),
      ],
      says: ["high lets in 5.6.0.0/16"],
    },
    {
      changes: [
        update(
          "azurerm_key_vault",
          { ...closed, network_acls: [{ ip_rules: ["1.2.3.4", "5.6.0.0/16"] }] },
          { ...closed, network_acls: [{ ip_rules: ["1.2.3.4"] }] },
        ),
      ],
      says: [],
    },
    {
      changes: [
        update(
          "azurerm_kubernetes_cluster",
          { private_cluster_enabled: true, api_server_access_profile: [{ authorized_ip_ranges: ["1.2.3.4/32"] }] },
          { private_cluster_enabled: true, api_server_access_profile: [] },
        ),
      ],
      says: ["high lets in every address, as the list of those is emptied"],
    },
    {
      changes: [create("azurerm_network_security_rule", { ...inbound, source_address_prefix: "*" })],
      says: ["high lets anybody in on port 22"],
    },
    { changes: [create("azurerm_network_security_rule", { ...inbound, source_address_prefix: "10.0.0.0/8" })], says: [] },
    { changes: [create("azurerm_network_security_rule", { ...inbound, access: "Deny", source_address_prefix: "*" })], says: [] },
    {
      changes: [
        update(
          "azurerm_network_security_group",
          { security_rule: [] },
          { security_rule: [{ ...inbound, source_address_prefix: "Internet" }] },
        ),
      ],
      says: ["high lets anybody in on port 22"],
    },
    { changes: [create("azurerm_public_ip", {})], says: ["medium is an address on the internet that was not there"] },
    { changes: [create("azurerm_mssql_firewall_rule", {})], says: ["high is a way in that was not there"] },
    {
      changes: [destroy("azurerm_network_security_rule", { access: "Deny" })],
      says: ["high is gone, and what it kept out can come in"],
    },
    { changes: [destroy("azurerm_network_security_rule", { access: "Allow" })], says: [] },
    { changes: [destroy("azurerm_subnet_network_security_group_association")], says: ["high is gone, and what it kept out can come in"] },
    {
      changes: [update("kubernetes_service_v1", { spec: [{ type: "ClusterIP" }] }, { spec: [{ type: "LoadBalancer" }] })],
      says: ["high gets an address outside of the cluster"],
    },
    {
      changes: [
        update(
          "azapi_resource",
          { type: HUB, body: { properties: { publicNetworkAccess: "Disabled", allowBlobPublicAccess: false } } },
          { type: HUB, body: { properties: { publicNetworkAccess: "Enabled", allowBlobPublicAccess: false } } },
        ),
      ],
      says: ['high opens to the internet: publicNetworkAccess "Enabled"'],
    },
  ],
  "widens-role": [
    {
      changes: [create("azurerm_role_assignment", { role_definition_name: "Owner", scope: SUBSCRIPTION, principal_id: "p" })],
      says: [`critical gives Owner on ${SUBSCRIPTION}`],
    },
    {
      changes: [
        create("azurerm_role_assignment", {
          role_definition_id: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1`,
          scope: RG,
          principal_id: "p",
        }),
      ],
      says: [`medium gives Storage Blob Data Reader on ${RG} to p`],
    },
    {
      changes: [
        replace(
          "azurerm_role_assignment",
          { role_definition_name: "Reader", scope: `${RG}/providers/Microsoft.Storage/storageAccounts/a`, principal_id: "p" },
          { role_definition_name: "Reader", scope: RG, principal_id: "p" },
          ["scope"],
        ),
      ],
      says: [`high now gives Reader on ${RG} to p`],
    },
    {
      changes: [
        update(
          "azurerm_role_definition",
          { permissions: [{ actions: ["a/read"] }], scope: RG },
          { permissions: [{ actions: ["a/read", "a/write"] }], scope: RG },
        ),
      ],
      says: ["high allows a/write too, to all who have it"],
    },
    {
      changes: [
        update(
          "azurerm_role_definition",
          { permissions: [{ actions: ["a/read", "a/write"] }], scope: RG },
          { permissions: [{ actions: ["a/read"] }], scope: RG },
        ),
      ],
      says: [],
    },
    {
      changes: [create("azurerm_federated_identity_credential", { subject: "s", issuer: "i", parent_id: "id" })],
      says: ["high lets s of i act as the identity id"],
    },
    { changes: [create("kubernetes_role_binding_v1", {})], says: ["high changes who may do what in the cluster"] },
    { changes: [update("azurerm_role_assignment", { scope: RG, description: "a" }, { scope: RG, description: "b" })], says: [] },
    { changes: [destroy("azurerm_role_assignment")], says: [] },
  ],
  unprotects: [
    { changes: [destroy("azurerm_management_lock")], says: ["critical is taken away: nothing keeps what it locked from being deleted"] },
    {
      stack: "dev-data",
      changes: [destroy("azurerm_management_lock")],
      says: ["high is taken away: nothing keeps what it locked from being deleted"],
    },
    {
      changes: [replace("azurerm_monitor_diagnostic_setting", { name: "a" }, { name: "b" }, ["name"])],
      says: ["high is made anew, because `name` cannot be changed in place: until then nothing says any more who did what there"],
    },
    {
      changes: [
        update(
          "azurerm_key_vault",
          { soft_delete_retention_days: 90, purge_protection_enabled: true },
          { soft_delete_retention_days: 7, purge_protection_enabled: true },
        ),
      ],
      says: ["high `soft_delete_retention_days` goes from 90 to 7"],
    },
    {
      changes: [
        update(
          "azurerm_key_vault",
          { purge_protection_enabled: true, rbac_authorization_enabled: true },
          { purge_protection_enabled: false, rbac_authorization_enabled: true },
        ),
      ],
      says: ["high `purge_protection_enabled` goes from true to false"],
    },
    {
      changes: [
        update(
          "azurerm_storage_account",
          { ...account, blob_properties: [{ delete_retention_policy: [{ days: 30 }] }] },
          { ...account, blob_properties: [{ delete_retention_policy: [{ days: 1 }] }] },
        ),
      ],
      says: ["high `blob_properties.0.delete_retention_policy.0.days` goes from 30 to 1"],
    },
    {
      changes: [update("azurerm_storage_account", account, { ...account, shared_access_key_enabled: true, min_tls_version: "TLS1_0" })],
      says: ['high gives up a safeguard: min_tls_version "TLS1_0"', "high gives up a safeguard: shared_access_key_enabled true"],
    },
    {
      changes: [update("azurerm_monitor_scheduled_query_rules_alert_v2", { enabled: true }, { enabled: false })],
      says: ["high is switched off, and nobody is told any more"],
    },
    { changes: [update("azurerm_key_vault", { soft_delete_retention_days: 7 }, { soft_delete_retention_days: 90 })], says: [] },
    { changes: [update("azurerm_storage_account", { ...account, shared_access_key_enabled: true }, account)], says: [] },
    {
      changes: [destroy("azuredevops_check_approval"), destroy("azuredevops_branch_policy_min_reviewers")],
      says: ["critical is taken away: a change of main no longer needs it", "critical is taken away: deployments no longer wait for it"],
    },
    { changes: [create("azurerm_management_lock", {}), create("azuredevops_check_approval", {})], says: [] },
  ],
  "changes-key": [
    {
      changes: [replace("azurerm_key_vault_key", { key_size: 2048 }, { key_size: 4096 }, ["key_size"])],
      says: ["high is a key or secret, and another takes its place: what was encrypted or signed by the old one needs it still"],
    },
    { changes: [create("azurerm_key_vault_secret", { name: "a" })], says: ["medium is a key or secret that was not there"] },
    {
      changes: [
        update(
          "azurerm_storage_account",
          { ...account, customer_managed_key: [{ key_vault_key_id: "a" }] },
          { ...account, customer_managed_key: [{ key_vault_key_id: "b" }] },
        ),
      ],
      says: ["high is encrypted otherwise: `customer_managed_key.0.key_vault_key_id`"],
    },
    {
      changes: [
        update(
          "azurerm_thing",
          { token: "first-value" },
          { token: "other-value" },
          { before_sensitive: { token: true }, after_sensitive: { token: true } },
        ),
      ],
      says: ["high gets another secret value in `token`"],
    },
    {
      changes: [
        update(
          "azurerm_thing",
          { token: "first-value", a: 1 },
          { token: "first-value", a: 2 },
          { before_sensitive: { token: true }, after_sensitive: { token: true } },
        ),
      ],
      says: [],
    },
    { changes: [update("azurerm_thing", { name: "a" }, { name: "b" })], says: [] },
  ],
  "touches-many-models": [
    {
      stack: "prod-ml",
      changes: [update("azurerm_thing", { a: 1 }, { a: 2 })],
      says: ["medium is the first of 1 change in prod that 3 models can feel: high-risk, low-risk, medium-risk, by way of prod-ml"],
    },
    { stack: "dev-ml", changes: [update("azurerm_thing", { a: 1 }, { a: 2 })], says: [] },
    { stack: "prod-model-low-risk", changes: [update("azurerm_thing", { a: 1 }, { a: 2 })], says: [] },
    { stack: "prod-ml", changes: [create("azurerm_thing", { a: 2 })], says: [] },
  ],
  "costs-more": [
    { changes: [create("azurerm_kubernetes_cluster_node_pool", {})], says: ["medium costs by the hour from now on, used or not"] },
    { changes: [destroy("azurerm_nat_gateway")], says: ["low no longer costs by the hour"] },
    {
      changes: [
        update(
          "azurerm_kubernetes_cluster_node_pool",
          { vm_size: "Standard_D4s_v5", max_count: 3 },
          { vm_size: "Standard_D16s_v5", max_count: 2 },
        ),
      ],
      says: [
        'medium costs more: `vm_size` goes from "Standard_D4s_v5" to "Standard_D16s_v5"',
        "low costs less: `max_count` goes from 3 to 2",
      ],
    },
    {
      changes: [update("azurerm_thing", { sku_tier: "Free" }, { sku_tier: "Standard" })],
      says: ['medium costs more: `sku_tier` goes from "Free" to "Standard"'],
    },
    {
      changes: [update("azurerm_thing", { account_replication_type: "GZRS" }, { account_replication_type: "LRS" })],
      says: ['low costs less: `account_replication_type` goes from "GZRS" to "LRS"'],
    },
    {
      changes: [update("azurerm_thing", { sku_name: "EP1" }, { sku_name: "FC1" })],
      says: ['medium costs otherwise: `sku_name` goes from "EP1" to "FC1"'],
    },
    {
      changes: [update("azurerm_thing", { zone_redundant: false }, { zone_redundant: true })],
      says: ["medium costs more: `zone_redundant` goes from false to true"],
    },
    {
      changes: [update("azurerm_thing", { capacity: 1 }, {}, { after_unknown: { capacity: true } })],
      says: ["medium may cost more: `capacity` goes from 1 to what is not known yet"],
    },
    { changes: [create("azurerm_user_assigned_identity", {})], says: [] },
    { changes: [update("azurerm_thing", { description: "a" }, { description: "b" })], says: [] },
  ],
};

const rows = Object.entries(CASES).flatMap(([rule, cases]) => cases.map((c, i) => [`${rule} ${i + 1}`, rule, c] as const));
test.each(rows)("%s", (_, rule, { stack = "prod-data", changes, says }) => {
  const found = findingsOf([changesIn(stack, changes.map(resource))], SURROUNDINGS);
  expect(found.filter((f) => f.rule === rule).map((f) => `${f.level} ${f.what}`)).toEqual(says);
});

test("every rule is a file of its id, a line of the page, and has a case that it tells of and one that it does not", () => {
  const ids = RISK_RULES.map((r) => r.id);
  for (const id of ids) expect(CASES[id]!.map((c) => c.says.length > 0)).toEqual(expect.arrayContaining([true, false]));
  const page = readFileSync("docs/plan-review.md", "utf8");
  expect([...page.matchAll(/^\| `([a-z-]+)` \| .* \| (?:critical|high|medium)/gm)].map(([, id]) => id)).toEqual(ids);
  const files = readdirSync("cli/plan-review/rules").map((f) => f.replace(/\.ts$/, ""));
  expect(files.filter((f) => !["index", "rule", "newly-broken", "role-name"].includes(f)).sort()).toEqual([...ids].sort());
});

test.each([
  ["dev-model-low-risk", "low", ["low@example.com"]],
  ["dev-model-low-risk", "high", ["low@example.com", "dev@example.com", "low-approver@example.com"]],
  ["dev-model-medium-risk", "medium", ["medium@example.com", "medium-approver@example.com"]],
  ["dev-model-high-risk", "low", ["high@example.com", "high-approver@example.com"]],
  ["prod-model-high-risk", "low", ["high@example.com", "high-approver@example.com", "the group approvers of prod (p-group)"]],
  ["dev-data", "high", ["dev@example.com"]],
  ["dev-data", "critical", ["dev@example.com", "the group approvers of dev (d-group)"]],
  ["prod-data", "high", ["prod@example.com", "the group approvers of prod (p-group)"]],
  ["shared", "critical", ["shared@example.com"]],
  ["elsewhere", "low", ["an owner of this repository, as no environment's file names the stack's place"]],
] as const)("%s, %s: %j approve", async (stack, level, who) => {
  const { approversOf } = await import("../../../cli/plan-review/approvals");
  const model = /-model-(.*)/.exec(stack)?.[1];
  expect(approversOf(SURROUNDINGS, stack, level, model)).toEqual(who);
});
