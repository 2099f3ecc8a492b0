import { StorageAccount } from "@cdktf/provider-azurerm/lib/storage-account";
import { StorageManagementPolicy } from "@cdktf/provider-azurerm/lib/storage-management-policy";
import { Construct } from "constructs";
import { Diagnostics } from "../monitoring/diagnostics";
import type { IGrantable } from "../roles/grant";
import { type Rule, validateProps } from "../validate";
import type { Replication } from "./replications";

export interface KeylessAccountProps {
  readonly name: string;
  readonly location: string;
  readonly resourceGroup: string;
  readonly replication: Replication;
  /** Whether the account can be reached without a private endpoint; who may read is decided by Entra ID all the same. */
  readonly publicNetwork: boolean;
  /**
   * With a public network: the only addresses that are answered, besides Azure's own services.
   * @default - all
   */
  readonly admits?: readonly string[];
  /** Whether Terraform must refuse to destroy the account. */
  readonly protect: boolean;
  /** ARM id of the Log Analytics workspace that every access is logged to. */
  readonly logs: string;
  /**
   * Folders as first-class objects, for a lake; Azure ML's own account must not have them.
   * @default false
   */
  readonly hierarchical?: boolean;
  /**
   * Earlier versions of a blob are kept, for `restoreDays` from their writing; one that is deleted then can be brought back for as long
   * again, as all that is deleted. Azure refuses it on a hierarchical account.
   * @default false
   */
  readonly versioned?: boolean;
  /**
   * Days that something deleted can be brought back, 1 to 365.
   * @default 7
   */
  readonly restoreDays?: number;
}

const rules: readonly Rule<KeylessAccountProps>[] = [
  [(p) => !(p.versioned && p.hierarchical), () => "versioned: expected a flat account, got a hierarchical one"],
  [
    (p) => p.restoreDays === undefined || (Number.isInteger(p.restoreDays) && p.restoreDays >= 1 && p.restoreDays <= 365),
    (p) => `restoreDays: expected 1 to 365, got ${p.restoreDays}`,
  ],
];

/** A storage account that no key opens: account keys, SAS, local users and anonymous access are off. */
export class KeylessAccount extends Construct implements IGrantable {
  readonly key: string;
  readonly id: string;
  readonly name: string;

  constructor(scope: Construct, id: string, props: KeylessAccountProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const days = props.restoreDays ?? 7;
    const account = new StorageAccount(this, "Resource", {
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroup,
      accountKind: "StorageV2",
      accountTier: "Standard",
      accountReplicationType: props.replication,
      isHnsEnabled: props.hierarchical ?? false,
      sharedAccessKeyEnabled: false,
      defaultToOauthAuthentication: true,
      allowNestedItemsToBePublic: false,
      localUserEnabled: false,
      crossTenantReplicationEnabled: false,
      httpsTrafficOnlyEnabled: true,
      minTlsVersion: "TLS1_2",
      infrastructureEncryptionEnabled: true,
      publicNetworkAccessEnabled: props.publicNetwork,
      // In full and always: what is left out stays as it was.
      networkRules: {
        defaultAction: props.publicNetwork && props.admits === undefined ? "Allow" : "Deny",
        bypass: ["AzureServices"],
        ipRules: [...(props.admits ?? [])],
        virtualNetworkSubnetIds: [],
      },
      blobProperties: {
        deleteRetentionPolicy: { days },
        containerDeleteRetentionPolicy: { days },
        ...(props.versioned && { versioningEnabled: true }),
      },
      ...(props.protect && { lifecycle: { preventDestroy: true } }),
    });
    // Azure keeps versions for ever unless it is told otherwise.
    if (props.versioned)
      new StorageManagementPolicy(this, "Versions", {
        storageAccountId: account.id,
        rule: [
          {
            name: "earlier-versions-by-age",
            enabled: true,
            filters: { blobTypes: ["blockBlob"] },
            actions: { version: { deleteAfterDaysSinceCreation: days } },
          },
        ],
      });
    this.key = id;
    this.id = account.id;
    this.name = account.name;
    new Diagnostics(this, "Diagnostics", { target: `${account.id}/blobServices/default`, logs: props.logs });
  }
}
