import { type Attributes, at, numberAt, textAt } from "./attributes";
import type { Usage } from "./price-table";

/** Hours of an average month, as Azure counts. */
export const HOURS = 730;
const DAYS = HOURS / 24;
/** Log Analytics keeps rows so long without charge. */
const FREE_LOG_DAYS = 31;
/** Machines that can be taken away cost about a fifth. */
export const LOW_PRIORITY = 0.2;

/** Units of a meter that a resource uses in a month. */
export interface Quantity {
  readonly meter: string;
  readonly units: number;
  /** Whether it is charged by use, and so rests on a guess. */
  readonly byUse?: true;
}

export interface PricingContext {
  readonly usage: Usage;
  /** Hours of a month that the cluster runs. */
  readonly clusterHours: number;
}

type Pricing = (attributes: Attributes, context: PricingContext) => readonly Quantity[];

const hourly =
  (meter: string, count = 1): Pricing =>
  () => [{ meter, units: HOURS * count }];

const nodes = (size: string, count: number, hours: number, isByUse: boolean): readonly Quantity[] => [
  { meter: `vm/${size}`, units: count * hours, ...(isByUse && { byUse: true }) },
  { meter: "disk/P10", units: count, ...(isByUse && { byUse: true }) },
];

const logs: Pricing = (a, { usage }) => {
  const quota = numberAt(a, "daily_quota_gb");
  const gigabytes = (quota === undefined ? usage.accessLogsGbPerDay : Math.min(quota, usage.logsGbPerDay)) * DAYS;
  const months = Math.max(0, (numberAt(a, "retention_in_days") ?? FREE_LOG_DAYS) - FREE_LOG_DAYS) / DAYS;
  return [
    { meter: "logs/ingested", units: gigabytes, byUse: true },
    { meter: "logs/retained", units: gigabytes * months, byUse: true },
  ];
};

/** Alerts are charged by how often they ask. */
const EVERY: Readonly<Record<string, string>> = { PT5M: "5", PT10M: "10", PT15M: "15", PT30M: "15", PT1H: "15" };

/** What each type of resource is charged by. A type is here, or in `FREE`, or told as not priced. */
export const PRICED: Readonly<Record<string, Pricing>> = {
  azurerm_kubernetes_cluster: (a, { clusterHours }) => [
    { meter: `aks/${textAt(a, "sku_tier")}`, units: clusterHours },
    { meter: "load-balancer/Standard", units: HOURS },
    ...nodes(textAt(a, "default_node_pool.vm_size"), numberAt(a, "default_node_pool.min_count") ?? 1, clusterHours, false),
  ],
  azurerm_kubernetes_cluster_node_pool: (a, { usage, clusterHours }) =>
    nodes(textAt(a, "vm_size"), Math.max(numberAt(a, "min_count") ?? 0, usage.modelNodes), clusterHours, true),
  azurerm_linux_virtual_machine_scale_set: (a, { usage }) => [
    { meter: `vm/${textAt(a, "sku")}`, units: usage.agentHoursPerMonth, byUse: true },
  ],
  azurerm_storage_account: (a, { usage }) => [
    { meter: `blob/hot/${textAt(a, "account_replication_type")}`, units: usage.storageGb, byUse: true },
  ],
  azurerm_key_vault: (_, { usage }) => [{ meter: "key-vault/operations", units: usage.vaultTenThousands, byUse: true }],
  azurerm_container_registry: (a) => [{ meter: `registry/${textAt(a, "sku")}`, units: DAYS }],
  azurerm_eventhub_namespace: (a) => [
    { meter: `event-hubs/${textAt(a, "sku")}`, units: (numberAt(a, "capacity") ?? 1) * HOURS },
    { meter: "event-hubs/capture", units: (numberAt(a, "capacity") ?? 1) * HOURS },
  ],
  azurerm_log_analytics_workspace: logs,
  azurerm_monitor_workspace: (_, { usage }) => [{ meter: "prometheus/samples", units: usage.metricSamplesMillions / 10, byUse: true }],
  azurerm_dashboard_grafana: (a, { usage }) => [
    { meter: `grafana/${textAt(a, "sku")}`, units: HOURS },
    { meter: "grafana/users", units: usage.grafanaUsers, byUse: true },
  ],
  azurerm_monitor_scheduled_query_rules_alert_v2: (a) => {
    const often = textAt(a, "evaluation_frequency");
    return [{ meter: `log-alert/${EVERY[often] ?? often}`, units: 1 }];
  },
  azurerm_nat_gateway: (_, { usage }) => [
    { meter: "nat-gateway", units: HOURS },
    { meter: "nat-gateway/data", units: usage.natGbPerMonth, byUse: true },
  ],
  azurerm_public_ip: hourly("public-ip/Standard"),
  azurerm_private_endpoint: hourly("private-endpoint"),
  azurerm_data_factory_managed_private_endpoint: hourly("private-endpoint"),
  azurerm_dashboard_grafana_managed_private_endpoint: hourly("private-endpoint"),
  "Microsoft.MachineLearningServices/workspaces/outboundRules": (a) =>
    at(a, "body.properties.type") === "PrivateEndpoint" ? [{ meter: "private-endpoint", units: HOURS }] : [],
  azurerm_private_dns_zone: () => [{ meter: "dns-zone/private", units: 1 }],
  azurerm_service_plan: (a, { usage }) =>
    textAt(a, "sku_name") === "FC1"
      ? [{ meter: "functions/flex", units: usage.functionGbSecondsPerMonth, byUse: true }]
      : [{ meter: `service-plan/${textAt(a, "sku_name")}`, units: HOURS }],
};

