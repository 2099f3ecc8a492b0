import type { PolicyRule } from "../rule";
import { brokenSettings, findKeys, type Setting } from "../setting";

const azurerm = (path: string, allowed: boolean, unset: boolean, ...types: string[]): Setting => ({
  types: types.map((type) => `azurerm_${type}`),
  path,
  allowed: [allowed],
  unset,
});
const arm = (type: string, path: string, allowed: string | boolean, unset: string | boolean): Setting => ({
  types: [`Microsoft.${type}`],
  path: `body.properties.${path}`,
  allowed: [allowed],
  unset,
});

const APPS = ["function_app_flex_consumption", "linux_function_app", "linux_web_app", "windows_function_app", "windows_web_app"];

const SETTINGS: readonly Setting[] = [
  azurerm("shared_access_key_enabled", false, true, "storage_account"),
  azurerm("local_user_enabled", false, true, "storage_account"),
  azurerm("local_authentication_enabled", false, true, "eventhub_namespace", "log_analytics_workspace", "search_service", "iothub"),
  azurerm("local_auth_enabled", false, true, "machine_learning_compute_cluster", "machine_learning_compute_instance"),
  azurerm("local_auth_enabled", false, true, "app_configuration", "cognitive_account", "eventgrid_domain", "eventgrid_topic"),
  azurerm("local_auth_enabled", false, true, "servicebus_namespace"),
  azurerm("local_authentication_disabled", true, false, "application_insights", "cosmosdb_account"),
  azurerm("local_account_disabled", true, false, "kubernetes_cluster"),
  azurerm("ssh_public_access_enabled", false, false, "machine_learning_compute_cluster"),
  azurerm("admin_enabled", false, false, "container_registry"),
  azurerm("anonymous_pull_enabled", false, false, "container_registry"),
  azurerm("rbac_authorization_enabled", true, false, "key_vault"),
  azurerm("api_key_enabled", false, false, "dashboard_grafana"),
  azurerm("webdeploy_publish_basic_authentication_enabled", false, true, ...APPS),
  azurerm("ftp_publish_basic_authentication_enabled", false, true, ...APPS.slice(1)),
  azurerm("disable_password_authentication", true, true, "linux_virtual_machine", "linux_virtual_machine_scale_set"),
  arm("Storage/storageAccounts", "allowSharedKeyAccess", false, true),
  arm("Storage/storageAccounts", "isLocalUserEnabled", false, true),
  arm("EventHub/namespaces", "disableLocalAuth", true, false),
  arm("ContainerRegistry/registries", "adminUserEnabled", false, false),
  arm("ContainerService/managedClusters", "disableLocalAccounts", true, false),
  arm("KeyVault/vaults", "enableRbacAuthorization", true, false),
  arm("MachineLearningServices/workspaces", "systemDatastoresAuthMode", "Identity", "AccessKey"),
  arm("MachineLearningServices/workspaces/computes", "disableLocalAuth", true, false),
  arm("MachineLearningServices/workspaces/datastores", "credentials.credentialsType", "None", "None"),
  arm("Web/sites/basicPublishingCredentialsPolicies", "allow", false, true),
];

/** Resources that are a key, or hand one out. */
const KEYS =
  /^azurerm_((eventhub|servicebus)_.*authorization_rule|key_vault_access_policy|application_insights_api_key|container_registry_token(_password)?|storage_account_local_user|data_factory_integration_runtime_self_hosted_key)$/;

/** Arguments that hold a key. */
const SECRETS =
  /^(account_key|admin_password|client_secret|sas_uri|sensitive_body|service_principal_key|shared_access_signature|storage_account_access_key|storage_account_key)$/;
const SECRET_IN_TEXT = /\b(AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd)\s*=/i;

export const keysEnabled: PolicyRule = {
  id: "keys-enabled",
  what: "no way in but Entra ID: no account key, no local user, no password",
  why: "A key is copied, never expires and says nothing about who used it; a managed identity can be none of these.",
  remedy: "Switch the key, the local account or the admin user off, and grant a role to an identity instead.",
  check: (element) => {
    if (element.kind === "output") return [];
    const held = findKeys(element.attributes, SECRETS).filter(([, value]) => value !== null && value !== undefined);
    const inText = findKeys(element.attributes, /connection_string|connectionString$/).filter(([, text]) =>
      SECRET_IN_TEXT.test(String(text)),
    );
    return [
      ...brokenSettings(element, SETTINGS),
      ...(KEYS.test(element.type) ? [`${element.type}, which is a key`] : []),
      ...held.map(([key]) => `a value in ${key}`),
      ...inText.map(([key]) => `a key in ${key}`),
    ];
  },
};
