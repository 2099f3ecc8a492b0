import type { PolicyRule } from "../rule";
import { brokenSettings, findKeys, isOneOf, type Setting } from "../setting";

const closed = (path: string, ...types: string[]): Setting => ({ types, path, allowed: [false], unset: true });

const SETTINGS: readonly Setting[] = [
  closed(
    "public_network_access_enabled",
    "azurerm_cognitive_account",
    "azurerm_container_registry",
    "azurerm_cosmosdb_account",
    "azurerm_dashboard_grafana",
    "azurerm_eventhub_namespace",
    "azurerm_function_app_flex_consumption",
    "azurerm_key_vault",
    "azurerm_linux_function_app",
    "azurerm_linux_web_app",
    "azurerm_machine_learning_workspace",
    "azurerm_mssql_server",
    "azurerm_postgresql_flexible_server",
    "azurerm_search_service",
    "azurerm_servicebus_namespace",
    "azurerm_storage_account",
  ),
  closed("public_network_enabled", "azurerm_data_factory"),
  closed("node_public_ip_enabled", "azurerm_machine_learning_compute_cluster", "azurerm_machine_learning_compute_instance"),
  { types: ["azurerm_kubernetes_cluster"], path: "private_cluster_enabled", allowed: [true], unset: false },
  ...["MachineLearningServices/workspaces", "Storage/storageAccounts", "KeyVault/vaults", "EventHub/namespaces", "Web/sites"].map(
    (type): Setting => ({
      types: [`Microsoft.${type}`],
      path: "body.properties.publicNetworkAccess",
      allowed: ["Disabled"],
      unset: "Enabled",
    }),
  ),
];
const KNOWN = new Set(SETTINGS.flatMap((s) => s.types));
/** Types that Azure Monitor serves: they have no network of their own, but are closed by a private link scope. */
const MONITOR = /^azurerm_(monitor_|log_analytics_|application_insights)/;
const OPEN = /^(public_network_access(_enabled)?|public_network_enabled|publicNetworkAccess)$/;

export const publicNetwork: PolicyRule = {
  id: "public-network",
  what: "no address on the internet, as the environment's network is private",
  why: "Private mode promises that nothing is reached but from within the network; one open service breaks the promise for all.",
  remedy: "Switch public network access off, and give the resource a private endpoint.",
  check: (element, { place }) => {
    if (place.network.mode !== "private" || MONITOR.test(element.type)) return [];
    if (isOneOf(element, KNOWN)) return brokenSettings(element, SETTINGS);
    return findKeys(element.attributes, OPEN).flatMap(([key, value]) =>
      value === true || value === "Enabled" ? [`${key} ${JSON.stringify(value)}`] : [],
    );
  },
};
