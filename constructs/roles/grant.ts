import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { Fn } from "cdktf";
import type { Construct } from "constructs";
import { type OwnRoleKey, ROLES, type Role } from "./table";

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

/** ARM ids of the definitions of the platform's own roles. */
export type OwnRoleIds = Readonly<Partial<Record<OwnRoleKey, string>>>;

/**
 * Gives a principal a role on one resource. Asked twice, it answers with the same assignment, as it must where two groups of people are
 * one: Azure takes each triple once. Its name in Azure is made of the three, as a UUID of version 5.
 * @param scope the construct or stack that owns the assignment
 * @param own where the role is the platform's own, the ARM id of its definition
 * @param condition on what it holds; without one, on everything below the resource
 */
export function grant(scope: Construct, role: Role, on: IGrantable, to: IPrincipal, own?: string, condition?: string): RoleAssignment {
  const { name } = ROLES[role];
  const given = scope.node.children.find(
    (child): child is RoleAssignment =>
      child instanceof RoleAssignment &&
      child.scopeInput === on.id &&
      child.principalIdInput === to.principalId &&
      (own === undefined ? child.roleDefinitionNameInput === name : child.roleDefinitionIdInput === own),
  );
  if (given !== undefined) return given;
  return new RoleAssignment(scope, `Grant-${role}-on-${on.key}-to-${to.key}`, {
    name: Fn.uuidv5("url", `${on.id}/${own ?? name}/${to.principalId}`),
    scope: on.id,
    ...(own === undefined ? { roleDefinitionName: name } : { roleDefinitionId: own }),
    principalId: to.principalId,
    principalType: to.principalType ?? "ServicePrincipal",
    ...(condition !== undefined && { condition, conditionVersion: "2.0" }),
  });
}
