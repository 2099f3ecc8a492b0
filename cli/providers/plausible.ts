import type { Stack } from "./stacks";

export const UUID = "00000000-0000-4000-8000-000000000001";
const IN_GROUP = `/subscriptions/${UUID}/resourceGroups/mocked/providers`;

/** ARM types of what azurerm names otherwise; only those whose ids go from stack to stack. */
const ARM_TYPES: Readonly<Record<string, string>> = {
  application_insights: "Microsoft.Insights/components",
  container_registry: "Microsoft.ContainerRegistry/registries",
  data_factory: "Microsoft.DataFactory/factories",
  eventhub: "Microsoft.EventHub/namespaces/eventhubs",
  eventhub_namespace: "Microsoft.EventHub/namespaces",
  key_vault: "Microsoft.KeyVault/vaults",
  kubernetes_cluster: "Microsoft.ContainerService/managedClusters",
  linux_virtual_machine_scale_set: "Microsoft.Compute/virtualMachineScaleSets",
  log_analytics_workspace: "Microsoft.OperationalInsights/workspaces",
  machine_learning_compute_cluster: "Microsoft.MachineLearningServices/workspaces/computes",
  monitor_action_group: "Microsoft.Insights/actionGroups",
  monitor_data_collection_endpoint: "Microsoft.Insights/dataCollectionEndpoints",
  monitor_data_collection_rule: "Microsoft.Insights/dataCollectionRules",
  monitor_private_link_scope: "Microsoft.Insights/privateLinkScopes",
  monitor_workspace: "Microsoft.Monitor/accounts",
  network_security_group: "Microsoft.Network/networkSecurityGroups",
  private_dns_zone: "Microsoft.Network/privateDnsZones",
  private_endpoint: "Microsoft.Network/privateEndpoints",
  storage_account: "Microsoft.Storage/storageAccounts",
  storage_container: "Microsoft.Storage/storageAccounts/blobServices/containers",
  subnet: "Microsoft.Network/virtualNetworks/subnets",
  user_assigned_identity: "Microsoft.ManagedIdentity/userAssignedIdentities",
  virtual_network: "Microsoft.Network/virtualNetworks",
};

/** Parts of a path whose name Azure fixes. */
const FIXED: Readonly<Record<string, string>> = { blobServices: "default" };

function armId(armType: string): string {
  const [namespace, ...kinds] = armType.split("/");
  return [IN_GROUP, namespace, ...kinds.flatMap((kind) => [kind, FIXED[kind] ?? "mocked"])].join("/");
}

/** An ARM id of the form that a resource of a type has. */
export function idOf(type: string, attributes?: Readonly<Record<string, unknown>>): string {
  if (type.startsWith("azapi_")) return armId(String(attributes?.type).split("@")[0] ?? "");
  const short = type.replace(/^azurerm_/, "");
  if (short === "resource_group") return `/subscriptions/${UUID}/resourceGroups/mocked`;
  return armId(ARM_TYPES[short] ?? `Microsoft.Mocked/${short}`);
}

/** A value of the form that an attribute has in Azure, for one that only an apply would tell. */
function computed(type: string, attribute: string, attributes: Readonly<Record<string, unknown>> | undefined): string {
  if (attribute === "id") return idOf(type, attributes);
  if (attribute === "role_definition_resource_id")
    return `/subscriptions/${UUID}/providers/Microsoft.Authorization/roleDefinitions/${UUID}`;
  if (/(principal|client|tenant|object|immutable|workspace)_id$/.test(attribute)) return UUID;
  if (/_(url|uri|endpoint)$/.test(attribute)) return "https://mocked.example.com/";
  if (/login_server$|_(host|fqdn)$/.test(attribute)) return "mocked.example.com";
  return "mocked";
}

/** What a stack's outputs could be after an apply, by name: what its code says where it says it, else something of the right form. */
export const plausibleOutputs = ({ json }: Stack): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(json.output ?? {}).map(([name, { value }]) => {
      const reference = /^\$\{(?:data\.)?([a-z0-9_]+)\.([\w-]+)\.(?:.*\.)?([a-z0-9_]+)\}$/.exec(String(value));
      if (reference === null) return [name, typeof value === "string" && value.includes("${") ? "mocked" : value];
      const [, type = "", resource = "", attribute = ""] = reference;
      const attributes = json.resource?.[type]?.[resource];
      const written = attributes?.[attribute];
      const isLiteral = written !== undefined && !JSON.stringify(written).includes("${");
      return [name, isLiteral ? written : computed(type, attribute, attributes)];
    }),
  );
