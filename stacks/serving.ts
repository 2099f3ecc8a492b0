import type { App } from "cdktf";
import { connectToCluster } from "../constructs/kubernetes/connect";
import type { GatewayRef } from "../constructs/kubernetes/gateway-ref";
import { Scorer } from "../constructs/kubernetes/scorer";
import type { Environment } from "../environments/schema";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import type { ClusterContract, DataContract, FoundationContract, SharedContract } from "./contracts";
import { modelTags } from "./model-tags";
import { PlatformStack } from "./platform-stack";
import { scorerSettings } from "./scorer-settings";
import { scoringIdentity } from "./scoring-identity";

export interface ServingStackProps {
  readonly model: ModelSpec;
  /** Hash of what is published of the server: the tag of its image. */
  readonly serverImageTag: string;
  readonly shared: SharedContract;
  readonly foundation: FoundationContract;
  readonly data: DataContract;
  readonly cluster: ClusterContract;
  /** @default - callers outside of the cluster have no way in */
  readonly gateway?: GatewayRef;
}

/** What serves one model on AKS. A stack of its own, since its providers are configured from a cluster that must exist by then. */
export class ServingStack extends PlatformStack {
  constructor(app: App, env: Environment, props: ServingStackProps) {
    const { model, shared, foundation, data, cluster, serverImageTag, gateway } = props;
    super(app, env, `serving-${model.name}`, { model: modelTags(model) });
    connectToCluster(this, cluster);
    const { replicas, hours } = model.serving;
    const account = { namespace: model.name, serviceAccount: "scorer" };
    const scoring = scoringIdentity(this, {
      name: this.nameOf("user-assigned-identity", `${model.name}-scoring`),
      location: env.region,
      resourceGroup: foundation.groups.models.name,
      ...{ shared, foundation, data },
    });
    scoring.addServiceAccount({ issuer: cluster.oidcIssuerUrl, ...account });
    new Scorer(this, "Scorer", {
      ...account,
      model: model.name,
      owner: model.owner.contact,
      identityClientId: scoring.clientId,
      image: `${shared.loginServer}/server:${serverImageTag}`,
      replicas,
      ...(hours && { hours }),
      settings: scorerSettings(env, model, { foundation, data, shared }),
      ...(gateway && { gateway }),
    });
  }
}
