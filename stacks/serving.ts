import type { App } from "cdktf";
import { connectToCluster } from "../constructs/kubernetes/connect";
import type { GatewayRef } from "../constructs/kubernetes/gateway-ref";
import { Scorer } from "../constructs/kubernetes/scorer";
import type { Environment } from "../environments/schema";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import type { ClusterContract, DataContract, ModelContract, SharedContract } from "./contracts";
import { PlatformStack } from "./platform-stack";
import { scorerSettings } from "./scorer-settings";

export interface ServingStackProps {
  readonly model: ModelSpec;
  /** Content hash of the server bundle: the tag of the server image. */
  readonly serverImageTag: string;
  readonly shared: SharedContract;
  readonly data: DataContract;
  readonly cluster: ClusterContract;
  readonly modelContract: ModelContract;
  /** @default - callers outside of the cluster have no way in */
  readonly gateway?: GatewayRef;
}

/** The Kubernetes objects of one model. A stack of its own, since its provider is configured from a cluster that must exist by then. */
export class ServingStack extends PlatformStack {
  constructor(app: App, env: Environment, props: ServingStackProps) {
    const { model, shared, data, cluster, modelContract, serverImageTag, gateway } = props;
    super(app, env, `serving-${model.name}`);
    connectToCluster(this, cluster);
    const { replicas, hours } = model.serving;
    new Scorer(this, "Scorer", {
      model: model.name,
      owner: model.owner.contact,
      namespace: modelContract.namespace,
      serviceAccount: modelContract.serviceAccount,
      identityClientId: modelContract.scoringClientId,
      image: `${shared.loginServer}/server:${serverImageTag}`,
      replicas,
      ...(hours && { hours }),
      settings: scorerSettings(env, model, { data, shared }),
      ...(gateway && { gateway }),
    });
  }
}
