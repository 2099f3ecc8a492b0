import { nobodysKey } from "../../../constructs/agents/nobodys-key";
import { TABLES } from "../../../constructs/monitoring/tables";
import type { Environment } from "../../../environments/schema";
import { GROUPS } from "../../../stacks/contracts";
import { environment, synthPlatform } from "../../support/platform";

const foundationOf = (changes: Partial<Environment> = {}) => {
  const made = synthPlatform({ environments: [environment(changes)] });
  const resources = made.resources.filter((r) => r.stack === "dev-foundation");
  return { resources, all: (type: string) => resources.filter((r) => r.type === type).map((r) => r.attributes) };
};
const open = foundationOf();
const closed = foundationOf({ network: { ...environment().network, mode: "private" }, zoneRedundant: true });

describe("tables", () => {
  test("each has its columns, keeps rows as long as the file says, and a rule whose stream fits it", () => {
    const tables = open.all("azurerm_log_analytics_workspace_table_custom_log");
    const rules = open.all("azurerm_monitor_data_collection_rule");
    expect(tables.map((t) => t.name).sort()).toEqual(
      Object.values(TABLES)
        .map((t) => `${t.name}_CL`)
        .sort(),
    );
    for (const table of tables) {
      expect(table).toMatchObject({ plan: "Analytics", retention_in_days: 30, total_retention_in_days: 90 });
      const columns = table.column as { readonly name: string; readonly type: string }[];
      expect(columns[0]).toMatchObject({ name: "TimeGenerated", type: "dateTime" });
      const rule = rules.find((r) => r.description === table.description)!;
      expect(rule.data_flow).toMatchObject([{ destinations: ["logs"], output_stream: expect.stringMatching(/^Custom-\$\{azurerm_/) }]);
      const [stream] = rule.stream_declaration as { readonly column: { readonly name: string; readonly type: string }[] }[];
      expect(stream?.column.map((c) => c.name)).toEqual(columns.map((c) => c.name));
      expect(stream?.column.map((c) => c.type)).toEqual(columns.map((c) => c.type.toLowerCase()));
    }
  });

  test("a column is named once, in letters, and says what it holds", () => {
    for (const { columns } of Object.values(TABLES)) {
      expect(new Set(columns.map((c) => c.name)).size).toBe(columns.length);
      for (const c of columns) {
        expect(c.name).toMatch(/^[A-Z][A-Za-z]+$/);
        expect(c.description).toMatch(/\.$/);
      }
    }
  });
});

test("a budget counts all that carries the environment's tag, and tells at each threshold and of the forecast", () => {
  const [budget] = open.all("azurerm_consumption_budget_subscription");
  expect(budget).toMatchObject({
    amount: 500,
    time_grain: "Monthly",
    time_period: { start_date: "2026-12-01T00:00:00Z" },
    filter: { tag: [{ name: "environment", values: ["dev"] }] },
  });
  const notices = budget?.notification as { readonly threshold: number; readonly threshold_type: string }[];
  expect(notices.map((n) => [n.threshold, n.threshold_type])).toEqual([
    [50, "Actual"],
    [80, "Actual"],
    [100, "Actual"],
    [100, "Forecasted"],
  ]);
});

test("every group keeps to the environment's regions, and to storage and vaults that roles open", () => {
  const assigned = open.all("azurerm_resource_group_policy_assignment");
  expect(assigned).toHaveLength(GROUPS.length * 4);
  for (const a of assigned) {
    expect(a.policy_definition_id).toMatch(
      /^\/providers\/Microsoft\.Authorization\/policyDefinitions\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    );
    expect(Object.values(JSON.parse(String(a.parameters)))).toEqual([
      { value: a.name === "allowed-locations" ? ["westeurope", "northeurope"] : "Deny" },
    ]);
  }
});

test("who is told: each urgency its own group and addresses", () => {
  const groups = foundationOf({ alerts: { urgent: ["duty@example.com"], routine: ["team@example.com"] } }).all(
    "azurerm_monitor_action_group",
  );
  expect(groups.map((g) => [g.short_name, (g.email_receiver as { email_address: string }[]).map((e) => e.email_address)])).toEqual([
    ["dev-routine", ["team@example.com"]],
    ["dev-urgent", ["duty@example.com"]],
  ]);
  for (const g of groups) expect(String(g.short_name).length).toBeLessThanOrEqual(12);
});

test("locks stand where data is protected, and only there", () => {
  expect(open.all("azurerm_management_lock")).toEqual([]);
  const kept = foundationOf({ protectData: true });
  expect(kept.all("azurerm_management_lock").map((l) => l.lock_level)).toEqual(["CanNotDelete", "CanNotDelete"]);
});

test.each([true, false])("what is final of a vault is the file's own choice, whether data is protected or not: %s", (protectData) => {
  const vaults = (vault?: { purgeProtection: boolean; softDeleteDays: number }) =>
    foundationOf({ protectData, ...(vault && { vault }) }).all("azurerm_key_vault");
  expect(vaults()).toMatchObject([{ purge_protection_enabled: false, soft_delete_retention_days: 7 }]);
  expect(vaults({ purgeProtection: true, softDeleteDays: 30 })).toMatchObject([
    { purge_protection_enabled: true, soft_delete_retention_days: 30 },
  ]);
});

describe("in private mode", () => {
  test("state, registry, packages, vault and Azure Monitor have an address in the network", () => {
    const subresources = closed
      .all("azurerm_private_endpoint")
      .map((e) => (e.private_service_connection as { subresource_names: string[] }).subresource_names[0]);
    expect(subresources.sort()).toEqual(["azuremonitor", "blob", "blob", "blob", "registry", "vault"]);
    expect(open.all("azurerm_private_endpoint")).toEqual([]);
  });

  test("logs, traces and rows get in from the network only", () => {
    const scope = closed.all("azurerm_monitor_private_link_scope");
    expect(scope).toMatchObject([{ ingestion_access_mode: "PrivateOnly", query_access_mode: "PrivateOnly" }]);
    expect(closed.all("azurerm_monitor_private_link_scoped_service")).toHaveLength(4);
    for (const type of ["azurerm_log_analytics_workspace", "azurerm_application_insights"])
      expect(closed.all(type)).toMatchObject([{ internet_ingestion_enabled: false, internet_query_enabled: false }]);
    expect(closed.all("azurerm_monitor_data_collection_endpoint")).toMatchObject([{ public_network_access_enabled: false }]);
  });

  test("agents are what Azure DevOps asks of a scale set: none at first, driven by hand, in the network, over the zones", () => {
    expect(closed.all("azurerm_linux_virtual_machine_scale_set")).toMatchObject([
      {
        instances: 0,
        upgrade_mode: "Manual",
        overprovision: false,
        single_placement_group: false,
        zones: ["1", "2", "3"],
        disable_password_authentication: true,
        network_interface: [{ ip_configuration: [{ subnet_id: expect.stringMatching(/azurerm_subnet\..*agents/i) }] }],
        lifecycle: { ignore_changes: expect.arrayContaining(["instances", "extension"]) },
      },
    ]);
    expect(JSON.stringify(closed.all("azurerm_linux_virtual_machine_scale_set"))).not.toContain("public_ip_address");
    expect(open.all("azurerm_linux_virtual_machine_scale_set")).toEqual([]);
  });

  test("an agent takes jobs once its machine has what they need: Azure Pipelines' extension comes after the custom script", () => {
    const [ready] = closed.all("azurerm_virtual_machine_scale_set_extension");
    expect(ready).toMatchObject({
      virtual_machine_scale_set_id: expect.stringMatching(/^\$\{azurerm_linux_virtual_machine_scale_set\.\w+\.id\}$/),
      publisher: "Microsoft.Azure.Extensions",
      type: "CustomScript",
    });
    expect(JSON.parse(String(ready!.settings))).toEqual({ commandToExecute: "cloud-init status --wait; command -v az" });
    expect(open.all("azurerm_virtual_machine_scale_set_extension")).toEqual([]);
  });

  test("nobody has the key to an agent: it is a hash in the form of one, another for each place", () => {
    const [kind, base64] = nobodysKey("vmss-a").split(" ");
    const bytes = Buffer.from(base64 ?? "", "base64");
    expect(kind).toBe("ssh-ed25519");
    expect(bytes.subarray(0, 15).toString("latin1")).toBe("\0\0\0\u000bssh-ed25519");
    expect(bytes).toHaveLength(4 + 11 + 4 + 32);
    expect(nobodysKey("vmss-b")).not.toBe(nobodysKey("vmss-a"));
  });
});
