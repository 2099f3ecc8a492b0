import { environment, places, synthPlatform } from "../../support/platform";
import type { Synthesized } from "../../support/synth";

const inCluster = (platform: Synthesized, type: string) =>
  platform
    .all(type)
    .filter((r) => r.stack.endsWith("-cluster"))
    .map((r) => r.attributes);
const dev = synthPlatform({ environments: [environment()] });
const prod = synthPlatform({ environments: places().environments.filter((e) => e.name === "prod") });
const cluster = (platform: Synthesized) => platform.only("azurerm_kubernetes_cluster");

test("a small cluster sleeps at night and is maintained by day; another runs always and is maintained at night", () => {
  expect(inCluster(dev, "azurerm_data_factory_trigger_schedule")).toHaveLength(2);
  expect(cluster(dev)).toMatchObject({ maintenance_window_auto_upgrade: { day_of_week: "Wednesday" } });
  expect(inCluster(prod, "azurerm_data_factory_trigger_schedule")).toEqual([]);
  expect(cluster(prod)).toMatchObject({ maintenance_window_auto_upgrade: { day_of_week: "Sunday" } });
});

test("production is closed, spread over zones, and has a guarantee", () => {
  expect(cluster(prod)).toMatchObject({
    sku_tier: "Standard",
    private_cluster_enabled: true,
    default_node_pool: { zones: ["1", "2", "3"], min_count: 3 },
  });
});

test("pods and services have the ranges of the address plan, and the name server one of the latter", () => {
  const { pods, services } = environment().network.addresses;
  expect(cluster(dev)).toMatchObject({
    network_profile: { pod_cidr: pods, service_cidr: services, dns_service_ip: services.replace(/\.0\/\d+$/, ".10") },
  });
});

test("Grafana is there where the environment asks for it, and reached within the network where that is closed", () => {
  expect(inCluster(dev, "azurerm_dashboard_grafana")).toEqual([]);
  expect(inCluster(prod, "azurerm_dashboard_grafana")).toHaveLength(1);
  const { private_service_connection } = inCluster(prod, "azurerm_private_endpoint").find((e) => /grafana/.test(String(e.name))) ?? {};
  expect(private_service_connection).toMatchObject({ subresource_names: ["grafana"] });
  expect(inCluster(prod, "azurerm_dashboard_grafana_managed_private_endpoint")).toHaveLength(2);
});

test("where the network is closed, metrics are read within it only, by an endpoint whose name its own zone holds", () => {
  expect(inCluster(dev, "azurerm_monitor_workspace")).toEqual([expect.objectContaining({ public_network_access_enabled: true })]);
  expect(inCluster(prod, "azurerm_monitor_workspace")).toEqual([
    expect.objectContaining({ public_network_access_enabled: false, lifecycle: { prevent_destroy: true } }),
  ]);
  const reached = inCluster(prod, "azurerm_private_endpoint").map((e) => [
    (e.private_service_connection as { readonly subresource_names: readonly string[] }).subresource_names[0],
    JSON.stringify((e.private_dns_zone_group as { readonly private_dns_zone_ids: readonly string[] }).private_dns_zone_ids),
  ]);
  expect(reached).toContainEqual(["prometheusMetrics", expect.stringMatching(/Zones_metrics_/)]);
  expect(prod.all("azurerm_private_dns_zone").map((z) => z.attributes.name)).toContain(
    "privatelink.westeurope.prometheus.monitor.azure.com",
  );
  expect(inCluster(dev, "azurerm_private_endpoint")).toEqual([]);
});

test("logs and metrics are collected in every environment", () => {
  for (const platform of [dev, prod]) {
    expect(inCluster(platform, "azurerm_monitor_data_collection_rule")).toHaveLength(2);
    expect(inCluster(platform, "azurerm_monitor_workspace")).toHaveLength(1);
  }
  expect(inCluster(dev, "azurerm_monitor_data_collection_rule_association")).toHaveLength(2);
  expect(inCluster(prod, "azurerm_monitor_data_collection_rule_association")).toHaveLength(3);
});
