import { Eventhub } from "@cdktf/provider-azurerm/lib/eventhub";
import type { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import type { App } from "cdktf";
import { FlexApp } from "../constructs/functions/flex-app";
import { PrivateEndpoints } from "../constructs/network/private-endpoints";
import { grantAccess } from "../constructs/roles/grant-access";
import type { Identity } from "../constructs/roles/identity";
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

/** What the app is told of its stream, and what must be given before it reads there. */
interface StreamParts {
  readonly settings: Readonly<Record<string, string>>;
  readonly granted: readonly RoleAssignment[];
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
    const stream = model.serving.stream === true ? this.addStream(env, model, data, scoring) : undefined;
    const host = new FlexApp(this, "App", {
      name: this.nameOf("function-app", model.name),
      planName: this.nameOf("app-service-plan", model.name),
      location: env.region,
      resourceGroup: groups.models,
      identity: scoring,
      storage,
      packageHash: functionPackage,
      settings: { ...scorerSettings(env, model, { foundation, data, shared }), ...stream?.settings },
      subnetId: network.mode === "private" ? network.subnets.functions : null,
      publicNetwork,
      maxInstances: model.serving.replicas.max,
      instanceMemoryMb: 2048,
      protect: env.protectData,
      logs,
      applicationInsightsId: foundation.applicationInsightsId,
      after: [...granted, ...(stream?.granted ?? [])],
    });
    const reached = new PrivateEndpoints(this, "PrivateEndpoints", {
      ...place,
      network,
      nameOf: (purpose) => this.nameOf("private-endpoint", purpose),
    });
    reached.add({ key: model.name, id: storage.id }, "blob");
    reached.add({ key: model.name, id: host.id }, "functions");
  }

  /** A hub of the model's own: on the environment's, which is captured, others' events would all be refused. One reader needs no group. */
  private addStream(env: Environment, { name }: ModelSpec, { events, zoneIds }: DataContract, scoring: Identity): StreamParts {
    const hub = new Eventhub(this, "Stream", {
      name,
      namespaceId: events.namespaceId,
      partitionCount: env.stream.partitions,
      retentionDescription: { cleanupPolicy: "Delete", retentionTimeInHours: env.stream.retentionHours },
    });
    const granted = grantAccess(this, "modelStream", {
      who: { scoring },
      on: { "model's hub": { key: "Stream", id: hub.id }, "quarantine zone": { key: "quarantine", id: zoneIds.quarantine } },
    });
    const settings = {
      STREAM_EVENT_HUB: name,
      STREAM__fullyQualifiedNamespace: events.host,
      STREAM__credential: "managedidentity",
      STREAM__clientId: scoring.clientId,
    };
    return { settings, granted };
  }
}
