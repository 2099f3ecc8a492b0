import type { Change } from "../changes";

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

/** What is missing when a resource is gone; undefined for one that protects nothing by being there. */
export const missingWithout = ({ terraformType }: Change): string | undefined => GUARDS.find(([type]) => type.test(terraformType))?.[1];

/** What keeps somebody out by being there. */
const WALLS = /^azurerm_(network_security_group|subnet_network_security_group_association|storage_account_network_rules|firewall)$/;
export const isWall = ({ terraformType, before }: Change): boolean =>
  WALLS.test(terraformType) || (terraformType === "azurerm_network_security_rule" && /^deny$/i.test(String(before.access)));
