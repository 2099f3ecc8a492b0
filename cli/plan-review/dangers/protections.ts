import { becomes, changes, grows, leaves, less, more, off, on, row, type Setting, shrinks } from "./setting";

const ANY = /./;
const CLUSTER = /^azurerm_kubernetes_cluster$/;
const ALERT = /^azurerm_monitor_.*alert(_v2)?$/;
const RECEIVERS = /^azurerm_monitor_action_group$/;
const BUDGET = /^azurerm_consumption_budget_/;
const LOGS = /^azurerm_monitor_diagnostic_setting$/;
const COLLECTED = /^azurerm_monitor_data_collection_rule(_association)?$/;
const POLICY = /^azurerm_.*policy_assignment$/;
const VAULT = /^azurerm_key_vault$/;
const ACCOUNT = /^azurerm_storage_account$/;
const REGISTRY = /^azurerm_container_registry$/;
const NAMESPACE = /^kubernetes_namespace(_v1)?$/;
const PODS = /^kubernetes_(deployment|daemon_?set|stateful_set|cron_job|job|pod)(_v1)?$/;
const SCALER = /^kubernetes_horizontal_pod_autoscaler/;

const UNTOLD = "who was told is told no longer";
const LATER = "it tells of less, or later";

/** Copies and zones, the safest last. */
const COPIES = ["lrs", "zrs", "grs", "ragrs", "gzrs", "ragzrs"];
const fewer: Setting["when"] = ({ before, after }) => {
  const at = (value: unknown) => COPIES.indexOf(String(value).toLowerCase());
  return at(before) > at(after);
};
/** A threshold is in whichever direction; an alert of another one tells of something else. */
const DECIDES =
  "criteria.threshold|criteria.operator|criteria.query|criteria.time_aggregation_method|criteria.metric_measure_column|criteria.dimension.values|criteria.dimension.operator";

/** A limit that is lower, or new; below 0 there is none. */
const tighter: Setting["when"] = ({ before, after }) =>
  typeof after === "number" && after >= 0 && (typeof before !== "number" || before < 0 || after < before);

