import { PrivateDnsZone } from "@cdktf/provider-azurerm/lib/private-dns-zone";
import { PrivateDnsZoneVirtualNetworkLink } from "@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link";
import { Construct } from "constructs";
import { PRIVATE_ZONES, type PrivateZone } from "./private-links";

export interface PrivateZonesProps<Zone extends PrivateZone> {
  readonly zones: readonly Zone[];
  /** ARM id of the network that asks them. */
  readonly networkId: string;
  readonly region: string;
  readonly resourceGroup: string;
}

/** The zones in which a network finds its private endpoints. A zone's name can stand once in a network, so each network has its own. */
export class PrivateZones<Zone extends PrivateZone> extends Construct {
  /** ARM ids. */
  readonly ids: Readonly<Record<Zone, string>>;

  constructor(scope: Construct, id: string, props: PrivateZonesProps<Zone>) {
    super(scope, id);
    this.ids = Object.fromEntries(props.zones.map((key) => [key, this.add(key, props)])) as Record<Zone, string>;
  }

  private add(key: Zone, { networkId, region, resourceGroup: resourceGroupName }: PrivateZonesProps<Zone>): string {
    const zone = new PrivateDnsZone(this, key, { name: PRIVATE_ZONES[key].replace("<region>", region), resourceGroupName });
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
