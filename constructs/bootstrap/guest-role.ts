import { RoleDefinition } from "@cdktf/provider-azurerm/lib/role-definition";
import { Construct } from "constructs";

export interface GuestRoleProps {
  /** Shown in Azure; the tenant has it once. */
  readonly name: string;
  /** ARM id of the subscription that the organization's shared resources stand in. */
  readonly subscription: string;
}

/**
 * What an environment's deployment may do with what the organization has once: see it, and admit its own private endpoints. And, on
 * that subscription as a whole, what roles are: azurerm looks up the definition of each role that it gives or finds there, and asks the
 * subscription for it.
 */
export class GuestRole extends Construct {
  /** ARM id of the definition. */
  readonly id: string;
  /** ARM id of the definition of the role that reads definitions of roles, and nothing else. */
  readonly readsRolesId: string;

  constructor(scope: Construct, id: string, props: GuestRoleProps) {
    super(scope, id);
    const role = new RoleDefinition(this, "Resource", {
      name: props.name,
      scope: props.subscription,
      description: "Sees the shared registry, packages and states, and admits private endpoints to them.",
      assignableScopes: [props.subscription],
      permissions: [
        {
          actions: [
            "*/read",
            "Microsoft.ContainerRegistry/registries/privateEndpointConnectionsApproval/action",
            "Microsoft.Storage/storageAccounts/privateEndpointConnectionsApproval/action",
          ],
        },
      ],
    });
    const readsRoles = new RoleDefinition(this, "ReadsRoles", {
      name: `${props.name}, on its subscription`,
      scope: props.subscription,
      description: "Reads what roles are.",
      assignableScopes: [props.subscription],
      permissions: [{ actions: ["Microsoft.Authorization/roleDefinitions/read"] }],
    });
    this.id = role.roleDefinitionResourceId;
    this.readsRolesId = readsRoles.roleDefinitionResourceId;
  }
}
