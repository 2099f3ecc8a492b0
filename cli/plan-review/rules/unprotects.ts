import { keysEnabled } from "../../../constructs/policy/rules/keys-enabled";
import { oldTls } from "../../../constructs/policy/rules/old-tls";
import type { Change } from "../changes";
import type { Difference } from "../differences";
import { isProtected } from "../surroundings";
import { newlyBroken } from "./newly-broken";
import { each, isGone, isOf, type RiskRule, type Told } from "./rule";

/** What protects by being there, and what is missing without it. */
const GUARDS: readonly (readonly [type: RegExp, what: string])[] = [
  [/^azurerm_management_lock$/, "nothing keeps what it locked from being deleted"],
  [/immutability_policy$/, "what was written there can be changed and deleted"],
  [/^azurerm_monitor_diagnostic_setting$/, "nothing says any more who did what there"],
  [/^azurerm_.*policy_assignment$/, "what it forbade is allowed"],
  [/^azurerm_monitor_.*alert(_v2)?$/, "nobody is told any more"],
  [/^azurerm_consumption_budget_/, "nobody is told of what it costs"],
  [/^azurerm_backup_|_backup_policy/, "there are no new backups"],
  [/^azuredevops_check_/, "deployments no longer wait for it"],
  [/^azuredevops_branch_policy_/, "a change of main no longer needs it"],
  [/^kubernetes_(network_policy|pod_disruption_budget)(_v1)?$/, "the cluster no longer holds to it"],
];

type Loss = readonly [path: RegExp, lost: (before: unknown, after: unknown) => boolean];
const less = (before: unknown, after: unknown) => typeof before === "number" && (typeof after !== "number" || after < before);
const off = (before: unknown, after: unknown) => before === true && after !== true;

/** Settings that protect, by the end of their path, and when they protect less. */
const SETTINGS: readonly Loss[] = [
  [
    /(^|\.)(purge_protection_enabled|enablePurgeProtection|versioning_enabled|isVersioningEnabled|change_feed_enabled|infrastructure_encryption_enabled|encryption_at_host_enabled|azure_policy_enabled|locked|oidc_issuer_enabled|workload_identity_enabled)$/,
    off,
  ],
  [
    /(^|\.)(soft_delete_retention_days|softDeleteRetentionInDays|immutability_period_in_days|retention_in_days|retentionInDays|total_retention_in_days)$/,
    less,
  ],
  [/(^|\.)(delete_retention_policy|container_delete_retention_policy|restore_policy)\.0\.days$/, less],
];

const lost = (difference: Difference): boolean => {
  const { path, before, after, secret } = difference;
  return !secret && SETTINGS.some(([end, isLost]) => end.test(path) && isLost(before, after));
};
const inWords = ({ path, before, after, unknown }: Difference): string =>
  `\`${path}\` goes from ${JSON.stringify(before)} to ${unknown ? "what is not known yet" : JSON.stringify(after ?? null)}`;

/** An alert that is switched off is as good as gone. */
const silenced = (change: Change): readonly string[] =>
  /^azurerm_monitor_.*alert(_v2)?$/.test(change.terraformType) && change.before.enabled === true && change.after.enabled === false
    ? ["is switched off, and nobody is told any more"]
    : [];

export const unprotects: RiskRule = {
  id: "unprotects",
  title: "A protection is turned off",
  why: "It is there for the day on which something else goes wrong, and nobody notices that it is missing until then.",
  check: each("high", (change, surroundings) => {
    const guard = GUARDS.find(([type]) => isOf(change, type));
    const gone: Omit<Told, "change">[] =
      guard !== undefined && isGone(change)
        ? [
            {
              what: change.action === "delete" ? `is taken away: ${guard[1]}` : `is made anew: until then ${guard[1]}`,
              level: change.action === "delete" && isProtected(surroundings, change.stack) ? "critical" : "high",
            },
          ]
        : [];
    const weaker = change.action === "update" || change.action === "replace" ? change.differences.filter(lost).map(inWords) : [];
    const broken = [...newlyBroken(oldTls, change), ...newlyBroken(keysEnabled, change)].map((what) => `gives up a safeguard: ${what}`);
    return [...gone, ...weaker, ...silenced(change), ...broken];
  }),
};
