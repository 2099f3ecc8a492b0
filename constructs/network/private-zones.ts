import { PrivateDnsZone } from "@cdktf/provider-azurerm/lib/private-dns-zone";
import { PrivateDnsZoneVirtualNetworkLink } from "@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link";
import { Construct } from "constructs";
import { PRIVATE_ZONE_KEYS, PRIVATE_ZONES, type PrivateZone } from "./private-links";

export interface PrivateZonesProps {
  /** ARM id of the network that asks them. */
  readonly networkId: string;
  readonly resourceGroup: string;
}

/** The zones in which a network finds its private endpoints. A zone's name can stand once in a network, so each network has its own. */
export class PrivateZones extends Construct {
  /** ARM ids. */
  readonly ids: Readonly<Record<PrivateZone, string>>;

  constructor(scope: Construct, id: string, props: PrivateZonesProps) {
    super(scope, id);
    this.ids = Object.fromEntries(PRIVATE_ZONE_KEYS.map((key) => [key, this.add(key, props)])) as Record<PrivateZone, string>;
  }

  private add(key: PrivateZone, { networkId, resourceGroup: resourceGroupName }: PrivateZonesProps): string {
    const zone = new PrivateDnsZone(this, key, { name: PRIVATE_ZONES[key], resourceGroupName });
    new PrivateDnsZoneVirtualNetworkLink(this, `${key}-link`, {
      name: "network",
      resourceGroupName,
      privateDnsZoneName: zone.name,
      virtualNetworkId: networkId,
      registrationEnabled: false,
    });
    return zone.id;
  }
}
