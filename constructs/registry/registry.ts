import { ContainerRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { Construct } from "constructs";
import { Diagnostics } from "../monitoring/diagnostics";
import type { IGrantable } from "../roles/grant";
import { type Rule, validateProps } from "../validate";

export interface RegistryProps {
  /** 5 to 50 letters and digits, its own on all of Azure. */
  readonly name: string;
  readonly location: string;
  readonly resourceGroup: string;
  /** Private endpoints, zones, a network of its own for builds and retention need Premium. */
  readonly sku: "Standard" | "Premium";
  readonly publicNetwork: boolean;
  readonly zoneRedundant: boolean;
  /** Days after which an image that no tag names is deleted, 1 to 365; Premium only. */
  readonly untaggedDays: number;
  /** Whether Terraform must refuse to destroy it. */
  readonly protect: boolean;
  /** ARM id of the Log Analytics workspace that hears of each push and pull. */
  readonly logs: string;
}

const premium = (p: RegistryProps) => p.sku === "Premium";

const rules: readonly Rule<RegistryProps>[] = [
  [(p) => /^[A-Za-z0-9]{5,50}$/.test(p.name), (p) => `name: expected 5 to 50 letters and digits, got "${p.name}"`],
  [(p) => p.publicNetwork || premium(p), (p) => `sku: expected Premium, since the network is private, got ${p.sku}`],
  [(p) => !p.zoneRedundant || premium(p), (p) => `sku: expected Premium, since it stands in several zones, got ${p.sku}`],
  [
    (p) => Number.isInteger(p.untaggedDays) && p.untaggedDays >= 1 && p.untaggedDays <= 365,
    (p) => `untaggedDays: expected 1 to 365, got ${p.untaggedDays}`,
  ],
];

/** The organization's container registry: no admin user, nothing is pulled without Entra ID, images that nobody can name are deleted. */
export class Registry extends Construct implements IGrantable {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly loginServer: string;

  constructor(scope: Construct, id: string, props: RegistryProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const registry = new ContainerRegistry(this, "Resource", {
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroup,
      sku: props.sku,
      adminEnabled: false,
      anonymousPullEnabled: false,
      publicNetworkAccessEnabled: props.publicNetwork,
      networkRuleBypassOption: "AzureServices",
      // Closed, it also lets nobody copy images out of it to another registry.
      exportPolicyEnabled: props.publicNetwork,
      ...(premium(props) && { zoneRedundancyEnabled: props.zoneRedundant, retentionPolicyInDays: props.untaggedDays }),
      ...(props.protect && { lifecycle: { preventDestroy: true } }),
    });
    this.key = id;
    this.id = registry.id;
    this.name = registry.name;
    this.loginServer = registry.loginServer;
    new Diagnostics(this, "Diagnostics", { target: registry.id, logs: props.logs });
  }
}
