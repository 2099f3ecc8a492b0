import { keysEnabled } from "../../../constructs/policy/rules/keys-enabled";
import { oldTls } from "../../../constructs/policy/rules/old-tls";
import type { Change } from "../changes";
import { DEVOPS_PROTECTIONS } from "../dangers/devops-settings";
import { PROTECTIONS } from "../dangers/protections";
import { told } from "../dangers/setting";
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
  [/^azurerm_monitor_action_group$/, "nobody is told any more"],
  [/^azurerm_monitor_data_collection_rule(_association)?$/, "what it collected is not kept"],
  [/^azurerm_consumption_budget_/, "nobody is told of what it costs"],
  [/^azurerm_backup_|_backup_policy/, "there are no new backups"],
  [/^azuredevops_check_/, "deployments no longer wait for it"],
  [/^azuredevops_(branch|repository)_policy_/, "a change of main no longer needs it"],
  [/^azuredevops_.*permissions$/, "what it denied is denied no longer"],
  [/^azuredevops_project_pipeline_settings$/, "a pipeline's token may reach beyond the project"],
  [/^kubernetes_(network_policy|pod_disruption_budget)(_v1)?$/, "the cluster no longer holds to it"],
];

const SETTINGS = [...PROTECTIONS, ...DEVOPS_PROTECTIONS];

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
    const broken = [...newlyBroken(oldTls, change), ...newlyBroken(keysEnabled, change)].map((what) => `gives up a safeguard: ${what}`);
    return [...gone, ...told(SETTINGS, change, "high"), ...silenced(change), ...broken];
  }),
};
