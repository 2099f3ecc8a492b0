import { ContainerRegistryAgentPool } from "@cdktf/provider-azurerm/lib/container-registry-agent-pool";
import { Construct } from "constructs";
import { type Rule, validateProps } from "../validate";

export interface BuildersProps {
  /** Name of the registry; Premium. */
  readonly registry: string;
  readonly location: string;
  readonly resourceGroup: string;
  /** ARM id of the subnet that they stand in, from which the registry can be reached. */
  readonly subnetId: string;
  /**
   * What `az acr build --agent-pool` calls them.
   * @default builders
   */
  readonly name?: string;
  /**
   * Machines that are always there; none can be reached by an image's build while there is none.
   * @default 1
   */
  readonly count?: number;
}

const rules: readonly Rule<BuildersProps>[] = [
  [
    ({ name }) => name === undefined || /^[a-zA-Z0-9][a-zA-Z0-9-]{1,18}[a-zA-Z0-9]$/.test(name),
    ({ name }) => `name: expected 3 to 20 letters, digits and dashes, got "${name}"`,
  ],
  [
    ({ count }) => count === undefined || (Number.isInteger(count) && count >= 0),
    ({ count }) => `count: expected a whole number, got ${count}`,
  ],
];

/** What they are called if nothing else is said. */
export const BUILDERS = "builders";

/** Machines that a closed registry builds images on: its usual ones stand outside of the network and could not push. */
export class Builders extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: BuildersProps) {
    super(scope, id);
    validateProps(this, rules, props);
    this.name = props.name ?? BUILDERS;
    new ContainerRegistryAgentPool(this, "Resource", {
      name: this.name,
      containerRegistryName: props.registry,
      location: props.location,
      resourceGroupName: props.resourceGroup,
      instanceCount: props.count ?? 1,
      tier: "S1",
      virtualNetworkSubnetId: props.subnetId,
    });
  }
}
