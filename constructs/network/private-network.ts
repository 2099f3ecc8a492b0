import { NatGateway } from "@cdktf/provider-azurerm/lib/nat-gateway";
import { NatGatewayPublicIpAssociation } from "@cdktf/provider-azurerm/lib/nat-gateway-public-ip-association";
import { PublicIp } from "@cdktf/provider-azurerm/lib/public-ip";
import { VirtualNetwork } from "@cdktf/provider-azurerm/lib/virtual-network";
import { Construct } from "constructs";
import { ZONES } from "../zones";
import type { PrivateNetwork as PrivateNetworkRef } from "./network-ref";
import type { PrivateZone } from "./private-links";
import { PrivateZones } from "./private-zones";
import type { NetworkSubnetRule } from "./security-rules";
import { NetworkSubnet } from "./subnet";

export interface PrivateNetworkProps<Role extends string, Zone extends PrivateZone> {
  readonly nameOf: (type: "virtual-network" | "nat-gateway" | "public-ip" | "network-security-group", purpose?: string) => string;
  readonly location: string;
  readonly resourceGroup: string;
  /** The network's addresses. */
  readonly space: string;
  readonly subnets: Readonly<Record<Role, NetworkSubnetRule & { readonly range: string }>>;
  /** Zones that it asks. */
  readonly zones: readonly Zone[];
  /** Whether what can stand in several availability zones does. */
  readonly zoneRedundant: boolean;
}

/** The availability zone of the way out: a NAT gateway stands in one. Azure would choose, and not say which. */
const WAY_OUT_ZONE = "1";

/**
 * A network without a way in: subnets with rules of their own, one NAT gateway as the way out for those that call out, and the zones
 * in which private endpoints are found.
 */
export class PrivateNetwork<Role extends string, Zone extends PrivateZone> extends Construct implements PrivateNetworkRef<Role, Zone> {
  readonly mode = "private";
  readonly id: string;
  readonly subnets: Readonly<Record<Role, string>>;
  readonly zones: Readonly<Record<Zone, string>>;

  constructor(scope: Construct, id: string, props: PrivateNetworkProps<Role, Zone>) {
    super(scope, id);
    const { nameOf, location, resourceGroup } = props;
    const network = new VirtualNetwork(this, "Resource", {
      name: nameOf("virtual-network"),
      location,
      resourceGroupName: resourceGroup,
      addressSpace: [props.space],
    });
    const wayOut = this.addWayOut(props);
    const roles = Object.keys(props.subnets) as Role[];
    const subnets = roles.map((role) => {
      const rule = props.subnets[role];
      const subnet = new NetworkSubnet(this, `Subnet-${role}`, {
        role,
        rule,
        range: rule.range,
        securityGroupName: nameOf("network-security-group", kebab(role)),
        networkName: network.name,
        location,
        resourceGroup,
        wayOut,
      });
      return [role, subnet.id] as const;
    });
    this.id = network.id;
    this.subnets = Object.fromEntries(subnets) as Record<Role, string>;
    this.zones = new PrivateZones(this, "Zones", {
      zones: props.zones,
      networkId: network.id,
      region: location,
      resourceGroup,
    }).ids;
  }

  /**
   * One address from which all calls come, so that others can admit it. The gateway is lost with its zone, the address is not: in
   * another zone calls come from it again.
   */
  private addWayOut({ nameOf, location, resourceGroup, zoneRedundant }: PrivateNetworkProps<Role, Zone>): string {
    const address = new PublicIp(this, "WayOutAddress", {
      name: nameOf("public-ip", "way-out"),
      location,
      resourceGroupName: resourceGroup,
      allocationMethod: "Static",
      sku: "Standard",
      ...(zoneRedundant && { zones: [...ZONES] }),
    });
    const gateway = new NatGateway(this, "WayOut", {
      name: nameOf("nat-gateway"),
      location,
      resourceGroupName: resourceGroup,
      skuName: "Standard",
      idleTimeoutInMinutes: 4,
      ...(zoneRedundant && { zones: [WAY_OUT_ZONE] }),
    });
    new NatGatewayPublicIpAssociation(this, "WayOutHasAddress", { natGatewayId: gateway.id, publicIpAddressId: address.id });
    return gateway.id;
  }
}

const kebab = (key: string): string => key.replace(/([a-z])([A-Z])/g, "$1-$2").toLowerCase();
