import { ContainerInsights } from "../../../../constructs/kubernetes/container-insights";
import { Grafana, type GrafanaProps } from "../../../../constructs/kubernetes/grafana";
import { Prometheus } from "../../../../constructs/kubernetes/prometheus";
import { synthIn } from "../../../support/platform";
import type { Json } from "../../../support/synth";

const place = { location: "westeurope", resourceGroup: "g" };
const collected = { ...place, clusterId: "/aks", endpointId: "/endpoint" };
const RULE = "azurerm_monitor_data_collection_rule";
const ASSOCIATION = "azurerm_monitor_data_collection_rule_association";

describe("Container Insights", () => {
  const insights = (privateNetwork: boolean) =>
    synthIn((stack) => void new ContainerInsights(stack, "Insights", { ...collected, name: "dcr", logs: "/logs", privateNetwork }));
  const made = insights(false);

  test("a rule says what agents collect and where it goes, and the cluster is held to it", () => {
    const streams = ["Microsoft-ContainerInsights-Group-Default"];
    expect(made.only(RULE)).toMatchObject({
      kind: "Linux",
      data_collection_endpoint_id: "/endpoint",
      data_sources: { extension: [{ extension_name: "ContainerInsights", streams }] },
      destinations: { log_analytics: [{ name: "logs", workspace_resource_id: "/logs" }] },
      data_flow: [{ streams, destinations: ["logs"] }],
    });
    expect(made.only(ASSOCIATION)).toMatchObject({
      name: "ContainerInsightsExtension",
      target_resource_id: "/aks",
      data_collection_rule_id: expect.stringMatching(/^\$\{azurerm_monitor_data_collection_rule\.\w+\.id\}$/),
    });
  });

  test("the agent's settings are text as Azure writes it back: keys sorted, no blanks", () => {
    const [extension] = (made.only(RULE).data_sources as { readonly extension: readonly Json[] }).extension;
    const text = String(extension?.extension_json);
    const sorted = (value: unknown): unknown =>
      value !== null && typeof value === "object" && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([k, v]) => [k, sorted(v)]),
          )
        : value;
    expect(text).toBe(JSON.stringify(sorted(JSON.parse(text))));
  });

  test("in a closed network agents ask the endpoint for their rules as well", () => {
    const access = insights(true)
      .all(ASSOCIATION)
      .map((r) => r.attributes)
      .filter((a) => a.data_collection_endpoint_id !== undefined);
    expect(access).toEqual([
      expect.objectContaining({
        name: "configurationAccessEndpoint",
        data_collection_endpoint_id: "/endpoint",
        target_resource_id: "/aks",
      }),
    ]);
  });
});

describe("Prometheus", () => {
  const make = (workspace: string, protect = false, publicNetwork = true) =>
    synthIn(
      (stack) => void new Prometheus(stack, "Prometheus", { ...collected, names: { workspace, rule: "dcr" }, protect, publicNetwork }),
    );

  test("closed, metrics are shown within the network only", () => {
    const shown = (open: boolean) => make("amw-mlops", false, open).only("azurerm_monitor_workspace").public_network_access_enabled;
    expect([shown(true), shown(false)]).toEqual([true, false]);
  });

  test("Terraform refuses to destroy the metrics where they are protected", () => {
    const lifecycle = (protect: boolean) => make("amw-mlops", protect).only("azurerm_monitor_workspace").lifecycle;
    expect([lifecycle(true), lifecycle(false)]).toEqual([{ prevent_destroy: true }, undefined]);
  });

  test("metrics go from the cluster to a workspace of their own", () => {
    const made = make("amw-mlops");
    expect(made.only("azurerm_monitor_workspace")).toMatchObject({ name: "amw-mlops" });
    expect(made.only(RULE)).toMatchObject({
      data_sources: { prometheus_forwarder: [{ streams: ["Microsoft-PrometheusMetrics"] }] },
      destinations: { monitor_account: [{ monitor_account_id: expect.stringContaining("azurerm_monitor_workspace"), name: "metrics" }] },
      data_flow: [{ streams: ["Microsoft-PrometheusMetrics"], destinations: ["metrics"] }],
    });
    expect(made.only(ASSOCIATION)).toMatchObject({ target_resource_id: "/aks" });
  });

  test.each(["amw", "-amw1", "amw1-", "x".repeat(45)])("refuses the name %s", (name) => {
    expect(() => make(name)).toThrow(`names.workspace: expected 4 to 44 letters, digits and dashes, got "${name}"`);
  });
});

