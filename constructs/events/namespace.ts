import { EventhubNamespace } from "@cdktf/provider-azurerm/lib/eventhub-namespace";
import { Construct } from "constructs";
import { Diagnostics } from "../monitoring/diagnostics";
import { type Rule, validateProps } from "../validate";

export interface EventNamespaceProps {
  readonly name: string;
  readonly location: string;
  readonly resourceGroup: string;
  /** Throughput units that are always there: 1 MB or 1,000 events a second each, inwards. */
  readonly capacity: number;
  /** Throughput units that it may grow to by itself; `capacity` if it should not. */
  readonly maxCapacity: number;
  readonly publicNetwork: boolean;
  /** ARM id of the identity that captures events. */
  readonly identityId: string;
  /** ARM id of the Log Analytics workspace. */
  readonly logs: string;
}

const rules: readonly Rule<EventNamespaceProps>[] = [
  [
    (p) => /^[A-Za-z][A-Za-z0-9-]{4,48}[A-Za-z0-9]$/.test(p.name),
    (p) => `name: expected 6 to 50 letters, digits and dashes, a letter first, got "${p.name}"`,
  ],
  [(p) => p.capacity >= 1 && p.capacity <= 40, (p) => `capacity: expected 1 to 40, got ${p.capacity}`],
  [
    (p) => p.maxCapacity >= p.capacity && p.maxCapacity <= 40,
    (p) => `maxCapacity: expected capacity (${p.capacity}) to 40, got ${p.maxCapacity}`,
  ],
];

/** Where streams arrive: an Event Hubs namespace that no key opens, with the identity that its hubs capture as. */
export class EventNamespace extends Construct {
  readonly id: string;
  readonly name: string;

  constructor(scope: Construct, id: string, props: EventNamespaceProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const grows = props.maxCapacity > props.capacity;
    const namespace = new EventhubNamespace(this, "Resource", {
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroup,
      // Standard is the least that captures; its own copies are spread over zones wherever the region has them.
      sku: "Standard",
      capacity: props.capacity,
      autoInflateEnabled: grows,
      ...(grows && { maximumThroughputUnits: props.maxCapacity }),
      localAuthenticationEnabled: false,
      minimumTlsVersion: "1.2",
      publicNetworkAccessEnabled: props.publicNetwork,
      networkRulesets: [
        {
          defaultAction: props.publicNetwork ? "Allow" : "Deny",
          publicNetworkAccessEnabled: props.publicNetwork,
          trustedServiceAccessEnabled: true,
          ipRule: [],
          virtualNetworkRule: [],
        },
      ],
      identity: { type: "UserAssigned", identityIds: [props.identityId] },
    });
    this.id = namespace.id;
    this.name = props.name;
    new Diagnostics(this, "Diagnostics", { target: namespace.id, logs: props.logs });
  }
}
