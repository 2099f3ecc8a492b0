import { MonitorActionGroup } from "@cdktf/provider-azurerm/lib/monitor-action-group";
import { StorageQueue } from "@cdktf/provider-azurerm/lib/storage-queue";
import type { App } from "cdktf";
import { BlobQueue } from "../constructs/events/blob-queue";
import { FlexApp } from "../constructs/functions/flex-app";
import { PrivateEndpoints } from "../constructs/network/private-endpoints";
import type { IGrantable } from "../constructs/roles/grant";
import { grantAccess } from "../constructs/roles/grant-access";
import { Identity } from "../constructs/roles/identity";
import { KeylessAccount } from "../constructs/storage/keyless-account";
import type { Environment } from "../environments/schema";
import type { LakeZone } from "../model-code/core/lifecycle/step";
import type { ControlContract } from "./contracts";
import { type ControlParts, controlSettings } from "./control-settings";
import { PlatformStack } from "./platform-stack";

const NEW_DATA = "new-data";
const ALERTS = "alerts";
/** One instance works through all models; a second is there when an event comes meanwhile. What they decide they write by etags. */
const MAX_INSTANCES = 2;

/**
 * What runs monitors, the guard of retraining and releases: a Functions app with a clock, a webhook that takes Azure Monitor's alerts by
 * Entra's tokens, and the events of new data. Its identity alone moves weights; the pipelines' may begin a release and take one back.
 */
export class ControlStack extends PlatformStack {
  readonly contract: ControlContract;

  constructor(app: App, env: Environment, parts: ControlParts) {
    super(app, env, "control");
    const { shared, bootstrap, foundation, data, ml } = parts;
    this.addAzapi();
    const { network, groups, logsId: logs } = foundation;
    const publicNetwork = network.mode === "public";
    const place = { location: env.region, resourceGroup: groups.platform.name };

    const storage = new KeylessAccount(this, "Storage", {
      ...place,
      name: this.nameOf("storage-account", "control"),
      replication: env.replication,
      restoreDays: env.retention.restoreDays,
      publicNetwork,
      protect: env.protectData,
      logs,
    });
    const control = new Identity(this, "Control", { ...place, name: this.nameOf("user-assigned-identity", "control") });
    const { rules } = foundation.dataCollection;
    const zones = (names: readonly LakeZone[]): readonly IGrantable[] => names.map((zone) => ({ key: zone, id: data.zoneIds[zone] }));
    const granted = grantAccess(this, "control", {
      who: { control, lakeEvents: { key: "LakeEvents", principalId: data.lakeEvents.principalId } },
      on: {
        "control's storage": storage,
        "zones that monitors read": zones(["models", "predictions", "quarantine"]),
        "releases zone": zones(["releases"]),
        "audit zone": zones(["audit"]),
        "package store": { key: "Packages", id: shared.packages.containerId },
        workspace: { key: "Workspace", id: ml.workspaceId },
        "figures and decisions": [
          { key: "ModelMetrics", id: rules.modelMetrics.id },
          { key: "Drift", id: rules.drift.id },
          { key: "Audit", id: rules.audit.id },
        ],
        "Application Insights": { key: "ApplicationInsights", id: foundation.applicationInsightsId },
      },
    });
    grantAccess(this, "releasing", {
      who: { deployer: bootstrap.deployer },
      on: {
        "releases zone": zones(["releases"]),
        "audit zone": zones(["audit"]),
        "models zone": zones(["models"]),
        "package store": { key: "Packages", id: shared.packages.containerId },
      },
    });
    const events = new BlobQueue(this, "NewData", {
      name: NEW_DATA,
      topic: data.lakeEvents,
      zone: "raw",
      // The word that data was prepared; the data itself is none of its business.
      suffix: ".json",
      accountId: storage.id,
      after: granted,
    });

    new StorageQueue(this, "AlertQueue", { name: ALERTS, storageAccountId: storage.id });
    const host = new FlexApp(this, "App", {
      name: this.nameOf("function-app", "control"),
      planName: this.nameOf("app-service-plan", "control"),
      location: env.region,
      resourceGroup: groups.platform,
      identity: control,
      storage,
      packageHash: parts.controlPackage,
      settings: { ...controlSettings(env, parts), DATA_QUEUE: events.name, ALERT_QUEUE: ALERTS },
      subnetId: network.mode === "private" ? network.subnets.functions : null,
      publicNetwork,
      maxInstances: MAX_INSTANCES,
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
    reached.add({ key: "control", id: storage.id }, "blob");
    reached.add({ key: "control", id: storage.id }, "queue");
    reached.add({ key: "control", id: host.id }, "functions");

    this.contract = publicNetwork ? { actionGroupId: this.addActionGroup(env, host.url, place.resourceGroup) } : {};
  }

  /** By it an alert makes the monitors of its model look. Azure Monitor calls from outside, so that a closed network has none. */
  private addActionGroup(env: Environment, url: string, resourceGroupName: string): string {
    const { clientId, objectId } = env.control.alertApplication;
    return new MonitorActionGroup(this, "Alerts", {
      name: this.nameOf("action-group", "control"),
      resourceGroupName,
      shortName: `${env.name.slice(0, 4)}-control`,
      webhookReceiver: [
        {
          name: "control",
          serviceUri: `${url}/alerts`,
          useCommonAlertSchema: true,
          aadAuth: { objectId, identifierUri: `api://${clientId}`, tenantId: env.tenant },
        },
      ],
    }).id;
  }
}
