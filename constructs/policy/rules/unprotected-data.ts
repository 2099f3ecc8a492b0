import type { PolicyRule } from "../rule";
import { isOneOf, valueAt } from "../setting";

/** What cannot be made again from code. */
export const KEEPS_DATA = new Set([
  "azurerm_container_registry",
  "azurerm_cosmosdb_account",
  "azurerm_key_vault",
  "azurerm_log_analytics_workspace",
  "azurerm_log_analytics_workspace_table_custom_log",
  "azurerm_machine_learning_workspace",
  "azurerm_mssql_database",
  "azurerm_postgresql_flexible_server",
  "azurerm_storage_account",
  "azurerm_storage_container",
  "azurerm_storage_share",
  "Microsoft.MachineLearningServices/workspaces",
  "Microsoft.Storage/storageAccounts",
]);

export const unprotectedData: PolicyRule = {
  id: "unprotected-data",
  what: "prevent_destroy, as the environment protects its data",
  why: "A changed name or a changed argument can mean that Terraform destroys a store and makes an empty one.",
  remedy: "Set lifecycle.preventDestroy where protectData is true.",
  check: (element, { place }) => {
    if (!place.protectData || !isOneOf(element, KEEPS_DATA)) return [];
    return valueAt(element, "lifecycle.prevent_destroy") === true ? [] : ["a store that an apply may destroy"];
  },
};
