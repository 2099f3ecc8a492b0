import type { App } from "cdktf";
import { Budget } from "../constructs/budget/budget";
import { ModelPipelines } from "../constructs/data-factory/model-pipelines";
import { commandJob, type DatastoreUri } from "../constructs/machine-learning/command-job";
import { Components } from "../constructs/machine-learning/component";
import { DataAssets } from "../constructs/machine-learning/data-assets";
import { JobEnvironment } from "../constructs/machine-learning/job-environment";
import { ModelAlerts } from "../constructs/monitoring/model-alerts";
import { ModelWorkbook } from "../constructs/monitoring/model-workbook";
import type { Environment } from "../environments/schema";
import type { LakeZone } from "../model-code/core/lifecycle/step";
import { hostIn } from "../model-code/core/spec/host-in";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import { BatchScoring } from "./batch-scoring";
import type { ClusterContract, ControlContract, DataContract, FoundationContract, MlContract, SharedContract } from "./contracts";
import { dataAssetsOf } from "./data-assets";
import { dataJob } from "./data-job";
import { factoryOf } from "./factory-of";
import { MODEL_FILES, modelFilesFolder } from "./model-files";
import { modelTags } from "./model-tags";
import { PlatformStack } from "./platform-stack";
import { environmentName, trainingComponents } from "./training-components";

export interface ModelStackProps {
  readonly model: ModelSpec;
  /** Content hash of the job bundle: the tag of the job image. */
  readonly jobImageTag: string;
  /** Content hash of the model's files. */
  readonly modelFiles: string;
  readonly shared: SharedContract;
  readonly foundation: FoundationContract;
  readonly data: DataContract;
  readonly ml: MlContract;
  readonly cluster: ClusterContract;
  readonly control: ControlContract;
}

const TIMEOUT_MINUTES = 120;

/** In each zone a folder for the model, and in it one for what the job calls it. */
const lakeFolders = (model: string, zones: Readonly<Record<string, LakeZone>>): Record<string, DatastoreUri> =>
  Object.fromEntries(Object.entries(zones).map(([name, zone]) => [name, `azureml://datastores/${zone}/paths/${model}/${name}/` as const]));

/** All of one model but its pods: what it runs in, what prepares its data and when, who scores, and who hears of failure. */
export class ModelStack extends PlatformStack {
  constructor(app: App, env: Environment, props: ModelStackProps) {
    const { model } = props;
    super(app, env, `model-${model.name}`, { model: modelTags(model) });
    const trains = model.trainsIn === env.name;
    if (trains || model.batch !== undefined) {
      this.addAzapi();
      const environmentId = this.addEnvironment(props);
      if (trains) this.addPreparation(environmentId, props);
      const { batch } = model;
      if (batch !== undefined)
        new BatchScoring(this, "BatchScoring", { ...props.ml, model, batch, environmentId, jobImageTag: props.jobImageTag });
    }
    this.addMonitoring(env, props);
  }

  /** What the model's jobs run in. */
  private addEnvironment({ model, shared, ml, jobImageTag }: ModelStackProps): string {
    return new JobEnvironment(this, "Environment", {
      name: environmentName(model.name),
      workspaceId: ml.workspaceId,
      loginServer: shared.loginServer,
      imageTag: jobImageTag,
    }).id;
  }

  /** The data's way from its sources to features: fetched and prepared by Data Factory, by a job in Azure ML that it watches. */
  private addPreparation(environmentId: string, { model, data, ml, ...props }: ModelStackProps): void {
    const prepare = dataJob(model.name);
    const tags = { model: model.name, owner: model.owner.contact, image: props.jobImageTag };
    new Components(this, "Components", {
      workspaceId: ml.workspaceId,
      environmentId,
      specs: trainingComponents(model, props.jobImageTag),
      tags,
    });
    new DataAssets(this, "DataAssets", {
      workspaceId: ml.workspaceId,
      assets: dataAssetsOf(model.name),
      tags: { model: model.name, owner: model.owner.contact },
    });
    const job = commandJob({
      displayName: `${model.name}: prepare`,
      experiment: model.name,
      command: prepare.command,
      environmentId,
      computeId: ml.computeId,
      identityClientId: ml.trainingClientId,
      inputs: { ...lakeFolders(model.name, prepare.inputs), [MODEL_FILES]: modelFilesFolder(props.modelFiles) },
      outputs: lakeFolders(model.name, prepare.outputs),
      timeoutMinutes: TIMEOUT_MINUTES,
      tags,
    });
    const factory = factoryOf(data);
    new ModelPipelines(this, "Data", { model, factory, workspaceId: ml.workspaceId, job, jobTimeoutMinutes: TIMEOUT_MINUTES });
  }

  /** Who hears of what, where people look, and what it may cost. */
  private addMonitoring(env: Environment, { model, foundation, control }: ModelStackProps): void {
    const { hours } = env.cluster;
    const { models: group } = foundation.groups;
    const watched = {
      model,
      by:
        hostIn(model, env.name) === "aks"
          ? { host: "aks" as const, namespace: model.name, ...(hours && { hours }) }
          : { host: "functions" as const, app: this.nameOf("function-app", model.name) },
      trains: model.trainsIn === env.name,
      location: env.region,
      logs: foundation.logsId,
    };
    new ModelAlerts(this, "Alerts", {
      ...watched,
      nameOf: (type, purpose) => this.nameOf(type, purpose),
      resourceGroup: group.name,
      actionGroups: foundation.actionGroups,
      ...(control.actionGroupId !== undefined && { controlGroup: control.actionGroupId }),
    });
    new ModelWorkbook(this, "Workbook", { ...watched, environment: env.name, resourceGroup: group });
    if (model.budget !== undefined)
      new Budget(this, "Budget", {
        name: this.nameOf("budget", model.name),
        subscription: `/subscriptions/${env.subscription}`,
        tags: { environment: env.name, model: model.name },
        monthly: model.budget.monthly,
        since: env.budget.since,
        thresholds: env.budget.thresholds,
        contacts: [...new Set([model.owner.contact, ...env.budget.contacts])],
        actionGroups: [foundation.actionGroups.routine],
      });
  }
}
