/** A built-in role of Azure and what the platform gives it for. */
export interface BuiltInRole {
  /** Azure's exact name. */
  readonly name: string;
  /** Of its definition, the same in every tenant. */
  readonly id: string;
  readonly allows: string;
}

/** A role of the platform's own, where Azure has none that is narrow enough: bootstrap defines it, as only an owner may. */
export interface OwnRole {
  readonly name: string;
  /** Operations of Azure's management API, and no others. */
  readonly actions: readonly string[];
  readonly allows: string;
}

/**
 * Every role that the platform assigns, but for those by which it is deployed. Nothing is assigned under another name; `access.ts` says
 * to whom, where and why.
 * @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export const ROLES = {
  readEverything: { name: "Reader", id: "acdd72a7-3385-48ef-bd42-f606fba81ae7", allows: "sees every resource, and no data" },
  assignRoles: {
    name: "Role Based Access Control Administrator",
    id: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    allows: "gives and takes roles, within the assignment's condition",
  },
  lockData: { name: "Locks Contributor", id: "28bf596f-4eb7-45ce-b5bc-6cf482fec137", allows: "sets and removes locks" },
  assignPolicies: { name: "Resource Policy Contributor", id: "36243c78-bf99-498c-9df9-86d9f8d28608", allows: "assigns policies" },
  readBlobs: { name: "Storage Blob Data Reader", id: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", allows: "reads blobs and lists containers" },
  writeBlobs: {
    name: "Storage Blob Data Contributor",
    id: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    allows: "reads, writes and deletes blobs",
  },
  receiveEvents: {
    name: "Azure Event Hubs Data Receiver",
    id: "a638d3c7-ab3a-418d-83e6-5f17a39d4fde",
    allows: "reads the events of hubs",
  },
  writeQueues: {
    name: "Storage Queue Data Contributor",
    id: "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
    allows: "reads, writes and deletes queues and their messages",
  },
  sendMessages: {
    name: "Storage Queue Data Message Sender",
    id: "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a",
    allows: "adds messages to queues",
  },
  writeFiles: {
    name: "Storage File Data Privileged Contributor",
    id: "69566ab7-960f-475b-8e7c-b3118f30c6bd",
    allows: "reads and writes file shares by Entra ID",
  },
  manageStorageAccount: {
    name: "Storage Account Contributor",
    id: "17d1049b-9a84-46fb-8f53-869881c3d3ab",
    allows: "manages one storage account; its keys are switched off",
  },
  administerVault: {
    name: "Key Vault Administrator",
    id: "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    allows: "manages everything kept in one vault",
  },
  manageVault: {
    name: "Key Vault Contributor",
    id: "f25e0fa2-a7c8-4377-a976-54943a77a395",
    allows: "manages one vault without reading what it keeps",
  },
  readSecrets: { name: "Key Vault Secrets User", id: "4633458b-17de-408a-b874-0445c86b69e6", allows: "reads the values of secrets" },
  manageApplicationInsights: {
    name: "Application Insights Component Contributor",
    id: "ae349356-3a1b-4a5e-921d-050484c6347e",
    allows: "manages one Application Insights component",
  },
  sendRows: {
    name: "Monitoring Metrics Publisher",
    id: "3913510d-42f4-4e42-8a64-420c390055eb",
    allows: "sends rows by one data collection rule, or telemetry to one Application Insights component",
  },
  pullImages: { name: "AcrPull", id: "7f951dda-4ed3-4680-a7ca-43fe172d538d", allows: "pulls images" },
  pushImages: { name: "AcrPush", id: "8311e382-0749-4cb8-b61a-304f252e45ec", allows: "pulls and pushes images" },
  runJobs: {
    name: "AzureML Data Scientist",
    id: "f6c7c914-8db3-469d-8ca1-694a8f32e121",
    allows: "submits and cancels jobs, writes runs and assets; no compute, no workspace",
  },
  logRuns: {
    name: "Log runs",
    actions: ["read", "*/read", "experiments/runs/write", "metadata/artifacts/write", "data/versions/write"].map(
      (operation) => `Microsoft.MachineLearningServices/workspaces/${operation}`,
    ),
    allows: "writes runs, their artifacts and versions of data in one workspace, and submits no job",
  },
  approveEndpoints: {
    name: "Azure AI Enterprise Network Connection Approver",
    id: "b556d68e-0be0-4f35-a333-ad7ee1ce17ea",
    allows: "approves private endpoints that Azure ML's managed network asks for",
  },
  joinNetwork: { name: "Network Contributor", id: "4d97b98b-1d4f-4787-a291-c67834d212e7", allows: "joins what it makes to one network" },
  manageDnsZone: {
    name: "Private DNS Zone Contributor",
    id: "b12aa53e-6015-4669-85d0-8515ebb3ae7f",
    allows: "writes records of one private DNS zone",
  },
  readClusterEndpoint: {
    name: "Azure Kubernetes Service Cluster User Role",
    id: "4abbcc35-e782-43d8-92c5-2d3f1bd2253f",
    allows: "reads the cluster's address and certificate",
  },
  runCluster: {
    name: "Start and stop a cluster",
    actions: ["read", "start/action", "stop/action"].map((operation) => `Microsoft.ContainerService/managedClusters/${operation}`),
    allows: "starts and stops one cluster, and sees it",
  },
  readCluster: {
    name: "Azure Kubernetes Service RBAC Reader",
    id: "7f6c6a51-bcf8-42ba-9220-52d62157d7db",
    allows: "reads objects in one cluster, without secrets",
  },
  administerCluster: {
    name: "Azure Kubernetes Service RBAC Cluster Admin",
    id: "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
    allows: "manages every object in one cluster",
  },
  readMetrics: {
    name: "Monitoring Data Reader",
    id: "b0d8363b-8ddd-447d-831f-62ca05bff136",
    allows: "queries the metrics of one Azure Monitor workspace",
  },
  readLogs: { name: "Log Analytics Reader", id: "73c42c96-874c-492b-b04d-ab87d138a893", allows: "queries logs" },
  administerGrafana: {
    name: "Grafana Admin",
    id: "22926164-76b3-42b3-bc55-97df8dab3e41",
    allows: "manages Grafana's dashboards, data sources and users",
  },
  editGrafana: { name: "Grafana Editor", id: "a79a5197-3a5c-4973-a920-486035ffd60f", allows: "writes Grafana's dashboards" },
  viewGrafana: { name: "Grafana Viewer", id: "60921a7e-fef1-4a43-9b16-a26c52ad4769", allows: "looks at Grafana's dashboards" },
} as const satisfies Record<string, BuiltInRole | OwnRole>;

export type Role = keyof typeof ROLES;
/** Keys of the roles that bootstrap defines. */
export type OwnRoleKey = { [R in Role]: (typeof ROLES)[R] extends OwnRole ? R : never }[Role];

export const isOwnRole = (role: Role): role is OwnRoleKey => "actions" in ROLES[role];
export const OWN_ROLES = (Object.keys(ROLES) as Role[]).filter(isOwnRole);
