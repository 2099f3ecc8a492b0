/** What one part of an environment's network is for. */
export interface SubnetRule {
  /** The longest prefix, so the smallest range, that does. */
  readonly maxPrefix: number;
  readonly purpose: string;
  /** Service that the subnet is given to, and that then puts its own resources there. */
  readonly delegation?: { readonly service: string; readonly actions: readonly string[] };
  /** Whether what stands there may call out, by the network's NAT gateway. */
  readonly outbound: boolean;
}

const JOIN = "Microsoft.Network/virtualNetworks/subnets/join/action";

/** The parts of an environment's network. Azure ML's machines are not in it: they stand in a network that Azure ML manages. */
export const SUBNETS = {
  privateEndpoints: { maxPrefix: 27, outbound: false, purpose: "addresses of the services that are closed to the internet" },
  agents: { maxPrefix: 28, outbound: true, purpose: "machines that pipelines run on" },
  nodes: { maxPrefix: 26, outbound: true, purpose: "nodes of the Kubernetes cluster, and its inner load balancer" },
  apiServer: {
    maxPrefix: 28,
    outbound: false,
    purpose: "the API server of the Kubernetes cluster",
    delegation: { service: "Microsoft.ContainerService/managedClusters", actions: [JOIN] },
  },
  functions: {
    maxPrefix: 27,
    outbound: true,
    purpose: "instances of the Functions apps",
    delegation: { service: "Microsoft.App/environments", actions: [JOIN] },
  },
} as const satisfies Record<string, SubnetRule>;

export type SubnetRole = keyof typeof SUBNETS;
export const SUBNET_ROLES = Object.keys(SUBNETS) as SubnetRole[];

/** The parts of the organization's shared network. */
export const SHARED_SUBNETS = {
  privateEndpoints: SUBNETS.privateEndpoints,
  builds: { maxPrefix: 28, outbound: true, purpose: "machines that the registry builds images on" },
} as const satisfies Record<string, SubnetRule>;

export type SharedSubnetRole = keyof typeof SHARED_SUBNETS;
export const SHARED_SUBNET_ROLES = Object.keys(SHARED_SUBNETS) as SharedSubnetRole[];
