import type { PolicyRule } from "../rule";
import { isMade, isOneOf, valueAt } from "../setting";

/** Containers of what holds no person's data, by rule: the audit's figures, and models as packages. */
const MAY_BE_IMMUTABLE = new Set(["audit", "models"]);
const POLICIES = ["azurerm_storage_container_immutability_policy"];
const ACCOUNTS = ["azurerm_storage_account"];

export const immutableData: PolicyRule = {
  id: "immutable-data",
  what: "immutable storage of the audit and of packages only",
  why: "What can't be changed can't be erased: a person may ask for it, and any other container may hold personal data, the prediction log first of all.",
  remedy: "Leave immutability to the containers audit and models; keep the rest by retention and soft delete.",
  check: (element, { elements }) => {
    if (!isMade(element)) return [];
    if (isOneOf(element, ACCOUNTS) && valueAt(element, "immutability_policy") !== undefined) return ["an immutable account"];
    if (!isOneOf(element, POLICIES)) return [];
    const id = String(valueAt(element, "storage_container_resource_manager_id"));
    const container = elements.find((e) => id === `\${${e.address}.id}`);
    const name = container === undefined ? id : String(valueAt(container, "name"));
    return MAY_BE_IMMUTABLE.has(name) ? [] : [`an immutable container ${name}`];
  },
};
