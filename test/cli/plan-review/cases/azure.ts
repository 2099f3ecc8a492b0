import type { InPlace } from "../in-place";

/** Changes in Azure and in clusters that let something through, and some that do not. */
export const AZURE_CASES: readonly InPlace[] = [
  [
    "azurerm_storage_account",
    { blob_properties: [{ versioning_enabled: true, delete_retention_policy: [{ days: 30 }] }] },
    { blob_properties: [] },
    "unprotects high `blob_properties.0.delete_retention_policy.0.days` goes from 30 to null",
    "unprotects high `blob_properties.0.versioning_enabled` goes from true to null",
  ],
  [
    "azurerm_log_analytics_workspace",
    { retention_in_days: 90 },
    { retention_in_days: 30 },
    "unprotects high `retention_in_days` goes from 90 to 30",
    "costs-more low costs less: `retention_in_days` goes from 90 to 30",
  ],
];
