import { Cluster, type ClusterProps } from "../../../../constructs/kubernetes/cluster";
import { IN_WORKING_HOURS } from "../../../../constructs/kubernetes/maintenance";
import { NodePool, type NodePoolProps } from "../../../../constructs/kubernetes/node-pool";
import type { PrivateNetwork } from "../../../../constructs/network/network-ref";
import { PRIVATE_ZONE_KEYS } from "../../../../constructs/network/private-links";
import { SUBNET_ROLES } from "../../../../constructs/network/subnets";
import { synthIn } from "../../../support/platform";

const props: ClusterProps = {
  names: { cluster: "aks", dnsPrefix: "aks", identity: "id" },
  location: "westeurope",
  resourceGroup: "g",
  tenantId: "tenant",
  tier: "Free",
  nodeSize: "Standard_D2s_v5",
  minNodes: 1,
  maxNodes: 3,
  zoneRedundant: false,
  network: { mode: "public" },
  ranges: { pods: "10.244.0.0/16", services: "10.0.0.0/16", dnsService: "10.0.0.10" },
  people: {
    platformTeam: { key: "platform", principalId: "p", principalType: "Group" },
    readers: { key: "readers", principalId: "r", principalType: "Group" },
  },
  registryId: "/registry",
  logs: "/logs",
};
const closed: PrivateNetwork = {
  mode: "private",
  id: "/network",
  subnets: Object.fromEntries(SUBNET_ROLES.map((role) => [role, `/network/${role}`])) as PrivateNetwork["subnets"],
  zones: Object.fromEntries(PRIVATE_ZONE_KEYS.map((zone) => [zone, `/zones/${zone}`])) as PrivateNetwork["zones"],
};
const make = (changes: Partial<ClusterProps> = {}) => synthIn((stack) => void new Cluster(stack, "Cluster", { ...props, ...changes }));
const cluster = (changes: Partial<ClusterProps> = {}) => make(changes).only("azurerm_kubernetes_cluster");

test("only Entra ID opens the cluster, and pods act by workload identity", () => {
  expect(cluster()).toMatchObject({
    local_account_disabled: true,
    role_based_access_control_enabled: true,
    azure_active_directory_role_based_access_control: { azure_rbac_enabled: true, tenant_id: "tenant" },
    oidc_issuer_enabled: true,
    workload_identity_enabled: true,
    run_command_enabled: false,
    azure_policy_enabled: true,
    identity: { type: "UserAssigned" },
    network_profile: { network_plugin_mode: "overlay", network_policy: "cilium", network_data_plane: "cilium" },
  });
});

test("add-ons that Azure maintains: KEDA, secrets from vaults, logs and metrics by identity, a broom for images", () => {
  expect(cluster()).toMatchObject({
    workload_autoscaler_profile: { keda_enabled: true },
    key_vault_secrets_provider: { secret_rotation_enabled: true },
    oms_agent: { log_analytics_workspace_id: "/logs", msi_auth_for_monitoring_enabled: true },
    monitor_metrics: {
      labels_allowed: expect.stringContaining("app.kubernetes.io/name"),
      annotations_allowed: expect.stringContaining("mlops/owner"),
    },
    image_cleaner_enabled: true,
    image_cleaner_interval_hours: 48,
  });
});

test("the autoscaler's count is no change, and nodes can be resized and upgraded", () => {
  const pool = {
    auto_scaling_enabled: true,
    temporary_name_for_rotation: "rotating",
    upgrade_settings: { max_surge: "10%", drain_timeout_in_minutes: 30 },
    max_count: 3,
  };
  expect(cluster()).toMatchObject({
    default_node_pool: { ...pool, min_count: 1, only_critical_addons_enabled: true },
    lifecycle: { ignore_changes: ["default_node_pool[0].node_count"] },
  });
  expect(make().only("azurerm_kubernetes_cluster_node_pool")).toMatchObject({
    ...pool,
    mode: "User",
    min_count: 0,
    lifecycle: { ignore_changes: ["node_count"] },
  });
});

test("zones are used where the environment stands in several, in both pools", () => {
  const made = make({ zoneRedundant: true });
  expect(made.only("azurerm_kubernetes_cluster")).toMatchObject({ default_node_pool: { zones: ["1", "2", "3"] } });
  expect(made.only("azurerm_kubernetes_cluster_node_pool").zones).toEqual(["1", "2", "3"]);
  expect(JSON.stringify(make().resources.map((r) => r.attributes))).not.toContain('"zones"');
});

