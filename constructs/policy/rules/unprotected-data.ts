import type { PolicyRule } from "../rule";
import { isMade, isOneOf, valueAt } from "../setting";
import { KEEPS_DATA } from "../types";

export const unprotectedData: PolicyRule = {
  id: "unprotected-data",
  what: "prevent_destroy, as the environment protects its data",
  why: "A changed name or a changed argument can mean that Terraform destroys a store and makes an empty one.",
  remedy: "Set lifecycle.preventDestroy where protectData is true.",
  check: (element, { place }) => {
    if (!place.protectData || !isMade(element) || !isOneOf(element, KEEPS_DATA)) return [];
    return valueAt(element, "lifecycle.prevent_destroy") === true ? [] : ["a store that an apply may destroy"];
  },
};
