import type { Environment } from "../environments/schema";
import { canonicalJson } from "../model-code/core/canonical-json";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import type { BootstrapContract, DataContract, FoundationContract, MlContract, SharedContract } from "./contracts";
import { trainingJob } from "./training-job";

export interface ControlParts {
  /** The models that the environment has. */
  readonly models: readonly ModelSpec[];
  /** Content hash of the job bundle: what training runs. */
  readonly jobImageTag: string;
  readonly shared: SharedContract;
  readonly bootstrap: BootstrapContract;
  readonly foundation: FoundationContract;
  readonly data: DataContract;
  readonly ml: MlContract;
}

const blobs = (account: string): string => `https://${account}.blob.core.windows.net`;

/** The environment variables of the control host, as `model-code/hosts/control/settings.ts` reads them. */
export function controlSettings(env: Environment, { models, jobImageTag, shared, foundation, data, ml }: Omit<ControlParts, "bootstrap">) {
  const { rules, ingestionUrl } = foundation.dataCollection;
  const place = {
    workspaceId: ml.workspaceId,
    computeId: ml.computeId,
    sweepComputeId: ml.sweepComputeId,
    trainingClientId: ml.trainingClientId,
    storeUrl: blobs(data.lakeAccount),
    packagesUrl: blobs(shared.packages.account),
    jobImageTag,
  };
  const trained = models.filter((model) => model.trainsIn === env.name);
  return {
    STORE_URL: place.storeUrl,
    PACKAGES_URL: place.packagesUrl,
    ML_WORKSPACE_ID: ml.workspaceId,
    TRAINING_JOBS: canonicalJson(Object.fromEntries(trained.map((model) => [model.name, trainingJob(model, place)]))),
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
