import { ApplicationInsights } from "@cdktf/provider-azurerm/lib/application-insights";
import { ContainerRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { DataAzurermRoleDefinition } from "@cdktf/provider-azurerm/lib/data-azurerm-role-definition";
import { DataAzurermSubscription } from "@cdktf/provider-azurerm/lib/data-azurerm-subscription";
import { EventhubNamespace, type EventhubNamespaceConfig } from "@cdktf/provider-azurerm/lib/eventhub-namespace";
import { EventhubNamespaceAuthorizationRule } from "@cdktf/provider-azurerm/lib/eventhub-namespace-authorization-rule";
import { FunctionAppFlexConsumption } from "@cdktf/provider-azurerm/lib/function-app-flex-consumption";
import { KeyVault, type KeyVaultConfig } from "@cdktf/provider-azurerm/lib/key-vault";
import { KeyVaultSecret } from "@cdktf/provider-azurerm/lib/key-vault-secret";
import { LogAnalyticsWorkspace, type LogAnalyticsWorkspaceConfig } from "@cdktf/provider-azurerm/lib/log-analytics-workspace";
import { MachineLearningDatastoreBlobstorage } from "@cdktf/provider-azurerm/lib/machine-learning-datastore-blobstorage";
import { MonitorDataCollectionEndpoint } from "@cdktf/provider-azurerm/lib/monitor-data-collection-endpoint";
import { MonitorDiagnosticSetting } from "@cdktf/provider-azurerm/lib/monitor-diagnostic-setting";
import { MonitorPrivateLinkScope } from "@cdktf/provider-azurerm/lib/monitor-private-link-scope";
import { MonitorWorkspace } from "@cdktf/provider-azurerm/lib/monitor-workspace";
import { PimActiveRoleAssignment } from "@cdktf/provider-azurerm/lib/pim-active-role-assignment";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { RoleDefinition, type RoleDefinitionPermissions } from "@cdktf/provider-azurerm/lib/role-definition";
import { StorageAccount, type StorageAccountConfig } from "@cdktf/provider-azurerm/lib/storage-account";
import { StorageBlob } from "@cdktf/provider-azurerm/lib/storage-blob";
import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import { StorageContainerImmutabilityPolicy } from "@cdktf/provider-azurerm/lib/storage-container-immutability-policy";
import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { TerraformOutput, TerraformResource, type TerraformStack } from "cdktf";
import { AzapiResource } from "../../../constructs/azapi/resource";

const TAGS = {
  environment: "dev",
  stack: "dev-data",
  owner: "team@example.com",
  team: "ml",
  "cost-center": "c1",
  "managed-by": "terraform",
};
const place = { location: "westeurope", resourceGroupName: "rg" };

/** Stores as no rule objects to them, but for what a case changes. */
export const account = (stack: TerraformStack, changes: Partial<StorageAccountConfig> = {}) => {
  const made = new StorageAccount(stack, "Account", {
    ...place,
    name: "stdev",
    accountTier: "Standard",
    accountReplicationType: "LRS",
    allowNestedItemsToBePublic: false,
    sharedAccessKeyEnabled: false,
    localUserEnabled: false,
    publicNetworkAccessEnabled: false,
    minTlsVersion: "TLS1_2",
    lifecycle: { preventDestroy: true },
    tags: TAGS,
    ...changes,
  });
  logged(stack, "AccountLog", `${made.id}/blobServices/default`);
  return made;
};
const logged = (stack: TerraformStack, id: string, targetResourceId: string, enabledLog = [{ categoryGroup: "audit" }]) =>
  new MonitorDiagnosticSetting(stack, id, { name: "logs", targetResourceId, logAnalyticsWorkspaceId: "logs", enabledLog });
/** A Kubernetes cluster by azapi, and what logs it. */
export const azapiCluster = (stack: TerraformStack, logs?: readonly object[]) => {
  const made = new AzapiResource(stack, "Azapi-cluster", {
    type: "Microsoft.containerservice/managedClusters@2025-01-01",
    name: "aks",
    parentId: "rg",
    body: { properties: { disableLocalAccounts: true, apiServerAccessProfile: { enablePrivateCluster: true } } },
  });
  if (logs === undefined) return;
  new AzapiResource(stack, "Azapi-log", {
    type: "Microsoft.Insights/diagnosticSettings@2021-05-01-preview",
    name: "logs",
    parentId: made.id,
    body: { properties: { workspaceId: "logs", logs } },
  });
};
const hubs = (stack: TerraformStack, changes: Partial<EventhubNamespaceConfig>) => {
  const config = {
    ...place,
    name: "evhns",
    sku: "Standard",
    localAuthenticationEnabled: false,
    publicNetworkAccessEnabled: false,
    tags: TAGS,
  };
  logged(stack, "HubsLog", new EventhubNamespace(stack, "Hubs", { ...config, ...changes }).id);
};
const vault = (stack: TerraformStack, changes: Partial<KeyVaultConfig> = {}) => {
  const made = new KeyVault(stack, "Vault", {
    ...place,
    name: "kv",
    tenantId: "t",
    skuName: "standard",
    rbacAuthorizationEnabled: true,
    publicNetworkAccessEnabled: false,
    lifecycle: { preventDestroy: true },
    tags: TAGS,
    ...changes,
  });
  logged(stack, "VaultLog", made.id);
  return made;
};
const logs = (stack: TerraformStack, changes: Partial<LogAnalyticsWorkspaceConfig> = {}) =>
  new LogAnalyticsWorkspace(stack, "Logs", {
    ...place,
    name: "logs",
    localAuthenticationEnabled: false,
    internetIngestionEnabled: false,
    internetQueryEnabled: false,
    lifecycle: { preventDestroy: true },
    tags: TAGS,
    ...changes,
  });
const datastore = (stack: TerraformStack, credentials: object, provider = "Microsoft.MachineLearningServices") =>
  new AzapiResource(stack, "Datastore", {
    type: `${provider as "Microsoft.MachineLearningServices"}/workspaces/datastores@2025-06-01`,
    name: "raw",
    parentId: "workspace",
    body: { properties: { datastoreType: "AzureBlob", credentials } },
  });
const role = (stack: TerraformStack, roleDefinitionName: string, scope: string) =>
  new RoleAssignment(stack, "Role", { roleDefinitionName, scope, principalId: "p" });
/** A resource of Azure's authorization API, by azapi. */
const authorization = (stack: TerraformStack, kind: string, parentId: string, properties: object) =>
  new AzapiResource(stack, "Azapi-role", { type: `Microsoft.Authorization/${kind}@2022-04-01`, name: "r", parentId, body: { properties } });
const roleMay = (stack: TerraformStack, permission: RoleDefinitionPermissions, scope = "/subscriptions/0") =>
  new RoleDefinition(stack, "Definition", { name: "own", scope, permissions: [permission] });
const output = (stack: TerraformStack, value: unknown, sensitive = false) => new TerraformOutput(stack, "out", { value, sensitive });

const RBAC = "Role Based Access Control Administrator";
const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

export interface Case {
  readonly rule: string;
  readonly title: string;
  /** What breaks the rule. */
  readonly build: (stack: TerraformStack) => unknown;
  /** Path of the construct, below the stack. */
  readonly at: string;
  /** What the message says was found. */
  readonly got: string;
}

const one = (rule: string, title: string, at: string, got: string, build: Case["build"]): Case => ({ rule, title, at, got, build });

/** Every way in which the tests break a rule. */
export const CASES: readonly Case[] = [
  one(
    "public-blob-access",
    "an account that says nothing",
    "Account",
    "no allow_nested_items_to_be_public, for which Azure takes true",
    (s) => {
      const open = account(s);
      open.resetAllowNestedItemsToBePublic();
    },
  ),
  one(
    "public-blob-access",
    "a public container",
    "Container",
    'container_access_type "blob"',
    (s) =>
      new StorageContainer(s, "Container", {
        name: "raw",
        storageAccountId: "a",
        containerAccessType: "blob",
        lifecycle: { preventDestroy: true },
      }),
  ),
  one("immutable-data", "a prediction log that nobody can erase from", "Immutability", "an immutable container predictions", (s) => {
    const container = new StorageContainer(s, "Container", {
      name: "predictions",
      storageAccountId: "a",
      lifecycle: { preventDestroy: true },
    });
    new StorageContainerImmutabilityPolicy(s, "Immutability", {
      storageContainerResourceManagerId: container.id,
      immutabilityPeriodInDays: 30,
    });
  }),
  one("immutable-data", "an account whose versions nobody can erase", "Account", "an immutable account", (s) =>
    account(s, { immutabilityPolicy: { allowProtectedAppendWrites: false, periodSinceCreationInDays: 30, state: "Unlocked" } }),
  ),
  one("old-tls", "an account with TLS 1.0", "Account", 'min_tls_version "TLS1_0"', (s) => account(s, { minTlsVersion: "TLS1_0" })),
  one("old-tls", "an account without TLS", "Account", "https_traffic_only_enabled false", (s) =>
    account(s, { httpsTrafficOnlyEnabled: false }),
  ),
  one("old-tls", "Event Hubs with TLS 1.1", "Hubs", 'minimum_tls_version "1.1"', (s) => hubs(s, { minimumTlsVersion: "1.1" })),
  one("old-tls", "a function app that says nothing of https", "App", "no https_only, for which Azure takes false", (s) => app(s)),
  one("keys-enabled", "an account with keys", "Account", "shared_access_key_enabled true", (s) =>
    account(s, { sharedAccessKeyEnabled: true }),
  ),
  one("keys-enabled", "an account that says nothing of users", "Account", "no local_user_enabled, for which Azure takes true", (s) =>
    account(s).resetLocalUserEnabled(),
  ),
  one("keys-enabled", "Event Hubs with keys", "Hubs", "local_authentication_enabled true", (s) =>
    hubs(s, { localAuthenticationEnabled: true }),
  ),
  one(
    "keys-enabled",
    "a rule that hands out keys",
    "Rule",
    "azurerm_eventhub_namespace_authorization_rule, which is a key",
    (s) => new EventhubNamespaceAuthorizationRule(s, "Rule", { name: "r", namespaceName: "n", resourceGroupName: "rg" }),
  ),
  one("keys-enabled", "a registry with an admin", "Registry", "admin_enabled true", (s) => {
    const made = new ContainerRegistry(s, "Registry", {
      ...place,
      name: "cr",
      sku: "Premium",
      adminEnabled: true,
      publicNetworkAccessEnabled: false,
      lifecycle: { preventDestroy: true },
      tags: TAGS,
    });
    logged(s, "RegistryLog", made.id);
  }),
  one("keys-enabled", "a vault with access policies", "Vault", "rbac_authorization_enabled false", (s) =>
    vault(s, { rbacAuthorizationEnabled: false }),
  ),
  one("keys-enabled", "a datastore with a key", "Datastore", 'credentials.credentialsType "AccountKey"', (s) =>
    datastore(s, { credentialsType: "AccountKey" }),
  ),
  one(
    "keys-enabled",
    "a datastore with a key, by its type in other letters",
    "Datastore",
    'credentials.credentialsType "AccountKey"',
    (s) => datastore(s, { credentialsType: "AccountKey" }, "Microsoft.machinelearningservices"),
  ),
  one("keys-enabled", "a body that azapi hides", "Datastore", "a value in sensitive_body", (s) =>
    datastore(s, { credentialsType: "None" }).addOverride("sensitive_body", { properties: { credentials: { credentialsType: "Sas" } } }),
  ),
  one("public-network", "an open vault", "Vault", "public_network_access_enabled true", (s) =>
    vault(s, { publicNetworkAccessEnabled: true }),
  ),
  one("public-network", "a vault that says nothing", "Vault", "no public_network_access_enabled, for which Azure takes true", (s) =>
    vault(s).resetPublicNetworkAccessEnabled(),
  ),
  one("public-network", "logs that the internet may query", "Logs", "internet_query_enabled true", (s) =>
    logs(s, { internetQueryEnabled: true }),
  ),
  one(
    "public-network",
    "logs that say nothing of what they take",
    "Logs",
    "no internet_ingestion_enabled, for which Azure takes true",
    (s) => logs(s).resetInternetIngestionEnabled(),
  ),
  one("public-network", "traces that the internet may send", "Insights", "internet_ingestion_enabled true", (s) => {
    new ApplicationInsights(s, "Insights", {
      ...place,
      name: "appi",
      applicationType: "other",
      workspaceId: "logs",
      localAuthenticationDisabled: true,
      internetIngestionEnabled: true,
      internetQueryEnabled: false,
      tags: TAGS,
    });
  }),
  one("public-network", "an endpoint for data that says nothing", "Endpoint", "no public_network_access_enabled", (s) => {
    new MonitorDataCollectionEndpoint(s, "Endpoint", { ...place, name: "dce", tags: TAGS });
  }),
  one("public-network", "metrics that say nothing of who may query them", "Metrics", "no public_network_access_enabled", (s) => {
    new MonitorWorkspace(s, "Metrics", { ...place, name: "amw", lifecycle: { preventDestroy: true }, tags: TAGS });
  }),
  one("public-network", "metrics by azapi that the internet may query", "Azapi-metrics", 'publicNetworkAccess "Enabled"', (s) => {
    new AzapiResource(s, "Azapi-metrics", {
      type: "Microsoft.monitor/accounts@2023-04-03",
      name: "amw",
      parentId: "rg",
      body: { properties: { publicNetworkAccess: "Enabled" } },
      lifecycle: { preventDestroy: true },
    });
  }),
  one(
    "public-network",
    "a private link scope that leaves queries open",
    "Scope",
    "no query_access_mode, for which Azure takes Open",
    (s) => {
      new MonitorPrivateLinkScope(s, "Scope", { name: "ampls", resourceGroupName: "rg", ingestionAccessMode: "PrivateOnly", tags: TAGS });
    },
  ),
  one("public-network", "logs by azapi", "Azapi-logs", "no publicNetworkAccessForQuery, for which Azure takes Enabled", (s) => {
    new AzapiResource(s, "Azapi-logs", {
      type: "Microsoft.OperationalInsights/workspaces@2025-02-01",
      name: "logs",
      parentId: "rg",
      body: { properties: { publicNetworkAccessForIngestion: "Disabled" } },
      lifecycle: { preventDestroy: true },
    });
  }),
  one(
    "public-network",
    "a type that the rule does not know, by an expression",
    "Azapi-other",
    `publicNetworkAccess "\${var.access}"`,
    (s) => {
      new AzapiResource(s, "Azapi-other", {
        type: "Microsoft.Purview/accounts@2021-12-01",
        name: "other",
        parentId: "rg",
        body: { properties: {} },
      }).addOverride("body.properties.publicNetworkAccess", `\${var.access}`);
    },
  ),
  one("no-diagnostics", "a vault that nobody logs", "Vault", "none in this stack", (s) => {
    vault(s);
    s.node.tryRemoveChild("VaultLog");
  }),
  ...[[], [{ categoryGroup: "" }]].map((none) =>
    one("no-diagnostics", `a vault of which ${JSON.stringify(none)} is logged`, "Vault", "one that names no category", (s) => {
      vault(s);
      s.node.tryRemoveChild("VaultLog");
      logged(s, "Empty", `\${azurerm_key_vault.Vault.id}`, none);
    }),
  ),
  one("no-diagnostics", "a vault whose measures only are sent", "Vault", "one that names no category", (s) => {
    vault(s);
    const log = s.node.findChild("VaultLog") as MonitorDiagnosticSetting;
    log.resetEnabledLog();
    log.putEnabledMetric([{ category: "AllMetrics" }]);
  }),
  one("no-diagnostics", "a cluster by azapi that nobody logs", "Azapi-cluster", "none in this stack", (s) => azapiCluster(s)),
  one("no-diagnostics", "a cluster by azapi whose log is off", "Azapi-cluster", "one that names no category", (s) =>
    azapiCluster(s, [{ category: "kube-audit", enabled: false }]),
  ),
  one("missing-tags", "a vault with two tags", "Vault", "none of stack, team, cost-center, managed-by", (s) =>
    vault(s, { tags: { environment: "dev", owner: "team@example.com" } }),
  ),
  one("missing-tags", "a model's vault without its class", "Vault", "none of risk-tier", (s) =>
    vault(s, { tags: { ...TAGS, model: "m", sensitivity: "internal" } }),
  ),
  one("no-owner", "a vault of nobody", "Vault", '""', (s) => vault(s, { tags: { ...TAGS, owner: "" } })),
  one("no-owner", "a namespace of nobody", "Namespace", "none", (s) => new NamespaceV1(s, "Namespace", { metadata: { name: "m" } })),
  one(
    "data-plane-write",
    "a blob",
    "Blob",
    "azurerm_storage_blob, which writes through a data plane",
    (s) => new StorageBlob(s, "Blob", { name: "b", storageAccountName: "a", storageContainerName: "c", type: "Block" }),
  ),
  one(
    "data-plane-write",
    "a container by its account's name",
    "Container",
    "azurerm_storage_container by storage_account_name",
    (s) => new StorageContainer(s, "Container", { name: "raw", storageAccountName: "a", lifecycle: { preventDestroy: true } }),
  ),
  one(
    "data-plane-write",
    "a secret",
    "Secret",
    "azurerm_key_vault_secret, which writes through a data plane",
    (s) => new KeyVaultSecret(s, "Secret", { name: "s", keyVaultId: "v", valueWo: "x", valueWoVersion: 1, tags: TAGS }),
  ),
  one(
    "data-plane-write",
    "a datastore by azurerm",
    "Store",
    "azurerm_machine_learning_datastore_blobstorage, which writes",
    (s) => new MachineLearningDatastoreBlobstorage(s, "Store", { name: "d", workspaceId: "w", storageContainerId: "c", tags: TAGS }),
  ),
  one("data-plane-write", "a data plane by azapi", "Rows", "azapi_data_plane_resource, which writes through a data plane", (s) =>
    new TerraformResource(s, "Rows", {
      terraformResourceType: "azapi_data_plane_resource",
      terraformGeneratorMetadata: { providerName: "azapi" },
    }).addOverride("type", "Microsoft.KeyVault/vaults/secrets@7.4"),
  ),
  one("data-plane-write", "a queue's settings in an account", "Account", "queue_properties", (s) =>
    account(s, { queueProperties: { minuteMetrics: { enabled: true, version: "1.0" } } }),
  ),
  one("secret-in-output", "an account's key", "out", "primary_access_key of azurerm_storage_account", (s) =>
    output(s, account(s).primaryAccessKey),
  ),
  ...[
    ["azapi_resource.Account.output.properties.primaryKey", "primaryKey of azapi_resource"],
    ["azapi_resource_action.List.output.keys[0].value", "keys of azapi_resource_action"],
    ["data.azapi_resource_action.List.output.key1", "key1 of azapi_resource_action"],
    ["azapi_resource_action.List.output.authKey2", "authKey2 of azapi_resource_action"],
    ["azapi_resource_action.List.output", "all output of azapi_resource_action"],
    ["azapi_resource.Account.sensitive_output.properties.name", "sensitive_output of azapi_resource"],
    ['azurerm_cosmosdb_account.Account["primary_key"]', "primary_key of azurerm_cosmosdb_account"],
    ["azurerm_storage_account.Account", "all of azurerm_storage_account"],
    ["jsondecode(azapi_resource.Account.output).properties.primaryConnectionString", "primaryConnectionString of azapi_resource"],
    ["jsondecode(nonsensitive(azapi_resource.Account.output)).key2", "key2 of azapi_resource"],
    ['lookup(merge({}, local.account), "secondary_access_key")', "secondary_access_key"],
    ['join("", [for k in azapi_resource.Account.output.accessKeys : k.value])', "accessKeys of azapi_resource"],
    ["random_password.Any.result", "result of random_password"],
  ].map(([expression = "", got = ""]) =>
    one("secret-in-output", expression, "out", got, (s) => output(s, { "in it": [`id \${data.azurerm_x.Y.id} \${${expression}}`] })),
  ),
  one("secret-in-output", "a hidden output", "out", "sensitive true", (s) => output(s, "x", true)),
  one("wide-role", "Owner of a subscription", "Role", "Owner on /subscriptions/0000", (s) => role(s, "Owner", "/subscriptions/0000")),
  one("wide-role", "Contributor of the subscription that is read", "Role", `Contributor on \${data.azurerm_subscription.Here.id}`, (s) =>
    role(s, "Contributor", new DataAzurermSubscription(s, "Here").id),
  ),
  one("wide-role", "Owner in small letters, of a subscription in capitals", "Role", "Owner on /SUBSCRIPTIONS/0000/", (s) =>
    role(s, "owner", "/SUBSCRIPTIONS/0000/"),
  ),
  one(
    "wide-role",
    "a wide role by its id in capitals",
    "Role",
    "User Access Administrator on /subscriptions/0000",
    (s) =>
      new RoleAssignment(s, "Role", {
        roleDefinitionId: "/providers/Microsoft.Authorization/roleDefinitions/18D7D88D-D35E-4FB5-A5C3-7773C20A72D9",
        scope: "/subscriptions/0000",
        principalId: "p",
      }),
  ),
  one("wide-role", "who gives roles in a subscription, but for the deployer", "Role", `${RBAC} on /subscriptions/0000`, (s) =>
    role(s, RBAC, "/subscriptions/0000"),
  ),
  one(
    "wide-role",
    "a role that is looked up",
    "Role",
    `\${data.azurerm_role_definition.Some.role_definition_id}, which may be any role, on /subscriptions/0000`,
    (s) => {
      const some = new DataAzurermRoleDefinition(s, "Some", { name: "Owner" });
      new RoleAssignment(s, "Role", { roleDefinitionId: some.roleDefinitionId, scope: "/subscriptions/0000", principalId: "p" });
    },
  ),
  one(
    "wide-role",
    "Owner of a management group, for an hour",
    "Role",
    "Owner on /providers/Microsoft.Management/managementGroups/all",
    (s) => {
      new PimActiveRoleAssignment(s, "Role", {
        roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${OWNER}`,
        scope: "/providers/Microsoft.Management/managementGroups/all",
        principalId: "p",
      });
    },
  ),
  one("wide-role", "Owner of a subscription by azapi", "Azapi-role", "Owner on /subscriptions/0000", (s) =>
    authorization(s, "roleassignments", "/subscriptions/0000", {
      principalId: "p",
      roleDefinitionId: `/subscriptions/0000/providers/Microsoft.Authorization/roleDefinitions/${OWNER}`,
    }),
  ),
  one("wide-role", "a role that may do everything", "Definition", "a role that may *", (s) => roleMay(s, { actions: ["*"] })),
  one("wide-role", "a role that may do everything but one thing", "Definition", "a role that may *", (s) =>
    roleMay(s, { actions: ["*"], notActions: ["Microsoft.Authorization/*/write"] }),
  ),
  one("wide-role", "a role that may act on everything", "Definition", "a role that may */action", (s) =>
    roleMay(s, { actions: ["*/read", "*/action"] }),
  ),
  one("wide-role", "a role for every provider of Microsoft", "Definition", "a role that may Microsoft.*/write", (s) =>
    roleMay(s, { actions: ["Microsoft.*/write"] }),
  ),
  one("wide-role", "a role that reads all data", "Definition", "a role that may */read", (s) => roleMay(s, { dataActions: ["*/read"] })),
  ...["Microsoft.Authorization/*", "microsoft.authorization/*/Write", "Microsoft.Authorization/roleAssignments/*"].map((action) =>
    one("wide-role", `a role that may ${action}`, "Definition", `a role that may ${action} on /subscriptions/0`, (s) =>
      roleMay(s, { actions: [action] }),
    ),
  ),
  one(
    "wide-role",
    "a role of a group that a subscription may assign",
    "Definition",
    "a role that may Microsoft.Authorization/* on /subscriptions/0",
    (s) => {
      const made = roleMay(s, { actions: ["Microsoft.Authorization/*"] }, "/subscriptions/0/resourceGroups/rg");
      made.assignableScopes = ["/subscriptions/0/resourceGroups/rg", "/subscriptions/0"];
    },
  ),
  one(
    "wide-role",
    "a role by azapi that may give roles",
    "Azapi-role",
    "a role that may Microsoft.Authorization/roleAssignments/write on",
    (s) =>
      authorization(s, "roleDefinitions", "/subscriptions/0", {
        roleName: "own",
        permissions: [{ actions: ["Microsoft.Authorization/roleAssignments/write"] }],
        assignableScopes: ["/subscriptions/0"],
      }),
  ),
  one("unprotected-data", "a registry by azapi that can be destroyed", "Azapi-registry", "a store that an apply may destroy", (s) => {
    const made = new AzapiResource(s, "Azapi-registry", {
      type: "Microsoft.ContainerRegistry/registries@2025-04-01",
      name: "cr",
      parentId: "rg",
      body: { properties: { adminUserEnabled: false, publicNetworkAccess: "Disabled" } },
    });
    logged(s, "RegistryLog", made.id);
  }),
  one("unprotected-data", "metrics that can be destroyed", "Metrics", "a store that an apply may destroy", (s) => {
    new MonitorWorkspace(s, "Metrics", { ...place, name: "amw", publicNetworkAccessEnabled: false, tags: TAGS });
  }),
  one("unprotected-data", "an account that can be destroyed", "Account", "a store that an apply may destroy", (s) =>
    account(s, { lifecycle: {} }),
  ),
];

function app(stack: TerraformStack): void {
  const made = new FunctionAppFlexConsumption(stack, "App", {
    ...place,
    name: "func",
    servicePlanId: "p",
    storageContainerType: "blobContainer",
    storageContainerEndpoint: "https://a.blob.core.windows.net/c",
    storageAuthenticationType: "UserAssignedIdentity",
    runtimeName: "node",
    runtimeVersion: "22",
    siteConfig: { minimumTlsVersion: "1.2" },
    webdeployPublishBasicAuthenticationEnabled: false,
    publicNetworkAccessEnabled: false,
    tags: TAGS,
  });
  logged(stack, "AppLog", made.id);
}
