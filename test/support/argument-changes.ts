/** What a changed argument does to a resource: it is changed where it stands, or another one is made in its place. */
export type Effect = "in place" | "made anew";

/** All arguments that the network mode touches. One that is not here fails the test: look up what it does, and write it down with where. */
type Effects = Readonly<Record<string, Readonly<Record<string, Effect>>>>;

const inPlace = (...paths: readonly string[]): Readonly<Record<string, Effect>> => Object.fromEntries(paths.map((p) => [p, "in place"]));
const madeAnew = (...paths: readonly string[]): Readonly<Record<string, Effect>> => Object.fromEntries(paths.map((p) => [p, "made anew"]));

/**
 * azurerm 4.55.0: `ForceNew` in the schema of each resource (internal/services/<service>/<resource>_resource.go), which its documentation
 * words as "Changing this forces a new resource to be created". azapi 2.12.0: `name`, `parent_id`, `location` and what
 * `replace_triggers_refs` names, which the test reads from the resource itself.
 */
export const EFFECTS: Effects = {
  azurerm_application_insights: inPlace("internet_ingestion_enabled", "internet_query_enabled"),
  azurerm_container_registry: inPlace("public_network_access_enabled", "export_policy_enabled"),
  azurerm_dashboard_grafana: inPlace("public_network_access_enabled"),
  azurerm_data_factory: inPlace("public_network_enabled"),
  azurerm_eventhub_namespace: inPlace(
    "public_network_access_enabled",
    "network_rulesets.default_action",
    "network_rulesets.public_network_access_enabled",
  ),
  // The schema of 2022 forced a new one; whichever it is, the issuer is the new cluster's.
  azurerm_federated_identity_credential: madeAnew("issuer"),
  azurerm_key_vault: inPlace("public_network_access_enabled", "network_acls.default_action"),
  azurerm_kubernetes_cluster: {
    ...madeAnew("private_cluster_enabled", "private_dns_zone_id"),
    ...inPlace(
      "private_cluster_public_fqdn_enabled",
      "api_server_access_profile.subnet_id",
      "api_server_access_profile.virtual_network_integration_enabled",
      "network_profile.outbound_type",
    ),
    // By a pool in between: temporary_name_for_rotation.
    ...inPlace("default_node_pool.vnet_subnet_id"),
  },
  // helm 3.1.1: another release of the chart
  helm_release: inPlace("values"),
  azurerm_kubernetes_cluster_node_pool: { ...madeAnew("kubernetes_cluster_id"), ...inPlace("vnet_subnet_id") },
  azurerm_log_analytics_workspace: inPlace("internet_ingestion_enabled", "internet_query_enabled"),
  azurerm_management_lock: madeAnew("name"),
  azurerm_monitor_data_collection_endpoint: inPlace("public_network_access_enabled"),
  azurerm_monitor_data_collection_rule_association: madeAnew("target_resource_id"),
  azurerm_monitor_diagnostic_setting: madeAnew("target_resource_id"),
  azurerm_monitor_workspace: inPlace("public_network_access_enabled"),
  azurerm_monitor_scheduled_query_rules_alert_v2: inPlace("action.action_groups"),
  azurerm_role_assignment: madeAnew("name", "scope", "principal_id"),
  azurerm_storage_account: inPlace("public_network_access_enabled", "network_rules.default_action"),
  "Microsoft.DataFactory/factories/linkedservices": inPlace("body.properties.connectVia.referenceName"),
  "Microsoft.DataFactory/factories/pipelines": inPlace(
    "body.properties.activities.typeProperties.url.value",
    "body.properties.activities.typeProperties.connectVia.referenceName",
    "body.properties.activities.typeProperties.ifTrueActivities.typeProperties.connectVia.referenceName",
  ),
  "Microsoft.MachineLearningServices/workspaces": inPlace("body.properties.publicNetworkAccess"),
  "Microsoft.Web/sites": inPlace("body.properties.publicNetworkAccess", "body.properties.virtualNetworkSubnetId"),
};
