import { PrivateEndpoint } from "@cdktf/provider-azurerm/lib/private-endpoint";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { PublicNetwork } from "./network-ref";
import { PRIVATE_LINKS, type PrivateService, type PrivateZone } from "./private-links";

/** A network as far as endpoints concern it; it may have some zones only. */
interface EndpointNetwork {
  readonly mode: "private";
  readonly subnets: { readonly privateEndpoints: string };
  readonly zones: Readonly<Partial<Record<PrivateZone, string>>>;
}

export interface PrivateEndpointsProps {
  readonly network: PublicNetwork | EndpointNetwork;
  readonly location: string;
  readonly resourceGroup: string;
  /** The endpoint's name, from what it leads to: `lake-blob`. */
  readonly nameOf: (purpose: string) => string;
}

/** What an endpoint can lead to. */
export interface PrivateTarget {
  /** Tells targets apart within a stack; part of the endpoint's address. */
  readonly key: string;
  /** ARM id. */
  readonly id: string;
  /**
   * What must be there before an endpoint, since it changes the target as well.
   * @default - nothing but the target
   */
  readonly after?: readonly ITerraformDependable[];
}

const kebab = (key: string): string => key.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();

/**
 * The private endpoints of a stack's resources. In a public environment there are none, and `add` does nothing. Those of one resource are
 * made one after another: each changes the resource as well, and Azure refuses two changes at a time (`…OperationInProgress`).
 */
export class PrivateEndpoints extends Construct {
  /** The last endpoint of each target, by its key. */
  private readonly last = new Map<string, ITerraformDependable>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PrivateEndpointsProps,
  ) {
    super(scope, id);
  }

  /** Gives one part of a resource an address in the network, and its name to the zones; asking twice makes one endpoint. */
  add(target: PrivateTarget, service: PrivateService): void {
    const { network, location, resourceGroup, nameOf } = this.props;
    const child = `${target.key}-${service}`;
    if (network.mode === "public" || this.node.tryFindChild(child) !== undefined) return;
    const { subresource, zones } = PRIVATE_LINKS[service];
    const zoneIds = zones.map((zone) => network.zones[zone]).filter((zone) => zone !== undefined);
    if (zoneIds.length < zones.length)
      throw new Error(`${this.node.path}: the network has no zone for ${service}; add ${zones.join(", ")}.`);
    const name = nameOf(kebab(child));
    const endpoint = new PrivateEndpoint(this, child, {
      name,
      location,
      resourceGroupName: resourceGroup,
      subnetId: network.subnets.privateEndpoints,
      privateServiceConnection: {
        name,
        isManualConnection: false,
        privateConnectionResourceId: target.id,
        subresourceNames: [subresource],
      },
      privateDnsZoneGroup: { name: "default", privateDnsZoneIds: zoneIds },
      dependsOn: [...(target.after ?? []), ...this.of(target)],
    });
    this.last.set(target.key, endpoint);
  }

  /** What has happened once a target has all the endpoints that were added so far: nothing in a public environment. */
  of({ key }: Pick<PrivateTarget, "key">): readonly ITerraformDependable[] {
    const last = this.last.get(key);
    return last === undefined ? [] : [last];
  }
}
