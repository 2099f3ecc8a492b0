import type { PolicyRule } from "../rule";
import { isOneOf } from "../setting";

/** What keeps or moves data, or lets somebody in. */
const LOGGED = new Set([
  "azurerm_container_registry",
  "azurerm_cosmosdb_account",
  "azurerm_data_factory",
  "azurerm_eventhub_namespace",
  "azurerm_key_vault",
  "azurerm_kubernetes_cluster",
  "azurerm_machine_learning_workspace",
  "azurerm_storage_account",
  "Microsoft.EventHub/namespaces",
  "Microsoft.MachineLearningServices/workspaces",
  "Microsoft.Storage/storageAccounts",
]);

export const noDiagnostics: PolicyRule = {
  id: "no-diagnostics",
  what: "a diagnostic setting that logs who did what",
  why: "What happened to data that nobody logged cannot be found out afterwards.",
  remedy: "Add Diagnostics (constructs/monitoring/diagnostics) with this resource as its target, in the same stack.",
  check: (element, { elements }) => {
    if (!isOneOf(element, LOGGED)) return [];
    const logged = elements.some(
      ({ type, attributes }) =>
        type === "azurerm_monitor_diagnostic_setting" && String(attributes.target_resource_id).includes(`\${${element.address}.id}`),
    );
    return logged ? [] : ["none in this stack"];
  },
};
