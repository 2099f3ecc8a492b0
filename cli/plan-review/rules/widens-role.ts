import { wideRole } from "../../../constructs/policy/rules/wide-role";
import { findKeys, valuesAt } from "../../../constructs/policy/setting";
import type { Change } from "../changes";
import { devopsRights } from "../dangers/devops-rights";
import { DEVOPS_RIGHTS } from "../dangers/devops-settings";
import { told } from "../dangers/setting";
import { newlyBroken } from "./newly-broken";
import { isBuiltInId, roleNameOf } from "./role-name";
import { each, isMadeOrChanged, isOf, type RiskRule, type Told } from "./rule";

const ASSIGNMENT = /^azurerm_(role_assignment|pim_(active|eligible)_role_assignment)$/;
const DEFINITION = /^azurerm_role_definition$/;
const FEDERATION = /^azurerm_federated_identity_credential$/;
const IN_CLUSTER = /^kubernetes_(cluster_)?role(_binding)?(_v1)?$/;
/** What makes an assignment another one. */
const DECISIVE = ["scope", "role_definition_name", "role_definition_id", "principal_id", "condition"];

type Words = Omit<Told, "change">;

function assigned(change: Change): readonly Words[] {
  if (!isOf(change, ASSIGNMENT) && !isOf(change, new Set(["Microsoft.Authorization/roleAssignments"]))) return [];
  const { after, action } = change;
  const wide = newlyBroken(wideRole, change);
  if (wide.length > 0) return wide.map((what) => ({ what: `gives ${what}`, level: "critical" }));
  const [given] = findKeys(after, /^(role_definition_name|role_definition_id|roleDefinitionId)$/i).flatMap(([, v]) =>
    v === null ? [] : [String(v)],
  );
  const role = given === undefined ? "a role" : isBuiltInId(given) ? roleNameOf(given) : given;
  const on = after.scope ?? after.parent_id;
  const what = `gives ${role} on ${on} to ${after.principal_id ?? "a principal"}`;
  if (action === "create") return [{ what, level: "medium" }];
  return change.differences.some((d) => DECISIVE.includes(d.path)) ? [{ what: `now ${what}`, level: "high" }] : [];
}

const actionsOf = (attributes: Change["after"]): readonly string[] =>
  findKeys(attributes, /^(data_?)?actions$/i).flatMap(([, value]) => valuesAt(value, []).map(String));

/** Actions that a definition has more, or excludes no longer. */
function defined(change: Change): readonly Words[] {
  if (!isOf(change, DEFINITION) && !isOf(change, new Set(["Microsoft.Authorization/roleDefinitions"]))) return [];
  const wide = newlyBroken(wideRole, change).map((what): Words => ({ what: `is ${what}`, level: "critical" }));
  const before = new Set(actionsOf(change.before));
  const more = actionsOf(change.after).filter((action) => !before.has(action));
  if (change.action === "create" || more.length === 0) return wide;
  return [...wide, { what: `allows ${more.join(", ")} too, to all who have it`, level: "high" }];
}

function federated(change: Change): readonly Words[] {
  if (!isOf(change, FEDERATION)) return [];
  return [{ what: `lets ${change.after.subject} of ${change.after.issuer} act as the identity ${change.after.parent_id}`, level: "high" }];
}

export const widensRole: RiskRule = {
  id: "widens-role",
  title: "Somebody may do more",
  why: "A permission is used silently and by whoever gets hold of the identity; it is seldom missed when it is too wide.",
  check: each("medium", (change) => {
    if (!isMadeOrChanged(change)) return [];
    const inCluster = isOf(change, IN_CLUSTER) ? [{ what: "changes who may do what in the cluster", level: "high" } as const] : [];
    const settings = told(DEVOPS_RIGHTS, change, "high");
    return [...assigned(change), ...defined(change), ...federated(change), ...inCluster, ...devopsRights(change), ...settings];
  }),
};
