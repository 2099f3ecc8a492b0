import type { App } from "cdktf";
import { ComputeCluster } from "../constructs/machine-learning/compute-cluster";
import { LakeDatastore } from "../constructs/machine-learning/lake-datastore";
import { Workspace } from "../constructs/machine-learning/workspace";
import { grant } from "../constructs/roles/grant";
import { Identity } from "../constructs/roles/identity";
import type { Environment } from "../environments/schema";
import type { DataContract, FoundationContract, MlContract, SharedContract } from "./contracts";
import { WRITTEN_ZONES } from "./group-job";
import { PlatformStack } from "./platform-stack";

/** Where models are made: the Azure ML workspace, machines that are there only while a job runs, and the identity that jobs act as. */
export class MlStack extends PlatformStack {
  readonly contract: MlContract;

  constructor(app: App, env: Environment, shared: SharedContract, foundation: FoundationContract, data: DataContract) {
    super(app, env, "ml");
    this.addAzapi();
    const location = env.region;
    const group = foundation.groups.ml;

    const workspace = new Workspace(this, "Workspace", {
      names: {
        workspace: this.nameOf("machine-learning-workspace"),
        storage: this.nameOf("storage-account", "ml"),
        vault: this.nameOf("key-vault", "ml"),
        identity: this.nameOf("user-assigned-identity", "ml-workspace"),
      },
      location,
      resourceGroup: group,
      tenantId: env.tenant,
      applicationInsightsId: foundation.applicationInsightsId,
      registryId: shared.registryId,
      replication: env.replication,
      publicNetwork: env.network.mode === "public",
      protect: env.protectData,
      logs: foundation.logsId,
    });
    const training = new Identity(this, "Training", {
      name: this.nameOf("user-assigned-identity", "training"),
      location,
      resourceGroup: group.name,
    });
    const compute = new ComputeCluster(this, "Compute", {
      name: this.nameOf("compute-cluster"),
      location,
      workspaceId: workspace.id,
      identityId: training.id,
      ...env.training,
    });

    for (const zone of WRITTEN_ZONES) {
      new LakeDatastore(this, `Datastore-${zone}`, {
        zone,
        workspaceId: workspace.id,
        accountName: data.lakeAccount,
        subscriptionId: env.subscription,
        resourceGroup: foundation.groups.data.name,
      });
      grant(this, "writeBlobs", { key: zone, id: data.zoneIds[zone] }, training);
    }
    grant(this, "pullImages", { key: "Registry", id: shared.registryId }, training);
    grant(this, "runJobs", workspace, training);
    grant(this, "writeBlobs", workspace.storage, training);
    grant(this, "writeFiles", workspace.storage, training);
    grant(this, "runJobs", workspace, { key: "Factory", principalId: data.factoryPrincipalId });

    this.contract = { workspaceId: workspace.id, computeId: compute.id, trainingClientId: training.clientId };
  }
}
