import { wideRole } from "../../../constructs/policy/rules/wide-role";
import { findKeys, valuesAt } from "../../../constructs/policy/setting";
import type { Change } from "../changes";
import { POWERS, settingsThatChange } from "../dangers/app-settings";
import { devopsRights } from "../dangers/devops-rights";
import { DEVOPS_RIGHTS } from "../dangers/devops-settings";
import { RIGHTS } from "../dangers/rights";
import { told } from "../dangers/setting";
import { UNKNOWN } from "../differences";
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

/** Roles that an assignment may give, by name or id; a provider says the other of the two only when it is made. */
function rolesIn(attributes: Change["after"]): readonly string[] {
  const given = findKeys(attributes, /^(role_definition_name|role_definition_id|roleDefinitionId)$/i).flatMap(([, v]) =>
    v === null || v === undefined ? [] : [String(v)],
  );
  return given.filter((role) => role !== UNKNOWN);
}

/** A change as it would be if what is not known came out as the widest that there is. */
function atWorst(change: Change): Change {
  const { after } = change;
  const scope = [after.scope, after.parent_id].includes(UNKNOWN) ? { scope: "/" } : {};
  return { ...change, after: { ...after, ...scope, ...(rolesIn(after).length === 0 && { role_definition_name: "Owner" }) } };
}

function assigned(change: Change): readonly Words[] {
  if (!isOf(change, ASSIGNMENT) && !isOf(change, new Set(["Microsoft.Authorization/roleAssignments"]))) return [];
  const { after, action } = change;
  const wide = newlyBroken(wideRole, change);
  if (wide.length > 0) return wide.map((what) => ({ what: `gives ${what}`, level: "critical" }));
  const [given] = rolesIn(after);
  const role = given === undefined ? "a role that is not known yet" : isBuiltInId(given) ? roleNameOf(given) : given;
  const scope = after.scope ?? after.parent_id;
  const on = scope === UNKNOWN ? "something that is not known yet" : scope;
  const what = `gives ${role} on ${on} to ${after.principal_id ?? "a principal"}`;
  if (newlyBroken(wideRole, atWorst(change)).length > 0 && (action !== "update" || isDecided(change)))
    return [{ what: `${what}: it may be everything on all of a subscription`, level: "critical" }];
  if (action === "create") return [{ what, level: "medium" }];
  return isDecided(change) ? [{ what: `now ${what}`, level: "high" }] : [];
}

/** Whether what an assignment gives changes. */
const isDecided = (change: Change): boolean => change.differences.some((d) => DECISIVE.includes(d.path));

const listIn = (attributes: Change["after"], key: RegExp): readonly string[] =>
  findKeys(attributes, key).flatMap(([, value]) => valuesAt(value, []).map(String));
const moreOf = (change: Change, key: RegExp, from: "before" | "after" = "after"): readonly string[] => {
  const known = new Set(listIn(change[from === "after" ? "before" : "after"], key));
  return listIn(change[from], key).filter((item) => !known.has(item));
};

/** Actions that a definition has more, or excludes no longer, and where it can be given. */
function defined(change: Change): readonly Words[] {
  if (!isOf(change, DEFINITION) && !isOf(change, new Set(["Microsoft.Authorization/roleDefinitions"]))) return [];
  const wide = newlyBroken(wideRole, change).map((what): Words => ({ what: `is ${what}`, level: "critical" }));
  const open = listIn(change.after, /^(permissions|(data_?)?actions)$/i).includes(UNKNOWN);
  if (open) return [...wide, { what: "may allow everything: its actions are not known yet", level: "critical" }];
  if (change.action === "create") return wide;
  const more = moreOf(change, /^(data_?)?actions$/i);
  const spared = moreOf(change, /^not_?(data_?)?actions$/i, "before");
  const scopes = moreOf(change, /^assignable_?scopes$/i);
  return [
    ...wide,
    ...(more.length === 0 ? [] : [{ what: `allows ${more.join(", ")} too, to all who have it`, level: "high" } as const]),
    ...(spared.length === 0 ? [] : [{ what: `no longer leaves out ${spared.join(", ")}, to all who have it`, level: "high" } as const]),
    ...(scopes.length === 0 ? [] : [{ what: `can be given on ${scopes.join(", ")} too`, level: "high" } as const]),
  ];
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
    const powers = settingsThatChange(POWERS, change).map((what) => ({ what, level: "high" }) as const);
    const settings = told([...RIGHTS, ...DEVOPS_RIGHTS], change, "high");
    return [...assigned(change), ...defined(change), ...federated(change), ...inCluster, ...devopsRights(change), ...settings, ...powers];
  }),
};
