import { Cluster, type ClusterProps } from "../../../../constructs/kubernetes/cluster";
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
  administrators: "group",
  registryId: "/registry",
  logs: "/logs",
};
const cluster = (changes: Partial<ClusterProps> = {}) => synthIn((stack) => void new Cluster(stack, "Cluster", { ...props, ...changes }));

test("only Entra ID opens the cluster, and pods act by workload identity", () => {
  expect(cluster().only("azurerm_kubernetes_cluster")).toMatchObject({
    local_account_disabled: true,
    role_based_access_control_enabled: true,
    azure_active_directory_role_based_access_control: { azure_rbac_enabled: true, tenant_id: "tenant" },
    oidc_issuer_enabled: true,
    workload_identity_enabled: true,
    run_command_enabled: false,
    azure_policy_enabled: true,
    network_profile: { network_plugin_mode: "overlay", network_policy: "cilium", network_data_plane: "cilium" },
  });
});

test("the autoscaler's count is no change, and nodes can be resized and upgraded", () => {
  expect(cluster().only("azurerm_kubernetes_cluster")).toMatchObject({
    default_node_pool: {
      auto_scaling_enabled: true,
      min_count: 1,
      max_count: 3,
      temporary_name_for_rotation: "rotating",
      upgrade_settings: { max_surge: "10%" },
    },
    lifecycle: { ignore_changes: ["default_node_pool[0].node_count"] },
  });
});

test("nodes pull images, a group administers, and nobody else has a role", () => {
  const roles = cluster()
    .all("azurerm_role_assignment")
    .map(({ attributes: a }) => [a.role_definition_name, a.principal_type, a.scope === "/registry"]);
  expect(roles).toHaveLength(3);
  expect(roles).toEqual(
    expect.arrayContaining([
      ["AcrPull", "ServicePrincipal", true],
      ["Azure Kubernetes Service RBAC Cluster Admin", "Group", false],
      ["Azure Kubernetes Service Cluster User Role", "Group", false],
    ]),
  );
});

test("refuses node counts that cannot be, both reasons at once", () => {
  expect(() => cluster({ minNodes: 0, maxNodes: -1 })).toThrow(
    "minNodes: expected at least 1, for the system's own pods, got 0\n  maxNodes: expected at least minNodes (0), got -1",
  );
});
