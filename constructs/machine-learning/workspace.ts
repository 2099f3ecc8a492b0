import { Construct } from "constructs";
import { AzapiTrackedResource } from "../azapi/resource";
import { Vault } from "../key-vault/vault";
import { Diagnostics } from "../monitoring/diagnostics";
import { grant, type IGrantable } from "../roles/grant";
import { Identity } from "../roles/identity";
import { KeylessAccount, type Replication } from "../storage/keyless-account";
import { ML_API_VERSION } from "./api-version";

export interface WorkspaceProps {
  readonly names: { readonly workspace: string; readonly storage: string; readonly vault: string; readonly identity: string };
  readonly location: string;
  readonly resourceGroup: { readonly id: string; readonly name: string };
  readonly tenantId: string;
  readonly applicationInsightsId: string;
  /** The registry that job images are pulled from; the workspace builds none, so it may only pull. */
  readonly registryId: string;
  readonly replication: Replication;
  readonly publicNetwork: boolean;
  readonly protect: boolean;
  /** ARM id of the Log Analytics workspace. */
  readonly logs: string;
}

/**
 * An Azure ML workspace without keys: its own storage (Azure ML takes no hierarchical account) and vault, opened by one
 * user-assigned identity, and system datastores that use the caller's identity. By azapi, as azurerm cannot say the latter.
 */
export class Workspace extends Construct implements IGrantable {
  readonly key: string;
  readonly id: string;
  readonly storage: KeylessAccount;

  constructor(scope: Construct, id: string, props: WorkspaceProps) {
    super(scope, id);
    const { location, logs, protect, publicNetwork, names } = props;
    const place = { location, resourceGroup: props.resourceGroup.name };
    this.storage = new KeylessAccount(this, "Storage", {
      ...place,
      name: names.storage,
      replication: props.replication,
      publicNetwork,
      protect,
      logs,
    });
    const vault = new Vault(this, "Vault", { ...place, name: names.vault, tenantId: props.tenantId, publicNetwork, protect, logs });
    const identity = new Identity(this, "Identity", { ...place, name: names.identity });
    const insights: IGrantable = { key: "ApplicationInsights", id: props.applicationInsightsId };
    const opened = [
      grant(this, "manageStorageAccount", this.storage, identity),
      grant(this, "writeBlobs", this.storage, identity),
      grant(this, "writeFiles", this.storage, identity),
      grant(this, "manageVault", vault, identity),
      grant(this, "administerVault", vault, identity),
      grant(this, "manageApplicationInsights", insights, identity),
      grant(this, "pullImages", { key: "Registry", id: props.registryId }, identity),
    ];
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
          keyVault: vault.id,
          storageAccount: this.storage.id,
          primaryUserAssignedIdentity: identity.id,
          systemDatastoresAuthMode: "Identity",
          publicNetworkAccess: publicNetwork ? "Enabled" : "Disabled",
          v1LegacyMode: false,
        },
      },
      // A deleted workspace keeps its name for two weeks unless it is purged.
      ...(!protect && { deleteQuery: { forceToPurge: "true" } }),
      dependsOn: opened,
      ...(protect && { lifecycle: { preventDestroy: true } }),
    });
    this.key = id;
    this.id = workspace.id;
    new Diagnostics(this, "Diagnostics", { target: workspace.id, logs });
  }
}
