import type { App } from "cdktf";
import { applyPolicies } from "../constructs/policy/apply";
import { addProviderLock } from "../constructs/provider-lock/add-provider-lock";
import type { Places } from "../environments/read";
import type { Environment } from "../environments/schema";
import { hostIn } from "../model-code/core/spec/host-in";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import { BootstrapStack } from "./bootstrap";
import { ClusterStack } from "./cluster";
import type { SharedContract } from "./contracts";
import { ControlStack } from "./control";
import { DataStack } from "./data";
import { DevopsStack } from "./devops";
import { FoundationStack } from "./foundation";
import { GatewayStack } from "./gateway";
import { MlStack } from "./ml";
import { ModelStack } from "./model";
import { ServingStack } from "./serving";
import { FunctionsServingStack } from "./serving-functions";
import { SharedStack } from "./shared";

export interface PlatformProps extends Places {
  readonly models: readonly ModelSpec[];
  /** Content hashes of the models' files, by the models' names. */
  readonly modelFiles: Readonly<Record<string, string>>;
  /** Content hash of the job bundle. */
  readonly jobImageTag: string;
  /** Content hash of the server bundle. */
  readonly serverImageTag: string;
  /** Content hashes of the packages for Functions. */
  readonly controlPackage: string;
  readonly functionPackage: string;
  /**
   * Text of providers.lock.hcl.
   * @default - the builds of providers are not pinned, which is a warning
   */
  readonly providerLock?: string;
}

/** All stacks of all environments, held to the policies. */
export function addPlatform(app: App, props: PlatformProps): void {
  const shared = new SharedStack(app, props.shared, new BootstrapStack(app, props.shared).contract).contract;
  for (const env of props.environments) addEnvironment(app, env, shared, props);
  const { devops } = props.shared;
  if (devops !== undefined)
    new DevopsStack(app, props.shared, {
      devops,
      environments: props.environments.filter((env) => devops.environments?.includes(env.name) ?? true),
      models: props.models,
    });
  applyPolicies(app, [props.shared, ...props.environments]);
  addProviderLock(app, props.providerLock);
}

function addEnvironment(app: App, env: Environment, shared: SharedContract, props: PlatformProps): void {
  const models = props.models.filter((m) => env.models.includes(m.name));
  const bootstrap = new BootstrapStack(app, env, shared).contract;
  const predictionsDays = Math.min(...models.map((m) => m.retention.predictionsDays));
  const foundation = new FoundationStack(app, env, shared, bootstrap, predictionsDays).contract;
  const data = new DataStack(app, env, foundation, models).contract;
  const ml = new MlStack(app, env, { models, shared, bootstrap, foundation, data }).contract;
  const { modelFiles, jobImageTag, serverImageTag, controlPackage, functionPackage } = props;
  const control = new ControlStack(app, env, { models, modelFiles, jobImageTag, controlPackage, shared, bootstrap, foundation, data, ml })
    .contract;
  const cluster = new ClusterStack(app, env, { shared, bootstrap, foundation, data }).contract;
  const at = env.cluster.gateway;
  const gateway = at && new GatewayStack(app, env, at, { foundation, cluster }).ref;
  for (const model of models) {
    new ModelStack(app, env, { model, jobImageTag, modelFiles: modelFiles[model.name]!, shared, foundation, data, ml, cluster, control });
    const serving = { model, shared, foundation, data };
    if (hostIn(model, env.name) === "functions") new FunctionsServingStack(app, env, { ...serving, functionPackage });
    else new ServingStack(app, env, { ...serving, serverImageTag, cluster, ...(gateway && { gateway }) });
  }
}
