import type { Shared } from "../../../environments/schema";
import { environment, places, synthPlatform } from "../../support/platform";

const sharedOf = (changes: Partial<Shared> = {}) => {
  const made = synthPlatform({
    shared: { ...places().shared, ...changes },
    environments: [environment({ network: { ...environment().network, mode: "private" } })],
  });
  const resources = made.resources.filter((r) => r.stack === "shared");
  return { made, all: (type: string) => resources.filter((r) => r.type === type).map((r) => r.attributes) };
};
const open = sharedOf();
const closed = sharedOf({ network: { ...places().shared.network, mode: "private" } });

test("a package is written once: the container is immutable, unlocked until the file says otherwise", () => {
  expect(open.all("azurerm_storage_container_immutability_policy")).toMatchObject([{ immutability_period_in_days: 365, locked: false }]);
  const locked = sharedOf({ packages: { ...places().shared.packages, locked: true } });
  expect(locked.all("azurerm_storage_container_immutability_policy")).toMatchObject([{ locked: true }]);
});

test("images that no tag names are deleted, and the registry stands in several zones", () => {
  expect(open.all("azurerm_container_registry")).toMatchObject([
    { sku: "Premium", retention_policy_in_days: 30, zone_redundancy_enabled: true, public_network_access_enabled: true },
  ]);
});

test("its log is closed where its network is", () => {
  for (const [made, isOpen] of [[open, true] as const, [closed, false] as const])
    expect(made.all("azurerm_log_analytics_workspace")).toMatchObject([
      { internet_ingestion_enabled: isOpen, internet_query_enabled: isOpen },
    ]);
});

test("an open registry needs no network", () => {
  for (const type of ["azurerm_virtual_network", "azurerm_private_endpoint", "azurerm_container_registry_agent_pool"])
    expect(open.all(type)).toEqual([]);
});

test("a closed one is built and pushed to from within its own network", () => {
  expect(closed.all("azurerm_container_registry")).toMatchObject([{ public_network_access_enabled: false, export_policy_enabled: false }]);
  expect(closed.all("azurerm_container_registry_agent_pool")).toMatchObject([
    { instance_count: 1, virtual_network_subnet_id: expect.stringMatching(/azurerm_subnet\..*builds/i) },
  ]);
  const subresources = closed
    .all("azurerm_private_endpoint")
    .map((e) => (e.private_service_connection as { subresource_names: string[] }).subresource_names[0]);
  expect(subresources.sort()).toEqual(["azuremonitor", "blob", "blob", "registry"]);
  const zones = closed.all("azurerm_private_dns_zone").map((z) => z.name);
  expect(zones.sort()).toEqual([
    "privatelink.agentsvc.azure-automation.net",
    "privatelink.azurecr.io",
    "privatelink.blob.core.windows.net",
    "privatelink.monitor.azure.com",
    "privatelink.ods.opinsights.azure.com",
    "privatelink.oms.opinsights.azure.com",
  ]);
});

test("an environment's deployment is a guest: it sees what is shared and admits its own endpoints, no more", () => {
  const [role] = open.all("azurerm_role_definition").filter((r) => !String(r.name).endsWith("on its subscription"));
  const [permission] = role!.permissions as { readonly actions: readonly string[] }[];
  expect(permission?.actions.filter((a) => a !== "*/read")).toEqual([
    "Microsoft.ContainerRegistry/registries/privateEndpointConnectionsApproval/action",
    "Microsoft.Storage/storageAccounts/privateEndpointConnectionsApproval/action",
  ]);
});

test("nothing that is shared changes with the environments that are picked, what it tells them included", () => {
  const all = synthPlatform();
  for (const env of places().environments)
    for (const stack of ["shared", "shared-bootstrap"])
      expect(synthPlatform({ environments: [env] }).stack(stack)).toEqual(all.stack(stack));
});