describe("Grafana", () => {
  const props: GrafanaProps = {
    ...place,
    name: "amg-mlops",
    zoneRedundant: false,
    metrics: { key: "Metrics", id: "/metrics" },
    logs: "/logs",
    people: {
      platformTeam: { key: "platform", principalId: "p", principalType: "Group" },
      readers: { key: "readers", principalId: "r", principalType: "Group" },
    },
    deployer: { key: "Deployer", principalId: "d" },
  };
  const make = (changes: Partial<GrafanaProps> = {}) => synthIn((stack) => void new Grafana(stack, "Grafana", { ...props, ...changes }));

  test("has no API key, and shows what its identity may read", () => {
    expect(make().only("azurerm_dashboard_grafana")).toMatchObject({
      api_key_enabled: false,
      public_network_access_enabled: true,
      grafana_major_version: "11",
      azure_monitor_workspace_integrations: [{ resource_id: "/metrics" }],
    });
    expect(make({ zoneRedundant: true }).only("azurerm_dashboard_grafana").zone_redundancy_enabled).toBe(true);
  });

  test("closed, it reads metrics and logs by endpoints of its own, one after the other, and their owner approves them", () => {
    const ENDPOINT = "azurerm_dashboard_grafana_managed_private_endpoint";
    expect(make().all(ENDPOINT)).toEqual([]);
    const closed = make({ monitorScopeId: "/scope" });
    expect(closed.only("azurerm_dashboard_grafana").public_network_access_enabled).toBe(false);
    const of = (type: string, to: string) => closed.all(type).find((r) => r.address.includes(`${to}Endpoint`));
    const [metrics, logs] = [of(ENDPOINT, "Metrics"), of(ENDPOINT, "Logs")];
    expect([metrics, logs].map((r) => [r?.attributes.private_link_resource_id, r?.attributes.group_ids])).toEqual([
      ["/metrics", ["prometheusMetrics"]],
      ["/scope", ["azuremonitor"]],
    ]);
    const [toMetrics, toLogs] = [of("azapi_resource_action", "Metrics"), of("azapi_update_resource", "Logs")];
    expect(logs?.attributes.depends_on).toEqual([toMetrics?.address]);
    expect(toMetrics?.attributes).toMatchObject({
      type: "Microsoft.Monitor/accounts@2023-04-03",
      resource_id: "/metrics",
      action: expect.stringMatching(/^privateEndpointConnections\/\$\{data\.azapi_resource_list\.\S+\.output\.name\}$/),
      method: "PUT",
    });
    expect(toLogs?.attributes).toMatchObject({
      type: "Microsoft.Insights/privateLinkScopes/privateEndpointConnections@2021-09-01",
      resource_id: expect.stringMatching(/^\$\{data\.azapi_resource_list\.\S+\.output\.connection\}$/),
    });
    const lists = (closed.stack("test").data as { readonly azapi_resource_list: Record<string, Json> }).azapi_resource_list;
    for (const [endpoint, approval] of [
      [metrics, toMetrics],
      [logs, toLogs],
    ]) {
      expect(approval?.attributes.body).toMatchObject({ properties: { privateLinkServiceConnectionState: { status: "Approved" } } });
      const [, list = ""] = /azapi_resource_list\.(\S+)\.output/.exec(JSON.stringify(approval?.attributes)) ?? [];
      expect(lists[list]).toMatchObject({
        type: expect.stringMatching(/\/privateEndpointConnections@/),
        parent_id: endpoint?.attributes.private_link_resource_id,
        depends_on: [endpoint?.address],
      });
      expect(JSON.stringify(lists[list])).toContain(`'-amg-mlops-${endpoint?.attributes.name}'`);
    }
  });

  test("reads metrics and logs; people administer it or look, pipelines put dashboards there", () => {
    const given = make()
      .all("azurerm_role_assignment")
      .map(({ attributes: a }) => `${String(a.principal_id).replace(/^\$.*/, "itself")} ${a.role_definition_name}`);
    expect(given.sort()).toEqual([
      "d Grafana Editor",
      "itself Log Analytics Reader",
      "itself Monitoring Data Reader",
      "p Grafana Admin",
      "r Grafana Viewer",
    ]);
  });

  test.each(["g", "9amg", "amg-", "x".repeat(24)])("refuses the name %s", (name) => {
    expect(() => make({ name })).toThrow(`name: expected 2 to 23 letters, digits and dashes, a letter first, got "${name}"`);
  });
});
