import { NetworkSecurityGroup } from "@cdktf/provider-azurerm/lib/network-security-group";
import { NetworkSecurityRule } from "@cdktf/provider-azurerm/lib/network-security-rule";
import { Subnet } from "@cdktf/provider-azurerm/lib/subnet";
import { SubnetNatGatewayAssociation } from "@cdktf/provider-azurerm/lib/subnet-nat-gateway-association";
import { SubnetNetworkSecurityGroupAssociation } from "@cdktf/provider-azurerm/lib/subnet-network-security-group-association";
import { Construct } from "constructs";
import type { InboundRule, NetworkSubnetRule } from "./security-rules";

export interface NetworkSubnetProps {
  readonly role: string;
  readonly rule: NetworkSubnetRule;
  readonly range: string;
  readonly networkName: string;
  readonly securityGroupName: string;
  readonly location: string;
  readonly resourceGroup: string;
  /** ARM id of the NAT gateway. */
  readonly wayOut: string;
}

const FIRST_PRIORITY = 100;
const STEP = 10;

/** One part of a network: its addresses, who may come in, and whether what stands there may call out. */
export class NetworkSubnet extends Construct {
  readonly id: string;

  constructor(scope: Construct, id: string, props: NetworkSubnetProps) {
    super(scope, id);
    const { role, rule, location, resourceGroup: resourceGroupName } = props;
    const subnet = new Subnet(this, "Resource", {
      name: role,
      resourceGroupName,
      virtualNetworkName: props.networkName,
      addressPrefixes: [props.range],
      defaultOutboundAccessEnabled: false,
      // Else the rules would not hold for private endpoints.
      privateEndpointNetworkPolicies: role === "privateEndpoints" ? "NetworkSecurityGroupEnabled" : "Disabled",
      ...(rule.delegation && {
        delegation: [{ name: role, serviceDelegation: { name: rule.delegation.service, actions: [...rule.delegation.actions] } }],
      }),
    });
    const group = new NetworkSecurityGroup(this, "Security", { name: props.securityGroupName, location, resourceGroupName });
    rule.inbound.forEach((inbound, i) => {
      this.addInbound(inbound, FIRST_PRIORITY + i * STEP, group.name, resourceGroupName);
    });
    new SubnetNetworkSecurityGroupAssociation(this, "HasSecurity", { subnetId: subnet.id, networkSecurityGroupId: group.id });
    if (rule.outbound) new SubnetNatGatewayAssociation(this, "HasWayOut", { subnetId: subnet.id, natGatewayId: props.wayOut });
    this.id = subnet.id;
  }

  private addInbound({ name, access, ports, from }: InboundRule, priority: number, group: string, resourceGroupName: string): void {
    const [port, ...more] = ports;
    new NetworkSecurityRule(this, `Inbound-${name}`, {
      name,
      resourceGroupName,
      networkSecurityGroupName: group,
      priority,
      direction: "Inbound",
      access,
      protocol: from === "*" ? "*" : "Tcp",
      sourceAddressPrefix: from,
      sourcePortRange: "*",
      destinationAddressPrefix: "*",
      ...(port !== undefined && more.length === 0 ? { destinationPortRange: port } : { destinationPortRanges: [...ports] }),
    });
  }
}
