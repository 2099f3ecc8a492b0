import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { Fn } from "cdktf";
import type { Construct } from "constructs";
import { ROLES, type Role } from "./table";

/** Who can be given a role. */
export interface IPrincipal {
  /** Tells principals apart within a stack; part of the assignment's address, so it must not change. */
  readonly key: string;
  /** Object id in Entra ID. */
  readonly principalId: string;
  /** @default - a managed identity */
  readonly principalType?: "ServicePrincipal" | "Group";
}

/** What a role can be given on. */
export interface IGrantable {
  /** Tells resources apart within a stack; part of the assignment's address. */
  readonly key: string;
  /** ARM id. */
  readonly id: string;
}

/**
 * Gives a principal a role on one resource; asked twice, it answers with the same assignment. Its name in Azure is made of the three
 * (a UUID of version 5), so that two that grant the same make the same thing.
 * @param scope the construct or stack that owns the assignment
 */
export function grant(scope: Construct, role: Role, on: IGrantable, to: IPrincipal): RoleAssignment {
  const id = `Grant-${role}-on-${on.key}-to-${to.key}`;
  const given = scope.node.tryFindChild(id);
  if (given instanceof RoleAssignment) return given;
  return new RoleAssignment(scope, id, {
    name: Fn.uuidv5("url", `${on.id}/${ROLES[role].name}/${to.principalId}`),
    scope: on.id,
    roleDefinitionName: ROLES[role].name,
    principalId: to.principalId,
    principalType: to.principalType ?? "ServicePrincipal",
  });
}
