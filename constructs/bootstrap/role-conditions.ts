import { DEPLOYER_GIVES } from "../roles/access";
import { isOwnRole, OWN_ROLES, type OwnRoleKey, ROLES, type Role } from "../roles/table";

/** Azure's form of a condition: only these roles, for making and for removing an assignment alike. */
function onlyRoles(ids: readonly string[]): string {
  const part = (action: "write" | "delete", source: "Request" | "Resource") =>
    `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${action}'})) OR (@${source}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${ids.join(", ")}}))`;
  return `${part("write", "Request")} AND ${part("delete", "Resource")}`;
}

const builtIn = (roles: readonly Role[]): readonly string[] => roles.flatMap((role) => (isOwnRole(role) ? [] : ROLES[role].id));

/**
 * Who deploys an environment gives and takes the roles that the role table has the stacks give, and no other: none that gives roles in
 * turn, and none that manages whatever there is. It bounds which roles, not to whom or where: within the subscription the deployer
 * could still give itself one of the list.
 * @param own ids of the definitions of the platform's own roles; the others have the same id in every tenant
 * @see https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-overview
 */
export const rolesOfTheTable = (own: Readonly<Partial<Record<OwnRoleKey, string>>> = {}): string =>
  onlyRoles([...builtIn(DEPLOYER_GIVES), ...OWN_ROLES.flatMap((role) => own[role] ?? [])]);

/**
 * On what the organization has once, an environment's deployment lets its identities pull, push, read, write, and admit the endpoints
 * of Azure ML's managed network; nothing else.
 */
export const IMAGES_AND_PACKAGES_ONLY = onlyRoles(builtIn(["pullImages", "pushImages", "approveEndpoints", "readBlobs", "writeBlobs"]));
