import type { Environment } from "../environments/schema";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import type { DataContract, FoundationContract, SharedContract } from "./contracts";

/** What the scorer of a model reads at start, whatever hosts it. A test holds the names to those that it knows. */
export const scorerSettings = (
  env: Environment,
  model: ModelSpec,
  { foundation, data, shared }: { readonly foundation: FoundationContract; readonly data: DataContract; readonly shared: SharedContract },
): Readonly<Record<string, string>> => ({
  MODELS: model.name,
  STORE_URL: `https://${data.lakeAccount}.blob.core.windows.net`,
  PACKAGES_URL: `https://${shared.packages.account}.blob.core.windows.net`,
  LOGS_ENDPOINT: foundation.dataCollection.ingestionUrl,
  PREDICTIONS_RULE_ID: foundation.dataCollection.rules.predictions.immutableId,
  ENVIRONMENT_NAME: env.name,
  AUTH_TENANT: env.tenant,
  AUTH_AUDIENCE: env.apps.scorer,
  SLO_P95_MILLISECONDS: String(model.serving.slo.p95Milliseconds),
});
