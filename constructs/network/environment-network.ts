import { Construct } from "constructs";
import { AgentPool } from "../agents/agent-pool";
import { PrivateLinkScope } from "../monitoring/private-link-scope";
import type { NamedType } from "../naming/rules";
import { type AddressPlan, subnetsOf } from "./address-plan";
import { PrivateEndpoints, type PrivateTarget } from "./private-endpoints";
import { PRIVATE_ZONE_KEYS, type PrivateService, type PrivateZone } from "./private-links";
import { PrivateNetwork } from "./private-network";
import type { SubnetRole } from "./subnets";

export interface EnvironmentNetworkProps {
  readonly nameOf: (type: NamedType, purpose?: string) => string;
  readonly location: string;
  readonly resourceGroup: string;
  readonly addresses: AddressPlan;
  readonly zoneRedundant: boolean;
  /** Machines that pipelines run on. */
  readonly agentSize: string;
  /** What gets an endpoint of its own. */
  readonly reached: readonly (readonly [PrivateTarget, PrivateService])[];
  /** Parts of Azure Monitor, which have one endpoint together. */
  readonly watched: readonly PrivateTarget[];
}

/** An environment's private network: its subnets and zones, endpoints of what it must reach first, and machines in it for pipelines. */
export class EnvironmentNetwork extends Construct {
  readonly network: PrivateNetwork<SubnetRole, PrivateZone>;
  /** ARM id of what closes Azure Monitor to the network. */
  readonly monitorScopeId: string;
  /** ARM id of the scale set, for Azure DevOps' elastic pool. */
  readonly agentPoolId: string;

  constructor(scope: Construct, id: string, props: EnvironmentNetworkProps) {
    super(scope, id);
    const { nameOf, location, resourceGroup } = props;
    const place = { location, resourceGroup };
    this.network = new PrivateNetwork(this, "Network", {
      ...place,
      nameOf,
      space: props.addresses.space,
      subnets: subnetsOf(props.addresses),
      zones: PRIVATE_ZONE_KEYS,
      zoneRedundant: props.zoneRedundant,
    });
    const monitor = new PrivateLinkScope(this, "Monitor", {
      name: nameOf("private-link-scope"),
      resourceGroup,
      members: props.watched,
    });
    const endpoints = new PrivateEndpoints(this, "Endpoints", {
      ...place,
      network: this.network,
      nameOf: (purpose) => nameOf("private-endpoint", purpose),
    });
    for (const [target, service] of props.reached) endpoints.add(target, service);
    endpoints.add(monitor, "monitor");
    this.monitorScopeId = monitor.id;
    const agents = new AgentPool(this, "Agents", {
      ...place,
      name: nameOf("scale-set", "agents"),
      vmSize: props.agentSize,
      subnet: this.network.subnets.agents,
      zoneRedundant: props.zoneRedundant,
    });
    this.agentPoolId = agents.id;
  }
}
