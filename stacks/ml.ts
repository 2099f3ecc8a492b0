import type { App } from "cdktf";
import { ComputeCluster } from "../constructs/machine-learning/compute-cluster";
import { LakeDatastore } from "../constructs/machine-learning/lake-datastore";
import { PackageDatastore } from "../constructs/machine-learning/package-datastore";
import { type ManagedNetwork, Workspace } from "../constructs/machine-learning/workspace";
import { PrivateEndpoints } from "../constructs/network/private-endpoints";
import type { IGrantable, IPrincipal } from "../constructs/roles/grant";
import { grantAccess } from "../constructs/roles/grant-access";
import { Identity } from "../constructs/roles/identity";
import type { Environment } from "../environments/schema";
import { LAKE_ZONES, type LakeZone } from "../model-code/core/lifecycle/step";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import type { BootstrapContract, DataContract, FoundationContract, MlContract, SharedContract } from "./contracts";
import { WRITTEN_ZONES } from "./group-job";
import { closedModels } from "./lake-ageing";
import { persona } from "./personas";
import { PlatformStack } from "./platform-stack";

/** What scoring in batches reads: rows to score, packages, and which of them is released. */
const SCORING_READS: readonly LakeZone[] = ["curated", "features", "models", "releases"];

export interface MlParts {
  /** The models that the environment has. */
  readonly models: readonly ModelSpec[];
  readonly shared: SharedContract;
  readonly bootstrap: BootstrapContract;
  readonly foundation: FoundationContract;
  readonly data: DataContract;
}

/** Where models are made: the Azure ML workspace, machines that are there only while a job runs, and the identities that jobs act as. */
export class MlStack extends PlatformStack {
  readonly contract: MlContract;

  constructor(app: App, env: Environment, { models, shared, bootstrap, foundation, data }: MlParts) {
    super(app, env, "ml");
    this.addAzapi();
    const group = foundation.groups.ml;
    const place = { location: env.region, resourceGroup: group.name };
    const computeName = this.nameOf("compute-cluster");

    const workspace = new Workspace(this, "Workspace", {
      names: {
        workspace: this.nameOf("machine-learning-workspace"),
        storage: this.nameOf("storage-account", "ml"),
        vault: this.nameOf("key-vault", "ml"),
        identity: this.nameOf("user-assigned-identity", "ml-workspace"),
      },
      location: env.region,
      resourceGroup: group,
      tenantId: env.tenant,
      applicationInsightsId: foundation.applicationInsightsId,
      registryId: shared.registryId,
      replication: env.replication,
      restoreDays: env.retention.restoreDays,
      publicNetwork: env.network.mode === "public",
      managedNetwork: this.managedNetwork(computeName, data, shared),
      protect: env.protectData,
      vaultKeeping: env.vault,
      logs: foundation.logsId,
    });
    const training = new Identity(this, "Training", { ...place, name: this.nameOf("user-assigned-identity", "training") });
    const scoring = new Identity(this, "Scoring", { ...place, name: this.nameOf("user-assigned-identity", "batch-scoring") });
    const machines = { location: env.region, workspaceId: workspace.id, after: workspace.networkReady };
    const compute = new ComputeCluster(this, "Compute", {
      ...machines,
      ...env.training,
      name: computeName,
      identityIds: [training.id, scoring.id],
    });
    const sweep = new ComputeCluster(this, "SweepCompute", {
      ...machines,
      ...env.sweep,
      name: this.nameOf("compute-cluster", "sweep"),
      identityIds: [training.id],
    });
    for (const zone of LAKE_ZONES.filter((z) => WRITTEN_ZONES.includes(z) || SCORING_READS.includes(z) || z === "predictions"))
      new LakeDatastore(this, `Datastore-${zone}`, {
        zone,
        workspaceId: workspace.id,
        accountName: data.lakeAccount,
        subscriptionId: env.subscription,
        resourceGroup: foundation.groups.data.name,
      });

    new PackageDatastore(this, "PackageDatastore", { workspaceId: workspace.id, ...shared.packages });

    const zones = (names: readonly LakeZone[]): readonly IGrantable[] => names.map((zone) => ({ key: zone, id: data.zoneIds[zone] }));
    const factory: IPrincipal = { key: "Factory", principalId: data.factoryPrincipalId };
    grantAccess(this, "ml", {
      who: { training, scoring, factory },
      own: bootstrap.ownRoleIds,
      on: {
        workspace,
        "workspace's storage": workspace.storage,
        registry: { key: "Registry", id: shared.registryId },
        "package store": { key: "Packages", id: shared.packages.containerId },
        "zones that steps write": zones(WRITTEN_ZONES),
        "zones that scoring reads": zones(SCORING_READS),
        "predictions zone": zones(["predictions"]),
      },
    });
    // whoever submits a job reads what training reads
    if (!env.protectData && closedModels(models).length === 0)
      grantAccess(this, "experiments", {
        who: { dataScientists: persona(env, "dataScience") },
        on: { workspace, "workspace's storage": workspace.storage },
      });

    const reached = new PrivateEndpoints(this, "PrivateEndpoints", {
      ...place,
      network: foundation.network,
      nameOf: (purpose) => this.nameOf("private-endpoint", purpose),
    });
    reached.add(workspace, "machineLearning");
    // The managed network has endpoints to both as well, made with the workspace.
    const after = workspace.networkReady;
    reached.add({ key: "ml", id: workspace.storage.id, after }, "blob");
    reached.add({ key: "ml", id: workspace.storage.id, after }, "file");
    reached.add({ key: "ml", id: workspace.vault.id, after }, "vault");

    this.contract = {
      workspaceId: workspace.id,
      computeId: compute.id,
      sweepComputeId: sweep.id,
      trainingClientId: training.clientId,
      scoringClientId: scoring.clientId,
    };
  }

  /** Jobs reach the lake and the package store by private endpoints; logs and Azure's own services by the rules that every managed network has. */
  private managedNetwork(imageBuildCompute: string, data: DataContract, shared: SharedContract): ManagedNetwork {
    return {
      imageBuildCompute,
      outbound: {
        "lake-blob": { targetId: data.lakeId, part: "blob" },
        "lake-dfs": { targetId: data.lakeId, part: "dfs" },
        "packages-blob": { targetId: shared.packages.accountId, part: "blob" },
      },
      targets: [
        { key: "Lake", id: data.lakeId },
        { key: "Packages", id: shared.packages.accountId },
      ],
    };
  }
}
