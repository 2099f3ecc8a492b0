import { RoleDefinition } from "@cdktf/provider-azurerm/lib/role-definition";
import { Construct } from "constructs";
import { RESOURCE_PROVIDERS } from "./resource-providers";

export interface DeploymentRoleProps {
  /** Shown in Azure; the tenant has it once. */
  readonly name: string;
  /** ARM id of the subscription. */
  readonly subscription: string;
}

/**
 * What a deployment may do: manage resources of the kinds that the platform is made of, and resource groups. Azure's own
 * `Contributor` could touch everything else that stands in the subscription. Who may do what is another role's, with a condition.
 */
export class DeploymentRole extends Construct {
  /** ARM id of the definition. */
  readonly id: string;

  constructor(scope: Construct, id: string, props: DeploymentRoleProps) {
    super(scope, id);
    const role = new RoleDefinition(this, "Resource", {
      name: props.name,
      scope: props.subscription,
      description: "Manages resources of the kinds that the machine-learning platform is made of.",
      assignableScopes: [props.subscription],
      permissions: [
        {
          actions: [
            "*/read",
            "Microsoft.Resources/deployments/*",
            "Microsoft.Resources/subscriptions/resourceGroups/*",
            "Microsoft.Resources/tags/*",
            ...RESOURCE_PROVIDERS.map((provider) => `${provider}/*`),
          ],
        },
      ],
    });
    this.id = role.roleDefinitionResourceId;
  }
}