/** Types that cost nothing of their own, and why: what they are part of is charged instead. */
export const FREE: Readonly<Record<string, readonly string[]>> = {
  "rights, locks and policies": [
    "azurerm_role_assignment",
    "azurerm_role_definition",
    "azurerm_management_lock",
    "azurerm_resource_group_policy_assignment",
    "azurerm_user_assigned_identity",
    "azurerm_federated_identity_credential",
    "azurerm_resource_group",
  ],
  "part of a storage account": [
    "azurerm_storage_container",
    "azurerm_storage_container_immutability_policy",
    "azurerm_storage_management_policy",
    "azurerm_storage_queue",
  ],
  "charged by what is sent to the logs": [
    "azurerm_application_insights",
    "azurerm_application_insights_workbook",
    "azurerm_log_analytics_workspace_table_custom_log",
    "azurerm_monitor_action_group",
    "azurerm_monitor_data_collection_endpoint",
    "azurerm_monitor_data_collection_rule",
    "azurerm_monitor_data_collection_rule_association",
    "azurerm_monitor_diagnostic_setting",
    "azurerm_monitor_private_link_scope",
    "azurerm_monitor_private_link_scoped_service",
  ],
  "budgets cost nothing": ["azurerm_consumption_budget_subscription"],
  "networks without what is in them": [
    "azurerm_virtual_network",
    "azurerm_subnet",
    "azurerm_subnet_nat_gateway_association",
    "azurerm_subnet_network_security_group_association",
    "azurerm_nat_gateway_public_ip_association",
    "azurerm_network_security_group",
    "azurerm_network_security_rule",
    "azurerm_private_dns_zone_virtual_network_link",
  ],
  "charged by a model's runs, below `runs`": [
    "azurerm_data_factory",
    "azurerm_data_factory_credential_user_managed_identity",
    "azurerm_data_factory_integration_runtime_azure",
    "azurerm_data_factory_trigger_blob_event",
    "azurerm_data_factory_trigger_schedule",
    "Microsoft.DataFactory/factories/linkedservices",
    "Microsoft.DataFactory/factories/datasets",
    "Microsoft.DataFactory/factories/pipelines",
    "Microsoft.DataFactory/factories/triggers",
    "Microsoft.MachineLearningServices/workspaces",
    "Microsoft.MachineLearningServices/workspaces/computes",
    "Microsoft.MachineLearningServices/workspaces/components",
    "Microsoft.MachineLearningServices/workspaces/components/versions",
    "Microsoft.MachineLearningServices/workspaces/data",
    "Microsoft.MachineLearningServices/workspaces/datastores",
    "Microsoft.MachineLearningServices/workspaces/environments",
    "Microsoft.MachineLearningServices/workspaces/environments/versions",
    "Microsoft.MachineLearningServices/workspaces/schedules",
  ],
  "part of a scale set": ["azurerm_virtual_machine_scale_set_extension"],
  "part of the namespace": ["Microsoft.EventHub/namespaces/eventhubs", "azurerm_eventhub"],
  "charged by its plan": ["Microsoft.Web/sites"],
  "a few events a day are free": ["azurerm_eventgrid_system_topic", "azurerm_eventgrid_system_topic_event_subscription"],
  "on the cluster's machines": [
    "kubernetes_config_map_v1",
    "kubernetes_deployment_v1",
    "kubernetes_horizontal_pod_autoscaler_v2",
    "kubernetes_namespace_v1",
    "kubernetes_network_policy_v1",
    "kubernetes_pod_disruption_budget_v1",
    "kubernetes_service_account_v1",
    "kubernetes_service_v1",
    "helm_release",
  ],
};

export const FREE_TYPES: ReadonlySet<string> = new Set(Object.values(FREE).flat());
