import type { App } from "cdktf";
import { FlexApp } from "../constructs/functions/flex-app";
import { PrivateEndpoints } from "../constructs/network/private-endpoints";
import { grantAccess } from "../constructs/roles/grant-access";
import { KeylessAccount } from "../constructs/storage/keyless-account";
import type { Environment } from "../environments/schema";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import type { DataContract, FoundationContract, SharedContract } from "./contracts";
import { modelTags } from "./model-tags";
import { PlatformStack } from "./platform-stack";
import { scorerSettings } from "./scorer-settings";
import { scoringIdentity } from "./scoring-identity";

export interface FunctionsServingStackProps {
  readonly model: ModelSpec;
  readonly shared: SharedContract;
  readonly foundation: FoundationContract;
  readonly data: DataContract;
  /** Content hash of the package of scorers. */
  readonly functionPackage: string;
}

/** What serves one model on Functions: an app that costs nothing while nobody asks, with the same scorer in it as everywhere. */
export class FunctionsServingStack extends PlatformStack {
  constructor(app: App, env: Environment, { model, shared, foundation, data, functionPackage }: FunctionsServingStackProps) {
    super(app, env, `serving-${model.name}`, { model: modelTags(model) });
    this.addAzapi();
    const { network, groups, logsId: logs } = foundation;
    const publicNetwork = network.mode === "public";
    const place = { location: env.region, resourceGroup: groups.models.name };
    const storage = new KeylessAccount(this, "Storage", {
      ...place,
      name: this.nameOf("storage-account", model.name),
      replication: env.replication,
      restoreDays: env.retention.restoreDays,
      publicNetwork,
      protect: env.protectData,
      logs,
    });
    const name = this.nameOf("user-assigned-identity", `${model.name}-scoring`);
    const scoring = scoringIdentity(this, { ...place, name, shared, foundation, data });
    const granted = grantAccess(this, "modelOnFunctions", {
      who: { scoring },
      on: {
        "app's storage": storage,
        "Application Insights": { key: "ApplicationInsights", id: foundation.applicationInsightsId },
      },
    });
    const host = new FlexApp(this, "App", {
      name: this.nameOf("function-app", model.name),
      planName: this.nameOf("app-service-plan", model.name),
      location: env.region,
      resourceGroup: groups.models,
      identity: scoring,
      storage,
      packageHash: functionPackage,
      settings: scorerSettings(env, model, { foundation, data, shared }),
      subnetId: network.mode === "private" ? network.subnets.functions : null,
      publicNetwork,
      maxInstances: model.serving.replicas.max,
      instanceMemoryMb: 2048,
      protect: env.protectData,
      logs,
      applicationInsightsId: foundation.applicationInsightsId,
      after: granted,
    });
    const reached = new PrivateEndpoints(this, "PrivateEndpoints", {
      ...place,
      network,
      nameOf: (purpose) => this.nameOf("private-endpoint", purpose),
    });
    reached.add({ key: model.name, id: storage.id }, "blob");
    reached.add({ key: model.name, id: host.id }, "functions");
  }
}
