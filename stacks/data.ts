import type { App } from "cdktf";
import { Connections } from "../constructs/data-factory/connections";
import { Factory } from "../constructs/data-factory/factory";
import { deadLetters } from "../constructs/events/dead-letters";
import { HUB } from "../constructs/events/hub";
import { LakeTopic } from "../constructs/events/lake-topic";
import { EventNamespace } from "../constructs/events/namespace";
import { CAPTURED, EventStream } from "../constructs/events/stream";
import { PrivateEndpoints } from "../constructs/network/private-endpoints";
import { grantAccess } from "../constructs/roles/grant-access";
import { butForFolders } from "../constructs/roles/hidden-folders";
import { Identity } from "../constructs/roles/identity";
import { Lake } from "../constructs/storage/lake";
import type { Environment } from "../environments/schema";
import { LAKE_ZONES, type LakeZone } from "../model-code/core/lifecycle/step";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import type { DataContract, FoundationContract } from "./contracts";
import { closedModels, folderRules, zoneRules } from "./lake-ageing";
import { persona } from "./personas";
import { PlatformStack } from "./platform-stack";

/** Where data is and what moves it: the lake with a container per zone, Event Hubs that capture into it, and Data Factory. */
export class DataStack extends PlatformStack {
  readonly contract: DataContract;

  constructor(app: App, env: Environment, foundation: FoundationContract, models: readonly ModelSpec[]) {
    super(app, env, "data");
    this.addAzapi();
    const publicNetwork = env.network.mode === "public";
    const place = { location: env.region, resourceGroup: foundation.groups.data.name, logs: foundation.logsId };

    const lake = new Lake(this, "Lake", {
      ...place,
      name: this.nameOf("storage-account", "lake"),
      replication: env.replication,
      restoreDays: env.retention.restoreDays,
      publicNetwork,
      protect: env.protectData,
      zones: zoneRules(env, models),
      folders: folderRules(env, models, CAPTURED),
    });
    const movement = new Identity(this, "DataMovement", { ...place, name: this.nameOf("user-assigned-identity", "data-movement") });
    const granted = grantAccess(this, "data", {
      who: { dataMovement: movement },
      on: {
        "raw zone": lake.zones.raw,
        "quarantine zone": lake.zones.quarantine,
      },
    });
    const closed = closedModels(models);
    grantAccess(this, "dataForModels", {
      who: { dataScientists: persona(env, "dataScience") },
      on: { "zones of data for models": [lake.zones.curated, lake.zones.features] },
      ...(closed.length > 0 && { condition: butForFolders(closed) }),
    });

    const namespace = new EventNamespace(this, "EventNamespace", {
      ...place,
      name: this.nameOf("event-hubs-namespace"),
      capacity: env.stream.capacity,
      maxCapacity: env.stream.maxCapacity,
      publicNetwork,
      identityId: movement.id,
    });
    const events = new EventStream(this, "Events", {
      name: HUB,
      namespaceId: namespace.id,
      partitions: env.stream.partitions,
      retentionHours: env.stream.retentionHours,
      capture: { accountId: lake.account.id, container: "raw", identityId: movement.id, after: granted },
    });

    const lakeEvents = new LakeTopic(this, "LakeEvents", {
      ...place,
      name: this.nameOf("event-grid-topic", "lake"),
      accountId: lake.account.id,
    });

    const factory = new Factory(this, "Factory", {
      ...place,
      name: this.nameOf("data-factory"),
      publicNetwork,
      dataMovementId: movement.id,
    });
    const reached = new PrivateEndpoints(this, "PrivateEndpoints", {
      ...place,
      network: foundation.network,
      nameOf: (purpose) => this.nameOf("private-endpoint", purpose),
    });
    reached.add({ key: "lake", id: lake.account.id }, "blob");
    reached.add({ key: "lake", id: lake.account.id }, "dfs");
    reached.add({ key: "events", id: namespace.id }, "eventHubs");
    reached.add({ key: "factory", id: factory.id }, "dataFactory");
    reached.add({ key: "factory", id: factory.id }, "dataFactoryPortal");

    const connections = new Connections(this, "Connections", {
      factory,
      location: env.region,
      lake: lake.account,
      lakeReached: reached.of({ key: "lake" }),
      vault: { id: foundation.vaultId, uri: foundation.vaultUri },
      managedNetwork: !publicNetwork,
      selfHosted: env.selfHostedRuntime,
    });
    grantAccess(this, "sources", {
      who: { dataMovement: movement },
      on: { "environment's vault": { key: "Vault", id: foundation.vaultId } },
    });

    this.contract = {
      lakeId: lake.account.id,
      lakeAccount: lake.account.name,
      zoneIds: Object.fromEntries(LAKE_ZONES.map((zone) => [zone, lake.zones[zone].id])) as Record<LakeZone, string>,
      factoryId: factory.id,
      factoryPrincipalId: factory.principalId,
      linkedServices: connections.linkedServices,
      runtimes: connections.runtimes,
      credential: factory.credential,
      events: {
        namespaceId: namespace.id,
        host: `${namespace.name}.servicebus.windows.net`,
        hub: events.name,
        captured: { container: "raw", folder: events.capturedTo },
        deadLetters: deadLetters(events.name),
      },
      lakeEvents,
    };
  }
}
