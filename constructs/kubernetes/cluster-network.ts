import type { NetworkRef } from "../network/network-ref";

/** ARM id of the subnet that nodes stand in; none in public mode, where AKS makes a network for them. */
export const nodeSubnet = (network: NetworkRef): string | undefined => (network.mode === "private" ? network.subnets.nodes : undefined);

/** How nodes call out: by the network's own gateway, whose address is known, or by a load balancer that AKS makes. */
export const wayOut = (network: NetworkRef) => (network.mode === "private" ? "userAssignedNATGateway" : "loadBalancer");

/**
 * How the API server is reached. Private, it stands in a subnet of the network, and its name in a zone of ours; public, everyone's
 * tokens are checked, and only the ranges that the environment names get as far as that.
 */
export function apiServer(network: NetworkRef) {
  if (network.mode === "private")
    return {
      privateClusterEnabled: true,
      privateClusterPublicFqdnEnabled: false,
      privateDnsZoneId: network.zones.apiServer,
      apiServerAccessProfile: { virtualNetworkIntegrationEnabled: true, subnetId: network.subnets.apiServer },
    };
  const { authorizedRanges } = network;
  return authorizedRanges === undefined ? {} : { apiServerAccessProfile: { authorizedIpRanges: [...authorizedRanges] } };
}
