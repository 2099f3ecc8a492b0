import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { IGrantable, IPrincipal, OwnRoleIds } from "../roles/grant";
import { grantAccess } from "../roles/grant-access";
import { ROLES } from "../roles/table";
import { DeploymentRole } from "./deployment-role";
import { OwnRoles } from "./own-roles";
import { IMAGES_AND_PACKAGES_ONLY, rolesOfTheTable } from "./role-conditions";

export interface DeploymentAccessProps {
  /** Makes the names of the platform's own roles the tenant's only ones. */
  readonly rolePrefix: string;
  /** ARM id. */
  readonly subscription: string;
  /** The container with the states. */
  readonly state: IGrantable;
  readonly deployer: IPrincipal;
  readonly planReader: IPrincipal;
  /** Who runs the platform. */
  readonly platformTeam: IPrincipal;
  /** Whether a Kubernetes cluster will stand here; the shared part has none. */
  readonly hasCluster: boolean;
  /**
   * What the organization has once, and the roles of a guest there.
   * @default - nothing
   */
  readonly guestOf?: {
    readonly roleId: string;
    readonly readsRolesId: string;
    readonly subscription: IGrantable;
    readonly stateAccount: IGrantable;
    readonly state: IGrantable;
    readonly registry: IGrantable;
    readonly packages: IGrantable;
  };
}

/** Who gives roles may give some only. */
function restrict(assignments: readonly RoleAssignment[], condition: string): void {
  for (const assignment of assignments.filter((a) => a.roleDefinitionNameInput === ROLES.assignRoles.name)) {
    assignment.condition = condition;
    assignment.conditionVersion = "2.0";
  }
}

/** What the identity that applies plans and the one that only makes them may do, in the subscription and with what is shared. */
export class DeploymentAccess extends Construct {
  /** Where the platform's own roles of the role table are defined. */
  readonly ownRoleIds: OwnRoleIds;

  constructor(scope: Construct, id: string, props: DeploymentAccessProps) {
    super(scope, id);
    const { deployer, planReader, state, guestOf } = props;
    const who = { deployer, planReader };
    const subscription: IGrantable = { key: "subscription", id: props.subscription };

    const role = new DeploymentRole(this, "Role", { name: `${props.rolePrefix} deployment`, subscription: props.subscription });
    this.assign(role.id, subscription, deployer);
    const own = props.hasCluster
      ? new OwnRoles(this, "OwnRoles", { prefix: props.rolePrefix, subscription: props.subscription })
      : undefined;
    this.ownRoleIds = own?.ids ?? {};
    restrict(
      grantAccess(this, "bootstrap", { who: { ...who, platformTeam: props.platformTeam }, on: { subscription, state } }),
      rolesOfTheTable(own?.guids),
    );
    if (props.hasCluster) grantAccess(this, "bootstrapCluster", { who, on: { subscription } });
    if (guestOf === undefined) return;
    const { registry, packages, stateAccount } = guestOf;
    for (const target of [registry, packages, stateAccount]) this.assign(guestOf.roleId, target, deployer);
    for (const guest of [deployer, planReader]) this.assign(guestOf.readsRolesId, guestOf.subscription, guest);
    restrict(
      grantAccess(this, "bootstrapGuest", { who, on: { "shared state": guestOf.state, registry, "package store": packages } }),
      IMAGES_AND_PACKAGES_ONLY,
    );
  }

  /** Gives a role of the platform's own. */
  private assign(roleId: string, on: IGrantable, to: IPrincipal): void {
    new RoleAssignment(this, `Own-role-on-${on.key}-to-${to.key}`, {
      name: Fn.uuidv5("url", `${on.id}/${roleId}/${to.principalId}`),
      scope: on.id,
      roleDefinitionId: roleId,
      principalId: to.principalId,
      principalType: "ServicePrincipal",
    });
  }
}
