import { less, off, row, type Setting } from "./setting";

const ANY = /./;

/** What protects in Azure and in clusters, and what protects less. */
export const PROTECTIONS: readonly Setting[] = [
  row(
    ANY,
    "purge_protection_enabled|enablePurgeProtection|versioning_enabled|isVersioningEnabled|change_feed_enabled|infrastructure_encryption_enabled|encryption_at_host_enabled|azure_policy_enabled|locked|oidc_issuer_enabled|workload_identity_enabled",
    off,
  ),
  row(
    ANY,
    "soft_delete_retention_days|softDeleteRetentionInDays|immutability_period_in_days|retention_in_days|retentionInDays|total_retention_in_days",
    less,
  ),
  row(ANY, "delete_retention_policy.days|container_delete_retention_policy.days|restore_policy.days", less),
];
