import { KubernetesCluster } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { Construct } from "constructs";
import { Diagnostics } from "../monitoring/diagnostics";
import { grant, type IGrantable, type IPrincipal } from "../roles/grant";
import { Identity } from "../roles/identity";
import { type Rule, validateProps } from "../validate";

export interface ClusterProps {
  readonly names: { readonly cluster: string; readonly dnsPrefix: string; readonly identity: string };
  readonly location: string;
  readonly resourceGroup: string;
  readonly tenantId: string;
  /** Free has no uptime guarantee. */
  readonly tier: "Free" | "Standard" | "Premium";
  readonly nodeSize: string;
  readonly minNodes: number;
  readonly maxNodes: number;
  /** Object id of the Entra group whose members administer the cluster. */
  readonly administrators: string;
  /** The registry that images are pulled from. */
  readonly registryId: string;
  /** ARM id of the Log Analytics workspace. */
  readonly logs: string;
}

const rules: readonly Rule<ClusterProps>[] = [
  [(p) => p.minNodes >= 1, (p) => `minNodes: expected at least 1, for the system's own pods, got ${p.minNodes}`],
  [(p) => p.maxNodes >= p.minNodes, (p) => `maxNodes: expected at least minNodes (${p.minNodes}), got ${p.maxNodes}`],
];

/** AKS that only Entra ID opens: no local accounts, Azure RBAC inside, pods act by workload identity, Cilium enforces policies. */
export class Cluster extends Construct implements IGrantable {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly oidcIssuerUrl: string;

  constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const { location, resourceGroup } = props;
    const identity = new Identity(this, "Identity", { name: props.names.identity, location, resourceGroup });
    const cluster = new KubernetesCluster(this, "Resource", {
      name: props.names.cluster,
      location,
      resourceGroupName: resourceGroup,
      dnsPrefix: props.names.dnsPrefix,
      skuTier: props.tier,
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
      imageCleanerEnabled: true,
      imageCleanerIntervalHours: 48,
      defaultNodePool: {
        name: "system",
        vmSize: props.nodeSize,
        osSku: "AzureLinux3",
        autoScalingEnabled: true,
        minCount: props.minNodes,
        maxCount: props.maxNodes,
        temporaryNameForRotation: "rotating",
        upgradeSettings: { maxSurge: "10%" },
      },
      networkProfile: {
        networkPlugin: "azure",
        networkPluginMode: "overlay",
        networkDataPlane: "cilium",
        networkPolicy: "cilium",
        loadBalancerSku: "standard",
        outboundType: "loadBalancer",
        podCidr: "10.244.0.0/16",
        serviceCidr: "10.0.0.0/16",
        dnsServiceIp: "10.0.0.10",
      },
      // The autoscaler sets the count.
      lifecycle: { ignoreChanges: ["default_node_pool[0].node_count"] },
    });
    this.key = id;
    this.id = cluster.id;
    this.name = cluster.name;
    this.oidcIssuerUrl = cluster.oidcIssuerUrl;

    const administrators: IPrincipal = { key: "Administrators", principalId: props.administrators, principalType: "Group" };
    const kubelet: IPrincipal = { key: "Kubelet", principalId: cluster.kubeletIdentity.objectId };
    grant(this, "administerCluster", this, administrators);
    grant(this, "readClusterEndpoint", this, administrators);
    grant(this, "pullImages", { key: "Registry", id: props.registryId }, kubelet);
    new Diagnostics(this, "Diagnostics", {
      target: cluster.id,
      logs: props.logs,
      categories: ["guard", "kube-audit-admin"],
      dedicatedTables: true,
    });
  }
}
