import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { StorageAccount } from "@cdktf/provider-azurerm/lib/storage-account";
import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import { DeleteLock } from "../../../../constructs/governance/delete-lock";
import { environment, places, synthIn, synthPlatform } from "../../../support/platform";
import type { Json, Resource, Synthesized } from "../../../support/synth";
import { terraformIn, withTerraform } from "../../../support/terraform-lab";

/** Arguments that name what a resource is made on. */
const ON = [
  "scope",
  "target_resource_id",
  "parent_id",
  "storage_account_id",
  "storage_container_resource_manager_id",
  "workspace_id",
  "linked_resource_id",
];
const ids = ({ attributes }: Resource): readonly string[] => [
  ...ON.map((key) => String(attributes[key] ?? "")),
  JSON.stringify(attributes.private_service_connection ?? ""),
];
const locksOf = (made: Synthesized) => made.all("azurerm_management_lock");
const lockedBy = (lock: Resource) => /\$\{([a-z_]+\.[\w-]+)\.id\}/.exec(String(lock.attributes.scope))?.[1] ?? "nothing";

/** What a lock's own stack makes on what it locks. */
function standsThere(made: Synthesized, lock: Resource): readonly string[] {
  const found = new Set([lockedBy(lock)]);
  const others = made.resources.filter((r) => r.stack === lock.stack && r.type !== lock.type);
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const r of others) if (ids(r).some((id) => [...found].some((address) => id.includes(`\${${address}.`)))) found.add(r.address);
  }
  return [...found].slice(1).sort();
}

const closed = { ...environment(), protectData: true, network: { ...environment().network, mode: "private" as const } };
const platforms: readonly (readonly [string, Synthesized])[] = [
  ["as shipped", synthPlatform()],
  [
    "closed",
    synthPlatform({ environments: [closed], shared: { ...places().shared, network: { ...places().shared.network, mode: "private" } } }),
  ],
];

test.each(platforms)("the platform %s: every lock goes before all that its stack made there, which it would keep", (_, made) => {
  expect(locksOf(made).length).toBeGreaterThan(4);
  for (const lock of locksOf(made)) {
    const there = standsThere(made, lock);
    expect([lock.address, there.length > 0]).toEqual([lock.address, true]);
    expect([lock.address, lock.attributes.depends_on]).toEqual([lock.address, expect.arrayContaining([...there])]);
  }
});

test("nothing waits for a lock, so that one that is lifted holds up nothing", () => {
  for (const [, made] of platforms)
    for (const r of made.resources) expect(JSON.stringify(r.attributes)).not.toContain("azurerm_management_lock");
});

test("where data is protected, what holds it is locked: the lake, the workspace's storage, vaults, logs, packages, states", () => {
  const locked = locksOf(platforms[1]![1]).map((lock) => `${lock.stack} ${lockedBy(lock).replace(/_[0-9A-F]{8}$/, "")}`);
  expect(locked.sort()).toEqual([
    "dev-bootstrap azurerm_storage_account.State_Account",
    "dev-data azurerm_storage_account.Lake_Account",
    "dev-foundation azurerm_key_vault.Vault",
    "dev-foundation azurerm_log_analytics_workspace.Telemetry_Logs",
    "dev-ml azurerm_key_vault.Workspace_Vault",
    "dev-ml azurerm_storage_account.Workspace_Storage",
    "shared azurerm_storage_account.Packages_Account",
    "shared-bootstrap azurerm_storage_account.State_Account",
  ]);
});

