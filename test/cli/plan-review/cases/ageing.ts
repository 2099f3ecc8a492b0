import type { InPlace } from "../in-place";

const POLICY = "azurerm_storage_management_policy";
const rule = (days: number, prefix?: string, more: object = {}): object => ({
  name: "old",
  enabled: true,
  ...(prefix !== undefined && { filters: [{ prefix_match: [prefix] }] }),
  actions: [{ base_blob: [{ delete_after_days_since_modification_greater_than: days, tier_to_cool_after_days_since_creation: -1 }] }],
  ...more,
});
const policy = (...rules: object[]): object => ({ storage_account_id: "lake", rule: rules });
const kept = { version: [{ delete_after_days_since_creation: 1 }] };

/** Rules by which a lake deletes. */
export const AGEING_CASES: readonly InPlace[] = [
  [POLICY, policy(rule(365)), policy(rule(1)), "loses-data critical deletes everything after 1 days, no longer after 365"],
  [POLICY, {}, policy(rule(1, "raw/")), "loses-data critical deletes raw/ after 1 days, which it kept"],
  [POLICY, {}, policy(rule(365, "raw/m/")), "loses-data medium deletes raw/m/ after 365 days, which it kept"],
  [POLICY, {}, { storage_account_id: "unknown", rule: [rule(1)] }],
  [
    POLICY,
    {},
    { storage_account_id: "lake", rule: "unknown" },
    "loses-data critical deletes what nobody knows yet after 0 days, which it kept",
  ],
  [POLICY, policy(rule(90, "raw/m/")), policy(rule(90)), "loses-data critical deletes everything after 90 days, no longer raw/m/"],
  [POLICY, policy(rule(9, "a", { enabled: false })), policy(rule(9, "a")), "loses-data critical deletes a after 9 days, which it kept"],
  [
    POLICY,
    policy(rule(90, "a")),
    policy(rule(90, "a", { name: "new", actions: [kept] }), rule(90, "a")),
    "loses-data critical deletes each version of a after 1 days, which it kept",
  ],
  [POLICY, policy(rule(90)), policy(rule(180))],
  [POLICY, policy(rule(90)), policy(rule(-1))],
];
