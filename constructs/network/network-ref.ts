import type { PrivateZone } from "./private-links";
import type { SubnetRole } from "./subnets";

/** No network: services answer anyone who has a role, the cluster's API server perhaps only some addresses. */
export interface PublicNetwork {
  readonly mode: "public";
  /** The only addresses that the Kubernetes API server answers; absent: all. */
  readonly authorizedRanges?: readonly string[];
}

/** A network, and services that answer within it only. */
export interface PrivateNetwork<Role extends string = SubnetRole, Zone extends PrivateZone = PrivateZone> {
  readonly mode: "private";
  /** ARM id of the virtual network. */
  readonly id: string;
  /** ARM ids of its subnets. */
  readonly subnets: Readonly<Record<Role, string>>;
  /** ARM ids of the private DNS zones that it asks. */
  readonly zones: Readonly<Record<Zone, string>>;
}

/** How what stands in an environment is reached. */
export type NetworkRef = PublicNetwork | PrivateNetwork;