/** What protects in Azure and in clusters, and what protects less. */
export const PROTECTIONS: readonly Setting[] = [
  row(
    ANY,
    "purge_protection_enabled|enablePurgeProtection|versioning_enabled|isVersioningEnabled|change_feed_enabled|infrastructure_encryption_enabled|encryption_at_host_enabled|host_encryption_enabled|secure_boot_enabled|vtpm_enabled|azure_policy_enabled|locked|oidc_issuer_enabled|workload_identity_enabled|geo_redundant_backup_enabled",
    off,
  ),
  row(
    ANY,
    "soft_delete_retention_days|softDeleteRetentionInDays|immutability_period_in_days|retention_in_days|retentionInDays|total_retention_in_days|retention_policy_in_days|backup_retention_days|retentionTimeInHours|message_retention",
    less,
  ),
  row(ANY, "delete_retention_policy.days|container_delete_retention_policy.days|restore_policy.days", less),
  row(ANY, "zone_redundant|zone_redundancy_enabled|zone_balancing_enabled", off, "it does not outlive the loss of a zone", "medium"),
  row(ANY, "zones", shrinks, "it does not outlive the loss of a zone", "medium"),
  row(/^azurerm_log_analytics_workspace$/, "daily_quota_gb", tighter, "what comes after that is logged no longer that day"),
  row(ACCOUNT, "account_replication_type", fewer, "fewer copies are kept"),
  row(ACCOUNT, "default_to_oauth_authentication", off, "tools sign in by a key where nothing is said", "medium"),
  row(ACCOUNT, "sas_policy.expiration_period", changes, "keys that are handed out hold longer"),
  row(
    VAULT,
    "enabled_for_deployment|enabled_for_disk_encryption|enabled_for_template_deployment",
    on,
    "Azure itself reads secrets from it",
  ),
  row(VAULT, "tenant_id", changes, "people of another tenant open it"),
  row(REGISTRY, "quarantine_policy_enabled|trust_policy_enabled", off, "images are run that nobody looked at"),
  row(REGISTRY, "export_policy_enabled", on, "images can be taken elsewhere", "medium"),
  row(/^Microsoft\.EventHub\/namespaces\/eventhubs$/, "captureDescription.enabled", off, "events are kept no longer than in the hub"),
  row(
    /^Microsoft\.EventHub\/namespaces\/eventhubs$/,
    "captureDescription.destination.properties.storageAccountResourceId|captureDescription.destination.properties.blobContainer",
    changes,
    "events are kept somewhere else",
  ),
  row(/^azurerm_application_insights$/, "workspace_id", changes, "what is told of runs and requests is kept somewhere else"),
  row(/^azurerm_log_analytics_workspace_table/, "plan", leaves("analytics"), "alerts cannot ask it any more"),
  row(/^azurerm_management_lock$/, "lock_level", leaves("readonly"), "what it locked can be changed"),
  row(/^azurerm_management_lock$/, "scope", changes, "what it locked is locked no longer"),
  row(POLICY, "enforce", off, "what it forbade is allowed"),
  row(POLICY, "parameters|policy_definition_id", changes, "it forbids something else, or nothing"),
  row(POLICY, "not_scopes", grows, "what it forbade is allowed there"),
  row(POLICY, "resource_selectors.name|overrides.value", becomes, "it holds for some only"),
  row(CLUSTER, "network_policy|network_data_plane", changes, "network policies may hold no longer, and any pod reach any other"),
  row(CLUSTER, "azure_rbac_enabled|role_based_access_control_enabled", off, "roles no longer say who may do what in the cluster"),
  row(CLUSTER, "automatic_upgrade_channel", leaves("patch", "rapid", "stable"), "known holes of the cluster stay open"),
  row(CLUSTER, "node_os_upgrade_channel", leaves("nodeimage", "securitypatch"), "known holes of its machines stay open"),
  row(CLUSTER, "image_cleaner_enabled", off, "images with known holes stay on its machines", "medium"),
  row(CLUSTER, "secret_rotation_enabled", off, "a secret that was exchanged goes on being used"),
  row(
    CLUSTER,
    "oms_agent.log_analytics_workspace_id|microsoft_defender.log_analytics_workspace_id",
    changes,
    "what pods say is kept elsewhere, or nowhere",
  ),
  row(CLUSTER, "sku_tier", leaves("standard", "premium"), "nobody promises that its control plane answers", "medium"),
  row(RECEIVERS, "enabled", off, "nobody is told any more"),
  row(
    RECEIVERS,
    "email_receiver.email_address|sms_receiver.phone_number|webhook_receiver.service_uri|logic_app_receiver.callback_url|azure_function_receiver.http_trigger_url|arm_role_receiver.role_id",
    changes,
    UNTOLD,
  ),
  row(RECEIVERS, "aad_auth.object_id|aad_auth.identifier_uri|aad_auth.tenant_id", changes, "whom it calls can no longer tell who calls"),
  row(LOGS, "enabled_log.category|enabled_log.category_group", changes, "what happens there is said no longer, or otherwise"),
  row(
    LOGS,
    "log_analytics_workspace_id|storage_account_id|eventhub_authorization_rule_id|eventhub_name",
    changes,
    "what happens there is said elsewhere",
  ),
  row(COLLECTED, "data_flow.transform_kql|data_flow.streams|data_flow.output_stream", changes, "rows can be lost on their way to the log"),
  row(COLLECTED, "data_flow.destinations|workspace_resource_id|monitor_account_id|data_collection_rule_id", changes, "rows go elsewhere"),
  row(
    COLLECTED,
    "data_sources.extension.extension_json|data_sources.extension.streams|prometheus_forwarder.streams",
    changes,
    "less may be collected",
    "medium",
  ),
  row(ALERT, DECIDES, changes, "it tells of something else, or of nothing"),
  row(ALERT, "severity", more, "it counts as less urgent"),
  row(ALERT, "action.action_groups|action_groups|scopes", shrinks, UNTOLD),
  row(ALERT, "minimum_failing_periods_to_trigger_alert|number_of_evaluation_periods", more, LATER),
  row(ALERT, "evaluation_frequency|window_duration|window_size|frequency", changes, LATER, "medium"),
  row(ALERT, "mute_actions_after_alert_duration", becomes, LATER, "medium"),
  row(BUDGET, "amount", more, "who is told of what it costs is told later"),
  row(BUDGET, "notification.threshold", more, "who is told of what it costs is told later"),
  row(BUDGET, "notification.enabled", off, "nobody is told of what it costs"),
  row(BUDGET, "contact_emails|contact_groups|contact_roles", shrinks, UNTOLD),
  row(
    BUDGET,
    "notification.operator|notification.threshold_type|filter.tag.operator|filter.tag.name|filter.tag.values|filter.dimension.values|time_grain|end_date",
    changes,
    "it counts something else",
  ),
  row(NAMESPACE, "labels.pod-security.kubernetes.io/enforce", changes, "pods may do what they were not to"),
  row(PODS, "run_as_non_root|read_only_root_filesystem", off, "who gets into the container gets further"),
  row(
    PODS,
    "privileged|allow_privilege_escalation|host_network|host_pid|host_ipc|share_process_namespace|automount_service_account_token",
    on,
    "who gets into the container gets further",
  ),
  row(PODS, "capabilities.add|volume.host_path.path", grows, "who gets into the container gets further"),
  row(PODS, "capabilities.drop|seccomp_profile.type", shrinks, "who gets into the container gets further"),
  row(
    PODS,
    "liveness_probe.http_get.path|readiness_probe.http_get.path|startup_probe.http_get.path",
    changes,
    "requests may reach what is not ready",
    "medium",
  ),
  row(/^kubernetes_pod_disruption_budget/, "max_unavailable|min_available", changes, "more of it may be taken down at once", "medium"),
  row(SCALER, "min_replicas", less, "fewer stand ready when one fails", "medium"),
  row(/^kubernetes_config_map(_v1)?$/, "data.AUTH_AUDIENCE|data.AUTH_TENANT", changes, "others are let in"),
  row(
    /^kubernetes_config_map(_v1)?$/,
    "data.LOG_REQUESTS|data.PREDICTIONS_RULE_ID|data.LOGS_ENDPOINT",
    changes,
    "what was answered may be written down no longer",
  ),
];
