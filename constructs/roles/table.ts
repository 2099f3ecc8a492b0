/** A built-in role of Azure and what the platform gives it for. */
export interface RoleEntry {
  /** Azure's exact name. */
  readonly name: string;
  readonly allows: string;
}

/** Every role that the platform assigns. Nothing is assigned under another name, and each is given on one resource, not on a group. */
export const ROLES = {
  readBlobs: { name: "Storage Blob Data Reader", allows: "reads blobs and lists containers" },
  writeBlobs: { name: "Storage Blob Data Contributor", allows: "reads, writes and deletes blobs" },
  writeFiles: { name: "Storage File Data Privileged Contributor", allows: "reads and writes file shares by Entra ID" },
  manageStorageAccount: { name: "Storage Account Contributor", allows: "manages one storage account; its keys are switched off" },
  administerVault: { name: "Key Vault Administrator", allows: "manages everything kept in one vault" },
  manageVault: { name: "Key Vault Contributor", allows: "manages one vault without reading what it keeps" },
  manageApplicationInsights: { name: "Application Insights Component Contributor", allows: "manages one Application Insights component" },
  pullImages: { name: "AcrPull", allows: "pulls images" },
  runJobs: { name: "AzureML Data Scientist", allows: "submits and cancels jobs, writes runs and assets; no compute, no workspace" },
  readClusterEndpoint: { name: "Azure Kubernetes Service Cluster User Role", allows: "reads the cluster's address and certificate" },
  administerCluster: { name: "Azure Kubernetes Service RBAC Cluster Admin", allows: "manages every object in one cluster" },
} as const satisfies Record<string, RoleEntry>;

export type Role = keyof typeof ROLES;
