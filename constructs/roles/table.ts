/** A built-in role of Azure and what the platform gives it for. */
export interface RoleEntry {
  /** Azure's exact name. */
  readonly name: string;
  readonly allows: string;
}

/** Every role that the platform assigns. Nothing is assigned under another name; `access.ts` says to whom, where and why. */
export const ROLES = {
  readEverything: { name: "Reader", allows: "sees every resource, and no data" },
  assignRoles: { name: "Role Based Access Control Administrator", allows: "gives and takes roles, within the assignment's condition" },
  lockData: { name: "Locks Contributor", allows: "sets and removes locks" },
  assignPolicies: { name: "Resource Policy Contributor", allows: "assigns policies" },
  readBlobs: { name: "Storage Blob Data Reader", allows: "reads blobs and lists containers" },
  writeBlobs: { name: "Storage Blob Data Contributor", allows: "reads, writes and deletes blobs" },
  writeFiles: { name: "Storage File Data Privileged Contributor", allows: "reads and writes file shares by Entra ID" },
  manageStorageAccount: { name: "Storage Account Contributor", allows: "manages one storage account; its keys are switched off" },
  administerVault: { name: "Key Vault Administrator", allows: "manages everything kept in one vault" },
  manageVault: { name: "Key Vault Contributor", allows: "manages one vault without reading what it keeps" },
  readSecrets: { name: "Key Vault Secrets User", allows: "reads the values of secrets" },
  manageApplicationInsights: { name: "Application Insights Component Contributor", allows: "manages one Application Insights component" },
  pullImages: { name: "AcrPull", allows: "pulls images" },
  pushImages: { name: "AcrPush", allows: "pulls and pushes images" },
  runJobs: { name: "AzureML Data Scientist", allows: "submits and cancels jobs, writes runs and assets; no compute, no workspace" },
  approveEndpoints: {
    name: "Azure AI Enterprise Network Connection Approver",
    allows: "approves private endpoints that Azure ML's managed network asks for",
  },
  joinNetwork: { name: "Network Contributor", allows: "joins what it makes to one network" },
  manageDnsZone: { name: "Private DNS Zone Contributor", allows: "writes records of one private DNS zone" },
  readClusterEndpoint: { name: "Azure Kubernetes Service Cluster User Role", allows: "reads the cluster's address and certificate" },
  runCluster: { name: "Azure Kubernetes Service Contributor Role", allows: "manages one cluster from outside; nothing within it" },
  readCluster: { name: "Azure Kubernetes Service RBAC Reader", allows: "reads objects in one cluster, without secrets" },
  administerCluster: { name: "Azure Kubernetes Service RBAC Cluster Admin", allows: "manages every object in one cluster" },
  readMetrics: { name: "Monitoring Data Reader", allows: "queries the metrics of one Azure Monitor workspace" },
  readLogs: { name: "Log Analytics Reader", allows: "queries logs" },
  administerGrafana: { name: "Grafana Admin", allows: "manages Grafana's dashboards, data sources and users" },
  viewGrafana: { name: "Grafana Viewer", allows: "looks at Grafana's dashboards" },
} as const satisfies Record<string, RoleEntry>;

export type Role = keyof typeof ROLES;
