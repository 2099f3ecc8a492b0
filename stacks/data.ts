import type { App } from "cdktf";
import { Factory } from "../constructs/data-factory/factory";
import { Lake } from "../constructs/storage/lake";
import type { Environment } from "../environments/schema";
import { LAKE_ZONES, type LakeZone } from "../model-code/core/lifecycle/step";
import type { DataContract, FoundationContract } from "./contracts";
import { PlatformStack } from "./platform-stack";

/** Where data is and what moves it: the lake with a container per zone, and Data Factory. */
export class DataStack extends PlatformStack {
  readonly contract: DataContract;

  constructor(app: App, env: Environment, foundation: FoundationContract) {
    super(app, env, "data");
    const place = {
      location: env.region,
      resourceGroup: foundation.groups.data.name,
      publicNetwork: env.network.mode === "public",
      logs: foundation.logsId,
    };
    const lake = new Lake(this, "Lake", {
      ...place,
      name: this.nameOf("storage-account", "lake"),
      replication: env.replication,
      protect: env.protectData,
      zones: LAKE_ZONES,
    });
    const factory = new Factory(this, "Factory", { ...place, name: this.nameOf("data-factory") });

    this.contract = {
      lakeAccount: lake.account.name,
      zoneIds: Object.fromEntries(LAKE_ZONES.map((zone) => [zone, lake.zones[zone].id])) as Record<LakeZone, string>,
      factoryId: factory.id,
      factoryPrincipalId: factory.principalId,
    };
  }
}
