import type { Element, PolicyRule } from "../rule";
import { isWide, scopeOfId } from "../scopes";
import { findKeys, isOneOf, valueAt, valuesAt } from "../setting";
import { matches } from "../waivers";

const ADMINISTRATOR = "Role Based Access Control Administrator";

/** Roles that can do everything, or make themselves able to, by name and by id. */
const WIDE: Readonly<Record<string, string>> = {
  Owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  Contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  "User Access Administrator": "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
  [ADMINISTRATOR]: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
};

/** The one assignment that must be wide: the deployer gives the platform's identities their roles, and by its condition no others. */
const DEPLOYERS = "*-bootstrap/Access/Grant-assignRoles-on-subscription-to-Deployer";

const ASSIGNMENTS = [
  "azurerm_role_assignment",
  "azurerm_pim_active_role_assignment",
  "azurerm_pim_eligible_role_assignment",
  "Microsoft.Authorization/roleAssignments",
  "Microsoft.Authorization/roleAssignmentScheduleRequests",
  "Microsoft.Authorization/roleEligibilityScheduleRequests",
];
const DEFINITIONS = ["azurerm_role_definition", "Microsoft.Authorization/roleDefinitions"];

/** What whoever may do it can give itself any role by. */
const GIVES_ROLES = [
  "classicAdministrators/write",
  "elevateAccess/action",
  "roleAssignments/write",
  "roleAssignmentScheduleRequests/write",
  "roleDefinitions/write",
  "roleEligibilityScheduleRequests/write",
  "roleManagementPolicies/write",
].map((action) => `microsoft.authorization/${action}`);

/** A definition of this stack or another, which is judged where it stands; one that is looked up is not. */
const OWN_DEFINITION =
  /\$\{(azurerm_role_definition\.|azapi_resource\.|data\.terraform_remote_state\.[\w-]+\.outputs\.[\w-]*-azurerm_role_definition)/;

const textAt = (element: Element, path: string): string => String(valueAt(element, path) ?? "");
const scopeOf = (element: Element): string =>
  textAt(element, "scope") || textAt(element, "parent_id") || scopeOfId(textAt(element, "resource_id"));

/** A role's name or id, as one of the wide ones; or itself, where it can be any. */
function wideName(given: string): string | undefined {
  const text = given.trim().toLowerCase();
  const known = Object.entries(WIDE).find(([name, id]) => text === name.toLowerCase() || text.includes(id));
  if (known !== undefined) return known[0];
  return given.includes("${") && !OWN_DEFINITION.test(given) && !/\/roleDefinitions\/[0-9a-f-]{36}$/i.test(given)
    ? `${given}, which may be any role,`
    : undefined;
}

/** Whether an assignment's condition says which roles may be given, and none of them is wide. */
function limits(condition: string): boolean {
  if (!/roleAssignments\/write/i.test(condition) || !/:RoleDefinitionId\]/i.test(condition)) return false;
  const lists = [...condition.replace(/\$\{[^}]*\}/g, "").matchAll(/:Guid(Not)?Equals\s*\{([^}]*)\}/gi)];
  const wide = Object.values(WIDE);
  const keepsOut = ([, not, ids = ""]: RegExpMatchArray) => {
    const named = wide.filter((id) => ids.toLowerCase().includes(id)).length;
    return named === (not === undefined ? 0 : wide.length);
  };
  return lists.length > 0 && lists.every(keepsOut);
}

function assignment(element: Element, stack: string): readonly string[] {
  const scope = scopeOf(element);
  if (!isOneOf(element, ASSIGNMENTS) || !isWide(scope)) return [];
  const given = findKeys(element.attributes, /^(role_definition_(name|id)|roleDefinitionId)$/i).map(([, value]) => String(value));
  return given.flatMap((text) => {
    const role = wideName(text);
    if (role === undefined) return [];
    if (role !== ADMINISTRATOR || stack !== "bootstrap" || !matches(DEPLOYERS, element.path)) return [`${role} on ${scope}`];
    return limits(textAt(element, "condition")) ? [] : [`${role} on ${scope} without a condition that keeps these roles out`];
  });
}

/** Whether a pattern of Azure, where a star stands for anything, covers an action. */
const covers = (pattern: string, action: string): boolean =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
    "i",
  ).test(action);

function definition(element: Element): readonly string[] {
  if (!isOneOf(element, DEFINITIONS)) return [];
  const scopes = [scopeOf(element), ...findKeys(element.attributes, /^assignable_?scopes$/i).flatMap(([, value]) => valuesAt(value, []))];
  const wide = scopes.find((scope) => isWide(String(scope)));
  const of = (key: RegExp) => findKeys(element.attributes, key).flatMap(([, value]) => valuesAt(value, []).map(String));
  const isAny = (action: string) => /^[^/]*\*/.test(action) || action.includes("${");
  const everything = [
    ...of(/^actions$/i).filter((action) => isAny(action) && action.toLowerCase() !== "*/read"),
    ...of(/^data_?actions$/i).filter(isAny),
  ];
  const givesRoles = wide === undefined ? [] : of(/^actions$/i).filter((a) => !isAny(a) && GIVES_ROLES.some((g) => covers(a, g)));
  return [
    ...everything.map((action) => `a role that may ${action}`),
    ...givesRoles.map((action) => `a role that may ${action} on ${wide}`),
  ];
}

export const wideRole: PolicyRule = {
  id: "wide-role",
  what: "roles that are given on what they are needed for; in a subscription only the deployer gives roles, and only those of its condition",
  why: "Whoever may do everything in a subscription may also undo all that protects it.",
  remedy:
    "Give a narrow role (constructs/roles/table) on a resource or a resource group; in a role of your own name each provider, and of Microsoft.Authorization nothing that gives roles.",
  check: (element, { stack }) => [...assignment(element, stack), ...definition(element)],
};
