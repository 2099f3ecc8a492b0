import { ContainerRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { Construct } from "constructs";

export interface RegistryProps {
  readonly name: string;
  readonly location: string;
  readonly resourceGroup: string;
  /** Private endpoints need Premium. */
  readonly sku: "Standard" | "Premium";
  /** Whether Terraform must refuse to destroy it. */
  readonly protect: boolean;
}

/** The organization's container registry: no admin user, nothing is pulled without Entra ID. */
export class Registry extends Construct {
  readonly id: string;
  readonly loginServer: string;

  constructor(scope: Construct, id: string, props: RegistryProps) {
    super(scope, id);
    const registry = new ContainerRegistry(this, "Resource", {
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroup,
      sku: props.sku,
      adminEnabled: false,
      anonymousPullEnabled: false,
      ...(props.protect && { lifecycle: { preventDestroy: true } }),
    });
    this.id = registry.id;
    this.loginServer = registry.loginServer;
  }
}
