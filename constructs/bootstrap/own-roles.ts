import { RoleDefinition } from "@cdktf/provider-azurerm/lib/role-definition";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { OWN_ROLES, type OwnRoleKey, ROLES } from "../roles/table";

export interface OwnRolesProps {
  /** Makes the names the tenant's only ones. */
  readonly prefix: string;
  /** ARM id of the subscription. */
  readonly subscription: string;
}

/** Defines the roles of the role table that Azure lacks. Bootstrap does, since who deploys may define none. */
export class OwnRoles extends Construct {
  /** ARM ids of the definitions. */
  readonly ids: Readonly<Record<OwnRoleKey, string>>;
  /** Their last parts, by which a condition names them. */
  readonly guids: Readonly<Record<OwnRoleKey, string>>;

  constructor(scope: Construct, id: string, { prefix, subscription }: OwnRolesProps) {
    super(scope, id);
    const made = OWN_ROLES.map((key) => {
      const { name, allows, actions } = ROLES[key];
      const role = new RoleDefinition(this, key, {
        // Told, not Azure's choice: a plan then shows the condition that names it.
        roleDefinitionId: Fn.uuidv5("url", `${subscription}/${prefix}/${key}`),
        name: `${prefix} ${name}`,
        scope: subscription,
        description: `The role ${allows}.`,
        assignableScopes: [subscription],
        permissions: [{ actions: [...actions] }],
      });
      return [key, role] as const;
    });
    const of = (what: (role: RoleDefinition) => string) =>
      Object.fromEntries(made.map(([key, role]) => [key, what(role)])) as Record<OwnRoleKey, string>;
    this.ids = of((role) => role.roleDefinitionResourceId);
    this.guids = of((role) => role.roleDefinitionId);
  }
}
