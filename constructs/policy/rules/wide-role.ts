import type { Element, PolicyRule } from "../rule";
import { isOneOf, valueAt, valuesAt } from "../setting";

/** Roles that can do everything, or make themselves able to, by name and by id. */
const WIDE: Readonly<Record<string, string>> = {
  Owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  Contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  "User Access Administrator": "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
  "Role Based Access Control Administrator": "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
};

/** A subscription, a management group, or everything. */
const isWide = (scope: string) =>
  /^\/?$/.test(scope) ||
  /^\/subscriptions\/([^/{}]+|\$\{[^}]*\})\/?$/.test(scope) ||
  /managementGroups\/|azurerm_management_group/.test(scope) ||
  /^\$\{[^}]*azurerm_subscription[^}]*\}$/.test(scope);

function assignment(element: Element): readonly string[] {
  const azapi = isOneOf(element, ["Microsoft.Authorization/roleAssignments"]);
  if (!azapi && element.type !== "azurerm_role_assignment") return [];
  const scope = String(valueAt(element, azapi ? "parent_id" : "scope") ?? "");
  const given = String(
    (azapi
      ? valueAt(element, "body.properties.roleDefinitionId")
      : (valueAt(element, "role_definition_name") ?? valueAt(element, "role_definition_id"))) ?? "",
  );
  const role = Object.entries(WIDE).find(([name, id]) => given === name || given.endsWith(id))?.[0];
  return role !== undefined && isWide(scope) ? [`${role} on ${scope}`] : [];
}

function definition(element: Element): readonly string[] {
  if (element.type !== "azurerm_role_definition") return [];
  const actions = [
    ...valuesAt(element.attributes, ["permissions", "actions"]),
    ...valuesAt(element.attributes, ["permissions", "data_actions"]),
  ];
  return actions.filter((action) => action === "*" || action === "*/write").map((action) => `a role that may ${action}`);
}

export const wideRole: PolicyRule = {
  id: "wide-role",
  what: "roles that are given on what they are needed for, outside of bootstrap",
  why: "Whoever may do everything in a subscription may also undo all that protects it.",
  remedy: "Give a narrow role (constructs/roles/table) on a resource or a resource group; the deployer's own role belongs to bootstrap.",
  check: (element, { stack }) => (stack === "bootstrap" ? [] : [...assignment(element), ...definition(element)]),
};
