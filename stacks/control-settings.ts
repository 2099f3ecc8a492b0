import type { Environment } from "../environments/schema";
import { canonicalJson } from "../model-code/core/canonical-json";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import type { BootstrapContract, DataContract, FoundationContract, MlContract, SharedContract } from "./contracts";
import { type TrainingPlace, trainingJob } from "./training-job";

export interface ControlParts {
  /** The models that the environment has. */
  readonly models: readonly ModelSpec[];
  /** Content hashes of the models' files, by the models' names. */
  readonly modelFiles: Readonly<Record<string, string>>;
  /** Content hash of the job bundle: what training runs. */
  readonly jobImageTag: string;
  /** Content hash of the package of control. */
  readonly controlPackage: string;
  readonly shared: SharedContract;
  readonly bootstrap: BootstrapContract;
  readonly foundation: FoundationContract;
  readonly data: DataContract;
  readonly ml: MlContract;
}

const blobs = (account: string): string => `https://${account}.blob.core.windows.net`;

/**
 * What a training job says of the environment, by the settings that `control` fills in: so each is there once, and a model's job is some
 * thousand characters whatever the ids are.
 */
const TOLD: Omit<TrainingPlace, "jobImageTag" | "modelFiles"> = {
  workspaceId: "{{ML_WORKSPACE_ID}}",
  computeId: "{{ML_COMPUTE_ID}}",
  sweepComputeId: "{{ML_SWEEP_COMPUTE_ID}}",
  trainingClientId: "{{TRAINING_CLIENT_ID}}",
  storeUrl: "{{STORE_URL}}",
  packagesUrl: "{{PACKAGES_URL}}",
};

/** What is told of each model by a setting of its own: its training job alone nearly has a setting's greatest length. */
const ofModel = (what: "TRAINING_JOB" | "MODEL_FILES", { name }: ModelSpec): string => `${what}_${name.toUpperCase().replaceAll("-", "_")}`;

/** The environment variables of the control host, as `model-code/hosts/control/settings.ts` reads them. */
export function controlSettings(
  env: Environment,
  { models, modelFiles, jobImageTag, shared, foundation, data, ml }: Omit<ControlParts, "bootstrap" | "controlPackage">,
) {
  const { rules, ingestionUrl } = foundation.dataCollection;
  const trained = models.filter((model) => model.trainsIn === env.name);
  return {
    STORE_URL: blobs(data.lakeAccount),
    PACKAGES_URL: blobs(shared.packages.account),
    ML_WORKSPACE_ID: ml.workspaceId,
    ML_COMPUTE_ID: ml.computeId,
    ML_SWEEP_COMPUTE_ID: ml.sweepComputeId,
    TRAINING_CLIENT_ID: ml.trainingClientId,
    ...Object.fromEntries(models.map((model) => [ofModel("MODEL_FILES", model), modelFiles[model.name]!])),
    ...Object.fromEntries(
      trained.map((model) => [
        ofModel("TRAINING_JOB", model),
        canonicalJson(trainingJob(model, { ...TOLD, jobImageTag, modelFiles: modelFiles[model.name]! })),
      ]),
    ),
    LOGS_ENDPOINT: ingestionUrl,
    METRICS_RULE_ID: rules.modelMetrics.immutableId,
    DRIFT_RULE_ID: rules.drift.immutableId,
    AUDIT_RULE_ID: rules.audit.immutableId,
    ENVIRONMENT_NAME: env.name,
    AUTH_TENANT: env.tenant,
    AUTH_AUDIENCE: env.control.alertApplication.clientId,
    TICK_SCHEDULE: env.control.schedule,
  };
}
