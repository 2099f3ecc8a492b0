/** Zones in which private addresses are found, by what they hold; `<region>` stands for the network's own. */
export const PRIVATE_ZONES = {
  blob: "privatelink.blob.core.windows.net",
  dfs: "privatelink.dfs.core.windows.net",
  file: "privatelink.file.core.windows.net",
  queue: "privatelink.queue.core.windows.net",
  table: "privatelink.table.core.windows.net",
  vault: "privatelink.vaultcore.azure.net",
  registry: "privatelink.azurecr.io",
  machineLearning: "privatelink.api.azureml.ms",
  notebooks: "privatelink.notebooks.azure.net",
  eventHubs: "privatelink.servicebus.windows.net",
  dataFactory: "privatelink.datafactory.azure.net",
  dataFactoryPortal: "privatelink.adf.azure.com",
  functions: "privatelink.azurewebsites.net",
  apiServer: "privatelink.<region>.azmk8s.io",
  grafana: "privatelink.grafana.azure.com",
  monitor: "privatelink.monitor.azure.com",
  logQueries: "privatelink.oms.opinsights.azure.com",
  logIngestion: "privatelink.ods.opinsights.azure.com",
  logAgents: "privatelink.agentsvc.azure-automation.net",
  metrics: "privatelink.<region>.prometheus.monitor.azure.com",
} as const;

export type PrivateZone = keyof typeof PRIVATE_ZONES;
export const PRIVATE_ZONE_KEYS = Object.keys(PRIVATE_ZONES) as PrivateZone[];

/** What a private endpoint leads to: Azure's name of the part of the resource, and the zones that its addresses are written to. */
interface PrivateLink {
  readonly subresource: string;
  readonly zones: readonly PrivateZone[];
}

/**
 * Services that can be reached by a private endpoint. A hierarchical storage account needs `blob` and `dfs`. The Kubernetes API server
 * is not among them: it stands in the network itself, and the cluster writes its address to the zone `apiServer`.
 * @see https://learn.microsoft.com/azure/private-link/private-endpoint-dns
 */
export const PRIVATE_LINKS = {
  blob: { subresource: "blob", zones: ["blob"] },
  dfs: { subresource: "dfs", zones: ["dfs"] },
  file: { subresource: "file", zones: ["file"] },
  queue: { subresource: "queue", zones: ["queue"] },
  table: { subresource: "table", zones: ["table"] },
  vault: { subresource: "vault", zones: ["vault"] },
  registry: { subresource: "registry", zones: ["registry"] },
  machineLearning: { subresource: "amlworkspace", zones: ["machineLearning", "notebooks"] },
  eventHubs: { subresource: "namespace", zones: ["eventHubs"] },
  dataFactory: { subresource: "dataFactory", zones: ["dataFactory"] },
  dataFactoryPortal: { subresource: "portal", zones: ["dataFactoryPortal"] },
  functions: { subresource: "sites", zones: ["functions"] },
  grafana: { subresource: "grafana", zones: ["grafana"] },
  metrics: { subresource: "prometheusMetrics", zones: ["metrics"] },
  monitor: { subresource: "azuremonitor", zones: ["monitor", "logQueries", "logIngestion", "logAgents", "blob"] },
} as const satisfies Record<string, PrivateLink>;

export type PrivateService = keyof typeof PRIVATE_LINKS;
