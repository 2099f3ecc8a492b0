import type { InPlace } from "../in-place";

const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000";
const RG = `${SUBSCRIPTION}/resourceGroups/rg`;

/** Roles of which something is not known before the apply, and definitions that change. */
export const ROLE_CASES: readonly InPlace[] = [
  [
    "azurerm_role_assignment",
    {},
    { scope: SUBSCRIPTION, role_definition_id: "unknown", role_definition_name: "unknown", principal_id: "p" },
    `widens-role critical gives a role that is not known yet on ${SUBSCRIPTION} to p: it may be everything on all of a subscription`,
  ],
  [
    "azurerm_role_assignment",
    {},
    { scope: "unknown", role_definition_name: "Owner", role_definition_id: "unknown", principal_id: "p" },
    "widens-role critical gives Owner on something that is not known yet to p: it may be everything on all of a subscription",
  ],
  [
    "azurerm_role_assignment",
    {},
    { scope: "unknown", role_definition_id: "unknown", principal_id: "p" },
    "widens-role critical gives a role that is not known yet on something that is not known yet to p: it may be everything on all of a subscription",
  ],
  [
    "azurerm_role_assignment",
    { scope: RG, role_definition_name: "Contributor", principal_id: "p" },
    { scope: "unknown", role_definition_name: "Contributor", principal_id: "p" },
    "widens-role critical gives Contributor on something that is not known yet to p: it may be everything on all of a subscription",
  ],
  // what is made in the same plan has no id yet, and a narrow role on it stays one
  [
    "azurerm_role_assignment",
    {},
    { scope: "unknown", role_definition_id: "unknown", role_definition_name: "Storage Blob Data Reader", principal_id: "p" },
    "widens-role medium gives Storage Blob Data Reader on something that is not known yet to p",
  ],
  [
    "azurerm_role_assignment",
    {},
    { scope: RG, role_definition_id: "unknown", principal_id: "p" },
    `widens-role medium gives a role that is not known yet on ${RG} to p`,
  ],
  [
    "azurerm_role_definition",
    {},
    { scope: RG, permissions: "unknown" },
    "widens-role critical may allow everything: its actions are not known yet",
  ],
  [
    "azurerm_role_definition",
    { scope: RG, permissions: [{ actions: ["a/*"], not_actions: ["a/write"] }], assignable_scopes: [RG] },
    { scope: RG, permissions: [{ actions: ["a/*"], not_actions: [] }], assignable_scopes: [RG, SUBSCRIPTION] },
    "widens-role high no longer leaves out a/write, to all who have it",
    `widens-role high can be given on ${SUBSCRIPTION} too`,
  ],
  [
    "azurerm_role_definition",
    { scope: RG, permissions: [{ actions: ["a/*"], not_actions: [] }] },
    { scope: RG, permissions: [{ actions: ["a/*"], not_actions: ["a/write"] }] },
  ],
];