test("what Terraform refuses to destroy and no lock stands on is what decision 9 names, with the reason", () => {
  const made = platforms[1]![1];
  const locked = new Set(locksOf(made).map((lock) => `${lock.stack} ${lockedBy(lock)}`));
  const kept = made.resources.filter(
    (r) =>
      (r.attributes.lifecycle as Json | undefined)?.prevent_destroy === true &&
      !/container$|custom_log$|immutability_policy$|^azuredevops_/.test(r.type),
  );
  const open = kept
    .filter((r) => !locked.has(`${r.stack} ${r.address}`))
    .map((r) => `${r.stack} ${r.address.replace(/_[0-9A-F]{8}$/, "")}`);
  expect(open.sort()).toEqual([
    "dev-bootstrap azurerm_log_analytics_workspace.Logs",
    "dev-cluster azurerm_monitor_workspace.Prometheus",
    "dev-control azurerm_storage_account.Storage",
    "dev-ml azapi_resource.Workspace",
    "dev-serving-market-volatility azurerm_storage_account.Storage",
    "shared azurerm_container_registry.Registry",
    "shared azurerm_log_analytics_workspace.Logs",
    "shared-bootstrap azurerm_log_analytics_workspace.Logs",
  ]);
  const decision = readFileSync("docs/adr/0009-who-deploys.md", "utf8");
  for (const named of [
    "registry",
    "workspaces for logs of bootstrap and of what is shared",
    "Azure Monitor workspace",
    "Azure ML workspace",
    "store of the control app",
    "store of a model's app",
  ])
    expect(decision).toContain(`**${named}**`);
});

test("what stands on another resource, or on something elsewhere, does not wait", () => {
  const made = synthIn((stack) => {
    const account = (id: string) =>
      new StorageAccount(stack, id, {
        name: id.toLowerCase(),
        location: "westeurope",
        resourceGroupName: "g",
        accountTier: "Standard",
        accountReplicationType: "LRS",
      });
    const [kept, other] = [account("Kept"), account("Other")];
    // The lock comes first in code, and what it must wait for after it.
    new DeleteLock(stack, "Lock", { on: kept.id, notes: "Data." });
    const container = new StorageContainer(stack, "Container", { name: "c", storageAccountId: kept.id });
    for (const [id, scope] of Object.entries({ OnContainer: container.id, OnOther: other.id, Elsewhere: "/somewhere" }))
      new RoleAssignment(stack, id, { scope, roleDefinitionName: "Reader", principalId: "p" });
  });
  expect(made.only("azurerm_management_lock").depends_on).toEqual([
    "azurerm_role_assignment.OnContainer",
    "azurerm_storage_container.Container",
  ]);
});

test("with endpoints it is another lock than without, so that the way back replaces it", () => {
  const names = (made: Synthesized) =>
    Object.fromEntries(locksOf(made).map((l) => [`${l.stack} ${lockedBy(l).replace(/_[0-9A-F]{8}$/, "")}`, l.attributes.name]));
  const [open, shut] = [
    names(synthPlatform({ environments: [{ ...closed, network: { ...closed.network, mode: "public" } }] })),
    names(platforms[1]![1]),
  ];
  expect(new Set(Object.values(open))).toEqual(new Set(["holds-data"]));
  expect(Object.keys(open)).toEqual(Object.keys(shut));
  expect(Object.keys(shut).filter((lock) => shut[lock] === "holds-data")).toEqual([
    "shared-bootstrap azurerm_storage_account.State_Account",
    "dev-bootstrap azurerm_storage_account.State_Account",
  ]);
});

withTerraform("Terraform takes the old lock away, then the endpoint, and only then makes the new lock", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lock-"));
  const lock = (name: string, on: string) => `resource "terraform_data" "lock" {
  triggers_replace = "${name}"
  depends_on       = [${on}]
}\n`;
  const endpoint = "terraform_data.endpoint";
  try {
    writeFileSync(join(folder, "main.tf"), `resource "terraform_data" "endpoint" {}\n${lock("with", endpoint)}`);
    terraformIn(folder, "init", "-input=false");
    terraformIn(folder, "apply", "-auto-approve", "-no-color");
    // An endpoint takes its time to go: a lock that did not wait for that would be made meanwhile.
    const going = `removed {
  from = ${endpoint}
  lifecycle {
    destroy = true
  }
  provisioner "local-exec" {
    when    = destroy
    command = "sleep 0.5"
  }
}\n`;
    writeFileSync(join(folder, "main.tf"), `${going}${lock("without", "")}`);
    const told = terraformIn(folder, "apply", "-auto-approve", "-no-color").match(
      /^terraform_data\.\w+: (Destroying|Destruction complete|Creating)/gm,
    );
    expect(told).toEqual([
      "terraform_data.lock: Destroying",
      "terraform_data.lock: Destruction complete",
      "terraform_data.endpoint: Destroying",
      "terraform_data.endpoint: Destruction complete",
      "terraform_data.lock: Creating",
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
