/** A type of resource by both of its names, and what the rules ask of it. */
interface TypeRow {
  /** Without `azurerm_`. */
  readonly azurerm: string;
  /** Azure's own, which azapi takes. */
  readonly arm: `Microsoft.${string}/${string}`;
  /** It holds what cannot be made again from code. */
  readonly keepsData?: true;
  /** It keeps or moves data, lets somebody in, or governs what does: what happens there is to be logged, and Azure can. */
  readonly logged?: true;
}

const both = { keepsData: true, logged: true } as const;

/** All types that hold data or are a control plane. A type that is not in here is asked for neither. */
const TYPES: readonly TypeRow[] = [
  { azurerm: "cognitive_account", arm: "Microsoft.CognitiveServices/accounts", logged: true },
  { azurerm: "container_registry", arm: "Microsoft.ContainerRegistry/registries", ...both },
  { azurerm: "cosmosdb_account", arm: "Microsoft.DocumentDB/databaseAccounts", ...both },
  { azurerm: "dashboard_grafana", arm: "Microsoft.Dashboard/grafana", logged: true },
  { azurerm: "data_factory", arm: "Microsoft.DataFactory/factories", logged: true },
  { azurerm: "eventhub_namespace", arm: "Microsoft.EventHub/namespaces", logged: true },
  { azurerm: "eventgrid_system_topic", arm: "Microsoft.EventGrid/systemTopics", logged: true },
  { azurerm: "function_app_flex_consumption", arm: "Microsoft.Web/sites", logged: true },
  { azurerm: "key_vault", arm: "Microsoft.KeyVault/vaults", ...both },
  { azurerm: "kubernetes_cluster", arm: "Microsoft.ContainerService/managedClusters", logged: true },
  { azurerm: "log_analytics_workspace", arm: "Microsoft.OperationalInsights/workspaces", keepsData: true },
  { azurerm: "log_analytics_workspace_table_custom_log", arm: "Microsoft.OperationalInsights/workspaces/tables", keepsData: true },
  { azurerm: "machine_learning_workspace", arm: "Microsoft.MachineLearningServices/workspaces", ...both },
  { azurerm: "monitor_workspace", arm: "Microsoft.Monitor/accounts", keepsData: true },
  { azurerm: "mssql_database", arm: "Microsoft.Sql/servers/databases", ...both },
  { azurerm: "postgresql_flexible_server", arm: "Microsoft.DBforPostgreSQL/flexibleServers", ...both },
  { azurerm: "search_service", arm: "Microsoft.Search/searchServices", logged: true },
  { azurerm: "servicebus_namespace", arm: "Microsoft.ServiceBus/namespaces", logged: true },
  { azurerm: "storage_account", arm: "Microsoft.Storage/storageAccounts", ...both },
  { azurerm: "storage_container", arm: "Microsoft.Storage/storageAccounts/blobServices/containers", keepsData: true },
  { azurerm: "storage_share", arm: "Microsoft.Storage/storageAccounts/fileServices/shares", keepsData: true },
];

const namesOf = (rows: readonly TypeRow[]): ReadonlySet<string> => new Set(rows.flatMap((row) => [`azurerm_${row.azurerm}`, row.arm]));

/** Where the code is kept, and what was said of it. */
const DEVOPS = ["azuredevops_project", "azuredevops_git_repository"];

/** Types of what cannot be made again from code. */
export const KEEPS_DATA: ReadonlySet<string> = new Set([...namesOf(TYPES.filter((row) => row.keepsData)), ...DEVOPS]);

/** Types of what must be logged. */
export const LOGGED = namesOf(TYPES.filter((row) => row.logged));
