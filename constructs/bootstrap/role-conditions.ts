/** Ids of Azure's built-in roles, the same in every tenant. */
const ROLE_IDS = {
  owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  userAccessAdministrator: "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
  roleAdministrator: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
  pullImages: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
  pushImages: "8311e382-0749-4cb8-b61a-304f252e45ec",
  approveEndpoints: "b556d68e-0be0-4f35-a333-ad7ee1ce17ea",
  readBlobs: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  writeBlobs: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
} as const;

/** Azure's form of a condition: it holds for making and for removing an assignment alike. */
function condition(operator: string, ids: readonly string[]): string {
  const part = (action: "write" | "delete", source: "Request" | "Resource") =>
    `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${action}'})) OR (@${source}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ${operator} {${ids.join(", ")}}))`;
  return `${part("write", "Request")} AND ${part("delete", "Resource")}`;
}

/**
 * Who deploys an environment gives roles to its identities; it can give neither itself nor another a role that could do everything or
 * give roles in turn.
 * @see https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-overview
 */
export const NO_ADMINISTRATORS = condition("ForAnyOfAllValues:GuidNotEquals", [
  ROLE_IDS.owner,
  ROLE_IDS.contributor,
  ROLE_IDS.userAccessAdministrator,
  ROLE_IDS.roleAdministrator,
]);

/**
 * On what the organization has once, an environment's deployment lets its identities pull, push, read, write, and admit the endpoints
 * of Azure ML's managed network; nothing else.
 */
export const IMAGES_AND_PACKAGES_ONLY = condition("ForAnyOfAnyValues:GuidEquals", [
  ROLE_IDS.pullImages,
  ROLE_IDS.pushImages,
  ROLE_IDS.approveEndpoints,
  ROLE_IDS.readBlobs,
  ROLE_IDS.writeBlobs,
]);