test("upgrades and node images come in one window, in which the cluster runs", () => {
  const weekly = { frequency: "Weekly", interval: 1, duration: 4, utc_offset: "+00:00" };
  const windows = (changes?: Partial<ClusterProps>) => {
    const { maintenance_window_auto_upgrade: upgrade, maintenance_window_node_os: nodes } = cluster(changes);
    return [upgrade, nodes];
  };
  for (const window of windows()) expect(window).toEqual({ ...weekly, day_of_week: "Sunday", start_time: "02:00" });
  for (const window of windows({ maintenance: IN_WORKING_HOURS }))
    expect(window).toEqual({ ...weekly, day_of_week: "Wednesday", start_time: "10:00" });
});

test("costs are told apart where the tier can", () => {
  expect(cluster().cost_analysis_enabled).toBe(false);
  expect(cluster({ tier: "Standard" }).cost_analysis_enabled).toBe(true);
});

describe("in public", () => {
  test("the API server answers all, or the ranges that are named", () => {
    expect(cluster().api_server_access_profile).toBeUndefined();
    expect(cluster({ network: { mode: "public", authorizedRanges: ["203.0.113.0/24"] } })).toMatchObject({
      api_server_access_profile: { authorized_ip_ranges: ["203.0.113.0/24"] },
    });
  });

  test("nodes call out by a load balancer, and no role on a network is needed", () => {
    expect(cluster()).toMatchObject({ network_profile: { outbound_type: "loadBalancer" } });
    expect(make().all("azurerm_role_assignment")).toHaveLength(5);
    expect(cluster().depends_on).toBeUndefined();
  });
});

describe("in private", () => {
  const made = make({ network: closed });
  const attributes = made.only("azurerm_kubernetes_cluster");

  test("the API server stands in its subnet and its name in our zone", () => {
    expect(attributes).toMatchObject({
      private_cluster_enabled: true,
      private_cluster_public_fqdn_enabled: false,
      private_dns_zone_id: "/zones/apiServer",
      api_server_access_profile: { virtual_network_integration_enabled: true, subnet_id: "/network/apiServer" },
    });
  });

  test("nodes stand in theirs, and call out by the network's gateway", () => {
    expect(attributes).toMatchObject({
      default_node_pool: { vnet_subnet_id: "/network/nodes" },
      network_profile: { outbound_type: "userAssignedNATGateway" },
    });
    expect(made.only("azurerm_kubernetes_cluster_node_pool").vnet_subnet_id).toBe("/network/nodes");
  });

  test("it is made after its identity may use the network and the zone", () => {
    const own = made
      .all("azurerm_role_assignment")
      .filter((r) => ["Network Contributor", "Private DNS Zone Contributor"].includes(String(r.attributes.role_definition_name)));
    expect(own.map((r) => r.attributes.scope).sort()).toEqual(["/network", "/zones/apiServer"]);
    expect([...(attributes.depends_on as string[])].sort()).toEqual(own.map((r) => r.address).sort());
  });
});

test("nodes pull images, one group administers, another looks, and nobody else has a role", () => {
  const roles = make()
    .all("azurerm_role_assignment")
    .map(({ attributes: a }) => `${a.role_definition_name} ${a.principal_type} ${a.scope === "/registry" ? "registry" : "cluster"}`);
  expect(roles.sort()).toEqual([
    "AcrPull ServicePrincipal registry",
    "Azure Kubernetes Service Cluster User Role Group cluster",
    "Azure Kubernetes Service Cluster User Role Group cluster",
    "Azure Kubernetes Service RBAC Cluster Admin Group cluster",
    "Azure Kubernetes Service RBAC Reader Group cluster",
  ]);
});

test("refuses node counts that cannot be, both reasons at once", () => {
  expect(() => cluster({ minNodes: 0, maxNodes: -1 })).toThrow(
    "minNodes: expected at least 1, for the system's own pods, got 0\n  maxNodes: expected at least minNodes (0), got -1",
  );
});

describe("a node pool", () => {
  const pool = { name: "models", clusterId: "/aks", nodeSize: "Standard_D2s_v5", minNodes: 0, maxNodes: 1, zoneRedundant: false };
  const nodes = (changes: Partial<NodePoolProps>) => synthIn((stack) => void new NodePool(stack, "Pool", { ...pool, ...changes }));

  test.each(["Models", "9models", "node-pool", "x".repeat(13), ""])("refuses the name %j", (name) => {
    expect(() => nodes({ name })).toThrow(`got "${name}"`);
  });

  test.each([
    [{ minNodes: -1 }, "minNodes: expected 0 or more, got -1"],
    [{ maxNodes: 0 }, "maxNodes: expected at least 1, got 0"],
    [{ minNodes: 3, maxNodes: 2 }, "maxNodes: expected at least 3, got 2"],
  ])("refuses %j", (changes, message) => {
    expect(() => nodes(changes)).toThrow(message);
  });
});
