import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AzapiTrackedResource } from "../azapi/resource";
import { DeleteLock } from "../governance/delete-lock";
import { Vault, type VaultProps } from "../key-vault/vault";
import { Diagnostics } from "../monitoring/diagnostics";
import type { IGrantable } from "../roles/grant";
import { grantAccess } from "../roles/grant-access";
import { Identity } from "../roles/identity";
import { KeylessAccount } from "../storage/keyless-account";
import type { Replication } from "../storage/replications";
import { ML_API_VERSION } from "./api-version";
import { type OutboundRule, OutboundRules } from "./managed-network";

export interface WorkspaceProps {
  readonly names: { readonly workspace: string; readonly storage: string; readonly vault: string; readonly identity: string };
  readonly location: string;
  readonly resourceGroup: { readonly id: string; readonly name: string };
  readonly tenantId: string;
  readonly applicationInsightsId: string;
  /** The registry that job images are pulled from. */
  readonly registryId: string;
  readonly replication: Replication;
  /** Days that something deleted can be brought back. */
  readonly restoreDays: number;
  /** Whether the workspace, its storage and its vault answer outside of a network. */
  readonly publicNetwork: boolean;
  readonly managedNetwork: ManagedNetwork;
  readonly protect: boolean;
  /** What is final of its vault. */
  readonly vaultKeeping: Pick<VaultProps, "purgeProtection" | "softDeleteDays">;
  /** ARM id of the Log Analytics workspace. */
  readonly logs: string;
}

/**
 * A network of the workspace's own, in which its machines stand, and out of which they get only where they must. There always is one,
 * whatever the environment's network: Azure never switches it off again, and lets nobody out of one that once was closed.
 */
export interface ManagedNetwork {
  /** Compute cluster of the workspace on which images are built: the registry's own builders cannot get in. */
  readonly imageBuildCompute: string;
  /** Where jobs may call, beyond what the workspace needs, by name. */
  readonly outbound: Readonly<Record<string, OutboundRule>>;
  /** What endpoints among these lead to: the workspace must be allowed to approve them. */
  readonly targets: readonly IGrantable[];
}

/**
 * An Azure ML workspace without keys: its own storage (Azure ML takes no hierarchical account) and vault, opened by one
 * user-assigned identity, and system datastores that use the caller's identity. By azapi, as azurerm cannot say the latter.
 */
export class Workspace extends Construct implements IGrantable {
  readonly key: string;
  readonly id: string;
  readonly storage: KeylessAccount;
  readonly vault: Vault;
  /** What must be there before its machines: Azure ML changes the network, or makes a machine in it, and never both at a time. */
  readonly networkReady: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: WorkspaceProps) {
    super(scope, id);
    const { location, logs, protect, names, managedNetwork, publicNetwork } = props;
    const place = { location, resourceGroup: props.resourceGroup.name, publicNetwork, protect, logs };
    this.storage = new KeylessAccount(this, "Storage", {
      ...place,
      name: names.storage,
      replication: props.replication,
      restoreDays: props.restoreDays,
    });
    if (protect) new DeleteLock(this, "StorageLock", { on: this.storage.id, notes: "Logs and artifacts of every job, and notebooks." });
    this.vault = new Vault(this, "Vault", { ...place, name: names.vault, tenantId: props.tenantId, ...props.vaultKeeping });
    const identity = new Identity(this, "Identity", { ...place, name: names.identity });
    const registry: IGrantable = { key: "Registry", id: props.registryId };
    const opened = grantAccess(this, "workspace", {
      who: { workspace: identity },
      on: {
        "workspace's storage": this.storage,
        "workspace's vault": this.vault,
        "Application Insights": { key: "ApplicationInsights", id: props.applicationInsightsId },
        registry,
      },
    });
    const approves = grantAccess(this, "managedNetwork", {
      who: { workspace: identity },
      on: { "targets of the managed network": [this.storage, this.vault, registry, ...managedNetwork.targets], registry },
    });
    const workspace = new AzapiTrackedResource(this, "Resource", {
      type: `Microsoft.MachineLearningServices/workspaces@${ML_API_VERSION}`,
      name: names.workspace,
      parentId: props.resourceGroup.id,
      location,
      identity: { type: "UserAssigned", identityIds: [identity.id] },
      ignoreCasing: true,
      body: {
        kind: "Default",
        sku: { name: "Basic", tier: "Basic" },
        properties: {
          applicationInsights: props.applicationInsightsId,
          containerRegistry: props.registryId,
          keyVault: this.vault.id,
          storageAccount: this.storage.id,
          primaryUserAssignedIdentity: identity.id,
          systemDatastoresAuthMode: "Identity",
          publicNetworkAccess: publicNetwork ? "Enabled" : "Disabled",
          v1LegacyMode: false,
          imageBuildCompute: managedNetwork.imageBuildCompute,
          managedNetwork: { isolationMode: "AllowOnlyApprovedOutbound" },
          // Else the first machine would wait half an hour for its network.
          provisionNetworkNow: true,
        },
      },
      // A deleted workspace keeps its name for two weeks unless it is purged.
      ...(!protect && { deleteQuery: { forceToPurge: "true" } }),
      dependsOn: [...opened, ...approves],
      waitsForRoles: true,
      ...(protect && { lifecycle: { preventDestroy: true } }),
    });
    this.key = id;
    this.id = workspace.id;
    const outbound = new OutboundRules(this, "Outbound", { workspaceId: workspace.id, rules: managedNetwork.outbound, after: approves });
    this.networkReady = outbound.made;
    new Diagnostics(this, "Diagnostics", { target: workspace.id, logs });
  }
}
