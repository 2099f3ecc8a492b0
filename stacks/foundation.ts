import { MonitorActionGroup } from "@cdktf/provider-azurerm/lib/monitor-action-group";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import type { App } from "cdktf";
import { Vault } from "../constructs/key-vault/vault";
import { DataCollection } from "../constructs/monitoring/data-collection";
import { Telemetry } from "../constructs/monitoring/telemetry";
import { subnetsOf } from "../constructs/network/address-plan";
import type { NetworkRef } from "../constructs/network/network-ref";
import { PRIVATE_ZONE_KEYS } from "../constructs/network/private-links";
import { PrivateNetwork } from "../constructs/network/private-network";
import type { Environment } from "../environments/schema";
import { type FoundationContract, GROUPS, type GroupPurpose, type ResourceGroupRef, URGENCIES, type Urgency } from "./contracts";
import { PlatformStack } from "./platform-stack";

/** What all other stacks of an environment stand on: resource groups, logs, secrets of sources, and who is told. */
export class FoundationStack extends PlatformStack {
  readonly contract: FoundationContract;

  constructor(app: App, env: Environment) {
    super(app, env, "foundation");
    const groups = Object.fromEntries(GROUPS.map((purpose) => [purpose, this.group(purpose)])) as Record<GroupPurpose, ResourceGroupRef>;
    const place = { location: env.region, resourceGroup: groups.platform.name };
    const publicNetwork = env.network.mode === "public";
    const protect = env.protectData;

    const network = this.addNetwork(env, groups.network.name);
    const telemetry = new Telemetry(this, "Telemetry", {
      ...place,
      workspaceName: this.nameOf("log-analytics-workspace"),
      applicationInsightsName: this.nameOf("application-insights"),
      protect,
      retentionDays: env.retention.logsDays,
      dailyQuotaGb: env.logs.dailyQuotaGb,
    });
    const { endpointId, ingestionUrl, rules } = new DataCollection(this, "DataCollection", {
      ...place,
      nameOf: (type, purpose) => this.nameOf(type, purpose),
      logs: telemetry.logsId,
      publicNetwork,
      retentionDays: env.retention.logsDays,
      archiveDays: env.retention.archiveDays,
      protect,
    });
    const vault = new Vault(this, "Vault", {
      ...place,
      name: this.nameOf("key-vault"),
      tenantId: env.tenant,
      publicNetwork,
      protect,
      logs: telemetry.logsId,
    });

    this.contract = {
      groups,
      network,
      logsId: telemetry.logsId,
      logsGuid: telemetry.logsGuid,
      applicationInsightsId: telemetry.applicationInsightsId,
      vaultId: vault.id,
      vaultUri: vault.uri,
      actionGroups: Object.fromEntries(URGENCIES.map((u) => [u, this.actionGroup(env, u, groups)])) as Record<Urgency, string>,
      dataCollection: { endpointId, ingestionUrl, rules },
    };
  }

  private addNetwork(env: Environment, resourceGroup: string): NetworkRef {
    const { mode, addresses, authorizedRanges } = env.network;
    if (mode === "public") return { mode, ...(authorizedRanges && { authorizedRanges }) };
    return new PrivateNetwork(this, "Network", {
      nameOf: (type, purpose) => this.nameOf(type, purpose),
      location: env.region,
      resourceGroup,
      space: addresses.space,
      subnets: subnetsOf(addresses),
      zones: PRIVATE_ZONE_KEYS,
    });
  }

  private actionGroup(env: Environment, urgency: Urgency, groups: Record<GroupPurpose, ResourceGroupRef>): string {
    return new MonitorActionGroup(this, `Alerts-${urgency}`, {
      name: this.nameOf("action-group", urgency),
      resourceGroupName: groups.platform.name,
      shortName: `${env.name.slice(0, 4)}-${urgency}`.slice(0, 12),
      emailReceiver: env.alerts[urgency].map((emailAddress) => ({ name: emailAddress, emailAddress, useCommonAlertSchema: true })),
    }).id;
  }

  private group(purpose: GroupPurpose): ResourceGroupRef {
    const group = new ResourceGroup(this, `Group-${purpose}`, {
      name: this.nameOf("resource-group", purpose),
      location: this.place.region,
    });
    return { id: group.id, name: group.name };
  }
}
