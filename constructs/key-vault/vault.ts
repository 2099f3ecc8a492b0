import { KeyVault } from "@cdktf/provider-azurerm/lib/key-vault";
import { Construct } from "constructs";
import { DeleteLock } from "../governance/delete-lock";
import { Diagnostics } from "../monitoring/diagnostics";
import type { IGrantable } from "../roles/grant";

export interface VaultProps {
  readonly name: string;
  readonly location: string;
  readonly resourceGroup: string;
  readonly tenantId: string;
  readonly publicNetwork: boolean;
  /** Whether nobody, administrators included, can purge the vault before its time. Azure never takes it back. */
  readonly purgeProtection: boolean;
  /** Days that it, or a secret of it, can be brought back, 7 to 90. Azure never changes them. */
  readonly softDeleteDays: number;
  /** Whether Terraform and a lock must refuse to destroy it. */
  readonly protect: boolean;
  /** ARM id of the Log Analytics workspace. */
  readonly logs: string;
}

/** A key vault that roles open, not access policies. */
export class Vault extends Construct implements IGrantable {
  readonly key: string;
  readonly id: string;
  readonly uri: string;

  constructor(scope: Construct, id: string, props: VaultProps) {
    super(scope, id);
    const vault = new KeyVault(this, "Resource", {
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroup,
      tenantId: props.tenantId,
      skuName: "standard",
      rbacAuthorizationEnabled: true,
      purgeProtectionEnabled: props.purgeProtection,
      softDeleteRetentionDays: props.softDeleteDays,
      publicNetworkAccessEnabled: props.publicNetwork,
      networkAcls: { bypass: "AzureServices", defaultAction: props.publicNetwork ? "Allow" : "Deny" },
      ...(props.protect && { lifecycle: { preventDestroy: true } }),
    });
    if (props.protect) new DeleteLock(this, "Lock", { on: vault.id, notes: "Secrets of sources and of the workspace." });
    this.key = id;
    this.id = vault.id;
    this.uri = vault.vaultUri;
    new Diagnostics(this, "Diagnostics", { target: vault.id, logs: props.logs });
  }
}
