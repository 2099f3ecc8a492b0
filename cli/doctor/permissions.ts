import type { Azure } from "./azure";

const VERSION = "2022-04-01";
const AUTHORIZATION = "/providers/Microsoft.Authorization";

interface Assignment {
  readonly properties: { readonly scope: string; readonly roleDefinitionId: string };
}
/** What a role lets do, with wildcards; `notActions` are taken off its own `actions`, and off no other role's. */
interface Permission {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
}
interface Definition {
  readonly properties: { readonly permissions: readonly Permission[] };
}

/** An operation of Azure, on its management or on data. */
export interface Operation {
  readonly name: string;
  readonly onData?: boolean;
}

const matches = (pattern: string, operation: string): boolean =>
  new RegExp(`^${pattern.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("\\*", ".*")}$`, "i").test(operation);

/** Whether a role's permissions hold an operation. */
export function allows(permissions: readonly Permission[], { name, onData }: Operation): boolean {
  return permissions.some((p) => {
    const [given, taken] = onData === true ? [p.dataActions, p.notDataActions] : [p.actions, p.notActions];
    return (given ?? []).some((a) => matches(a, name)) && !(taken ?? []).some((a) => matches(a, name));
  });
}

/** Whether an assignment's scope is a resource, or is above it: a group, a subscription, a management group, the tenant. */
function covers(scope: string, resource: string): boolean {
  const [s, r] = [scope.toLowerCase(), resource.toLowerCase()];
  return s === "/" || s.startsWith("/providers/microsoft.management/") || r === s || r.startsWith(`${s}/`);
}

/** Whether somebody may do an operation on a resource. Conditions of assignments are not read: they bound which roles may be given. */
export type May = (operation: Operation, resource: string) => boolean;

/**
 * What who is signed in may do in a subscription, by all roles that they or their groups have there.
 * @throws CouldNotAsk
 */
export async function permissionsIn(azure: Azure, subscription: string): Promise<May> {
  const me = await azure.me(subscription);
  const path = `/subscriptions/${subscription}${AUTHORIZATION}/roleAssignments?$filter=assignedTo('${me}')`;
  const assignments = (await azure.list<Assignment>(subscription, path, VERSION)).map((a) => a.properties);
  const ids = [...new Set(assignments.map((a) => a.roleDefinitionId))];
  const definitions = new Map(
    await Promise.all(ids.map(async (id) => [id, await azure.get<Definition>(subscription, id, VERSION)] as const)),
  );
  return (operation, resource) =>
    assignments.some(
      ({ scope, roleDefinitionId }) =>
        covers(scope, resource) && allows(definitions.get(roleDefinitionId)?.properties.permissions ?? [], operation),
    );
}
