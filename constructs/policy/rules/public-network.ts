import type { PolicyRule } from "../rule";
import { brokenSettings, findKeys, isOneOf, type Setting } from "../setting";

const closed = (path: string, ...types: string[]): Setting => ({ types, path, allowed: [false], unset: true });
const arm = (type: string, path: string, allowed: string | boolean, unset: string | boolean): Setting => ({
  types: [`Microsoft.${type}`],
  path: `body.properties.${path}`,
  allowed: [allowed],
  unset,
});
const disabled = (type: string, path: string): Setting => arm(type, path, "Disabled", "Enabled");

/** What Azure Monitor serves at addresses of all its customers: a private link scope lets a network in, and this keeps all else out. */
const MONITORED = ["azurerm_application_insights", "azurerm_log_analytics_workspace"];

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
    "azurerm_monitor_data_collection_endpoint",
    "azurerm_monitor_workspace",
    "azurerm_mssql_server",
    "azurerm_postgresql_flexible_server",
    "azurerm_search_service",
    "azurerm_servicebus_namespace",
    "azurerm_storage_account",
  ),
  closed("public_network_enabled", "azurerm_data_factory"),
  closed("node_public_ip_enabled", "azurerm_machine_learning_compute_cluster", "azurerm_machine_learning_compute_instance"),
  { types: ["azurerm_kubernetes_cluster"], path: "private_cluster_enabled", allowed: [true], unset: false },
  closed("internet_ingestion_enabled", ...MONITORED),
  closed("internet_query_enabled", ...MONITORED),
  ...["ingestion", "query"].map(
    (way): Setting => ({
      types: ["azurerm_monitor_private_link_scope"],
      path: `${way}_access_mode`,
      allowed: ["PrivateOnly"],
      unset: "Open",
    }),
  ),
  ...[
    "CognitiveServices/accounts",
    "ContainerRegistry/registries",
    "Dashboard/grafana",
    "DataFactory/factories",
    "DocumentDB/databaseAccounts",
    "EventHub/namespaces",
    "KeyVault/vaults",
    "MachineLearningServices/workspaces",
    "Monitor/accounts",
    "Search/searchServices",
    "ServiceBus/namespaces",
    "Sql/servers",
    "Storage/storageAccounts",
    "Web/sites",
  ].map((type) => disabled(type, "publicNetworkAccess")),
  disabled("DBforPostgreSQL/flexibleServers", "network.publicNetworkAccess"),
  disabled("Insights/dataCollectionEndpoints", "networkAcls.publicNetworkAccess"),
  ...["Ingestion", "Query"].flatMap((way) => [
    ...["OperationalInsights/workspaces", "Insights/components"].map((type) => disabled(type, `publicNetworkAccessFor${way}`)),
    arm("Insights/privateLinkScopes", `accessModeSettings.${way.toLowerCase()}AccessMode`, "PrivateOnly", "Open"),
  ]),
  arm("ContainerService/managedClusters", "apiServerAccessProfile.enablePrivateCluster", true, false),
];
const KNOWN = new Set(SETTINGS.flatMap((s) => s.types));
/** How other types say it. */
const OPEN =
  /^(public_network_access(_enabled)?|public_network_enabled|internet_(ingestion|query)_enabled|publicNetworkAccess(For(Ingestion|Query))?)$/;
const isClosed = (value: unknown): boolean => value === null || value === false || /^disabled$/i.test(String(value));

export const publicNetwork: PolicyRule = {
  id: "public-network",
  what: "no address on the internet, as the environment's network is private",
  why: "Private mode promises that nothing is reached but from within the network; one open service breaks the promise for all.",
  remedy:
    "Switch public network access off, and give the resource a private endpoint; what Azure Monitor serves goes into a PrivateLinkScope.",
  check: (element, { place }) => {
    if (place.network.mode !== "private") return [];
    if (isOneOf(element, KNOWN)) return brokenSettings(element, SETTINGS);
    return findKeys(element.attributes, OPEN).flatMap(([key, value]) => (isClosed(value) ? [] : [`${key} ${JSON.stringify(value)}`]));
  },
};
