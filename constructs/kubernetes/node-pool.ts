import { KubernetesClusterNodePool } from "@cdktf/provider-azurerm/lib/kubernetes-cluster-node-pool";
import { Construct } from "constructs";
import { type Rule, validateProps } from "../validate";
import { ZONES } from "../zones";

/** What every pool of a cluster has: an operating system, a way to be resized, and a pace of being replaced. */
export const POOL = {
  osSku: "AzureLinux3",
  autoScalingEnabled: true,
  temporaryNameForRotation: "rotating",
  upgradeSettings: { maxSurge: "10%", drainTimeoutInMinutes: 30 },
} as const;

export interface NodePoolProps {
  /** 1 to 12 lower-case letters and digits, a letter first. */
  readonly name: string;
  /** ARM id of the cluster. */
  readonly clusterId: string;
  readonly nodeSize: string;
  /** 0 where it may go away while no pod needs it. */
  readonly minNodes: number;
  readonly maxNodes: number;
  /** Whether its nodes stand in several availability zones. */
  readonly zoneRedundant: boolean;
  /**
   * ARM id of the nodes' subnet.
   * @default - a network that AKS makes
   */
  readonly subnetId?: string;
}

const rules: readonly Rule<NodePoolProps>[] = [
  [(p) => /^[a-z][a-z0-9]{0,11}$/.test(p.name), (p) => `name: expected 1 to 12 lower-case letters and digits, got "${p.name}"`],
  [(p) => p.minNodes >= 0, (p) => `minNodes: expected 0 or more, got ${p.minNodes}`],
  [(p) => p.maxNodes >= Math.max(1, p.minNodes), (p) => `maxNodes: expected at least ${Math.max(1, p.minNodes)}, got ${p.maxNodes}`],
];

/** Nodes for what the cluster serves, beside those of the system. */
export class NodePool extends Construct {
  constructor(scope: Construct, id: string, props: NodePoolProps) {
    super(scope, id);
    validateProps(this, rules, props);
    new KubernetesClusterNodePool(this, "Resource", {
      ...POOL,
      name: props.name,
      kubernetesClusterId: props.clusterId,
      mode: "User",
      vmSize: props.nodeSize,
      minCount: props.minNodes,
      maxCount: props.maxNodes,
      ...(props.zoneRedundant && { zones: [...ZONES] }),
      ...(props.subnetId && { vnetSubnetId: props.subnetId }),
      // The autoscaler sets the count.
      lifecycle: { ignoreChanges: ["node_count"] },
    });
  }
}
