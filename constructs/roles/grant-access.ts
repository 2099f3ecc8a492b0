import type { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import type { Construct } from "constructs";
import { ACCESS, type AccessPart, type AccessRow } from "./access";
import { grant, type IGrantable, type IPrincipal, type OwnRoleIds } from "./grant";
import { isOwnRole } from "./table";

type Row<P extends AccessPart> = (typeof ACCESS)[P][number];

/** The principals and the resources that a part's rows name, no more and no less. */
export interface Parties<P extends AccessPart> {
  readonly who: Readonly<Record<Row<P>["who"], IPrincipal>>;
  readonly on: Readonly<Record<Row<P>["on"], IGrantable | readonly IGrantable[]>>;
  /**
   * Where bootstrap has defined the platform's own roles.
   * @default - the part gives none of them
   */
  readonly own?: OwnRoleIds;
  /**
   * Condition that Azure holds each of the part's roles to.
   * @default - none
   */
  readonly condition?: string;
}

const listOf = (on: IGrantable | readonly IGrantable[]): readonly IGrantable[] => ("id" in on ? [on] : on);

/**
 * Makes the assignments of one part of the role table.
 * @param scope the construct or stack that owns them
 * @returns the assignments, for what must wait until they are there
 */
export function grantAccess<P extends AccessPart>(
  scope: Construct,
  part: P,
  { who, on, own, condition }: Parties<P>,
): readonly RoleAssignment[] {
  const principals: Readonly<Partial<Record<string, IPrincipal>>> = who;
  const resources: Readonly<Partial<Record<string, IGrantable | readonly IGrantable[]>>> = on;
  const rows: readonly AccessRow[] = ACCESS[part];
  return rows.flatMap((row) => {
    const to = principals[row.who];
    const target = resources[row.on];
    if (to === undefined || target === undefined)
      throw new Error(`${scope.node.path}: ${part} grants "${row.who}" on "${row.on}"; give both.`);
    const definition = isOwnRole(row.may) ? own?.[row.may] : undefined;
    if (isOwnRole(row.may) && definition === undefined)
      throw new Error(`${scope.node.path}: ${part} grants "${row.may}", a role of the platform's own; give the id of its definition.`);
    return listOf(target).map((resource) => grant(scope, row.may, resource, to, definition, condition));
  });
}
