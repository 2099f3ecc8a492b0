import { KubernetesCluster } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { Construct } from "constructs";
import { Diagnostics } from "../monitoring/diagnostics";
import type { NetworkRef } from "../network/network-ref";
import type { IGrantable, IPrincipal } from "../roles/grant";
import { grantAccess } from "../roles/grant-access";
import { Identity } from "../roles/identity";
import { type Rule, validateProps } from "../validate";
import { ZONES } from "../zones";
import { apiServer, nodeSubnet, wayOut } from "./cluster-network";
import { type MaintenanceWindow, maintenanceWindows, SUNDAY_NIGHT } from "./maintenance";
import { NodePool, POOL } from "./node-pool";

export interface ClusterProps {
  readonly names: { readonly cluster: string; readonly dnsPrefix: string; readonly identity: string };
  readonly location: string;
  readonly resourceGroup: string;
  readonly tenantId: string;
  /** Free has no uptime guarantee. */
  readonly tier: "Free" | "Standard" | "Premium";
  readonly nodeSize: string;
  /** Fewest nodes of the system's pool; the other goes down to none. */
  readonly minNodes: number;
  /** Most nodes of each pool. */
  readonly maxNodes: number;
  readonly zoneRedundant: boolean;
  readonly network: NetworkRef;
  /** Addresses of pods and of services: an overlay, outside of every network that the cluster talks to. */
  readonly ranges: { readonly pods: string; readonly services: string; readonly dnsService: string };
  /** @default - Sunday night */
  readonly maintenance?: MaintenanceWindow;
  /** Who administers the cluster, and who looks. */
  readonly people: { readonly platformTeam: IPrincipal; readonly readers: IPrincipal };
  /** The registry that images are pulled from. */
  readonly registryId: string;
  /** ARM id of the Log Analytics workspace. */
  readonly logs: string;
}

const rules: readonly Rule<ClusterProps>[] = [
  [(p) => p.minNodes >= 1, (p) => `minNodes: expected at least 1, for the system's own pods, got ${p.minNodes}`],
  [(p) => p.maxNodes >= p.minNodes, (p) => `maxNodes: expected at least minNodes (${p.minNodes}), got ${p.maxNodes}`],
  [
    (p) => /^[A-Za-z0-9]([A-Za-z0-9-]{0,52}[A-Za-z0-9])?$/.test(p.names.dnsPrefix),
    (p) => `names.dnsPrefix: expected 1 to 54 letters, digits and dashes, got "${p.names.dnsPrefix}"`,
  ],
];

/** Labels of pods and annotations of namespaces that metrics are told apart by; all others would only make them many. */
const KEPT = { labels: "pods=[app.kubernetes.io/name,app.kubernetes.io/part-of]", annotations: "namespaces=[mlops/owner]" };

/**
 * AKS that only Entra ID opens: no local accounts, Azure RBAC inside, pods act by workload identity, Cilium carries their traffic and
 * enforces policies. The system has nodes of its own, so that no model can crowd it out. Why it is so: docs/adr/0010-aks.md.
 */
export class Cluster extends Construct implements IGrantable {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly oidcIssuerUrl: string;

  constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const { location, resourceGroup, network, nodeSize, maxNodes, zoneRedundant, tier } = props;
    const identity = new Identity(this, "Identity", { name: props.names.identity, location, resourceGroup });
    const subnet = nodeSubnet(network);
    const opened = this.openNetwork(network, identity);
    const cluster = new KubernetesCluster(this, "Resource", {
      name: props.names.cluster,
      location,
      resourceGroupName: resourceGroup,
      dnsPrefix: props.names.dnsPrefix,
      skuTier: tier,
      costAnalysisEnabled: tier !== "Free",
      identity: { type: "UserAssigned", identityIds: [identity.id] },
      oidcIssuerEnabled: true,
      workloadIdentityEnabled: true,
      localAccountDisabled: true,
      roleBasedAccessControlEnabled: true,
      azureActiveDirectoryRoleBasedAccessControl: { azureRbacEnabled: true, tenantId: props.tenantId },
      azurePolicyEnabled: true,
      runCommandEnabled: false,
      automaticUpgradeChannel: "patch",
      nodeOsUpgradeChannel: "NodeImage",
      ...maintenanceWindows(props.maintenance ?? SUNDAY_NIGHT),
      imageCleanerEnabled: true,
      imageCleanerIntervalHours: 48,
      workloadAutoscalerProfile: { kedaEnabled: true },
      keyVaultSecretsProvider: { secretRotationEnabled: true },
      omsAgent: { logAnalyticsWorkspaceId: props.logs, msiAuthForMonitoringEnabled: true },
      monitorMetrics: { labelsAllowed: KEPT.labels, annotationsAllowed: KEPT.annotations },
      ...apiServer(network),
      defaultNodePool: {
        ...POOL,
        name: "system",
        vmSize: nodeSize,
        onlyCriticalAddonsEnabled: true,
        minCount: props.minNodes,
        maxCount: maxNodes,
        ...(zoneRedundant && { zones: [...ZONES] }),
        ...(subnet && { vnetSubnetId: subnet }),
      },
      networkProfile: {
        networkPlugin: "azure",
        networkPluginMode: "overlay",
        networkDataPlane: "cilium",
        networkPolicy: "cilium",
        loadBalancerSku: "standard",
        outboundType: wayOut(network),
        podCidr: props.ranges.pods,
        serviceCidr: props.ranges.services,
        dnsServiceIp: props.ranges.dnsService,
      },
      ...(opened.length > 0 && { dependsOn: [...opened] }),
      // The autoscaler sets the count.
      lifecycle: { ignoreChanges: ["default_node_pool[0].node_count"] },
    });
    this.key = id;
    this.id = cluster.id;
    this.name = cluster.name;
    this.oidcIssuerUrl = cluster.oidcIssuerUrl;

    new NodePool(this, "Models", {
      name: "models",
      clusterId: cluster.id,
      nodeSize,
      minNodes: 0,
      maxNodes,
      zoneRedundant,
      ...(subnet && { subnetId: subnet }),
    });
    grantAccess(this, "cluster", {
      who: {
        kubelet: { key: "Kubelet", principalId: cluster.kubeletIdentity.objectId },
        ...props.people,
      },
      on: { registry: { key: "Registry", id: props.registryId }, cluster: this },
    });
    new Diagnostics(this, "Diagnostics", {
      target: cluster.id,
      logs: props.logs,
      categories: ["guard", "kube-audit-admin"],
      dedicatedTables: true,
    });
  }

  /** The roles without which a cluster in one's own network cannot be made; none elsewhere. */
  private openNetwork(network: NetworkRef, cluster: IPrincipal) {
    if (network.mode === "public") return [];
    return [
      ...grantAccess(this, "clusterNetwork", { who: { cluster }, on: { network: { key: "Network", id: network.id } } }),
      ...grantAccess(this, "clusterZone", { who: { cluster }, on: { "API server's zone": { key: "Zone", id: network.zones.apiServer } } }),
    ];
  }
}
