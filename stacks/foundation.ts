import { MonitorActionGroup } from "@cdktf/provider-azurerm/lib/monitor-action-group";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import type { App } from "cdktf";
import { Vault } from "../constructs/key-vault/vault";
import { Telemetry } from "../constructs/monitoring/telemetry";
import type { Environment } from "../environments/schema";
import { type FoundationContract, GROUPS, type GroupPurpose, type ResourceGroupRef } from "./contracts";
import { PlatformStack } from "./platform-stack";

/** What all other stacks of an environment stand on: resource groups, logs, secrets of sources, and who is told. */
export class FoundationStack extends PlatformStack {
  readonly contract: FoundationContract;

  constructor(app: App, env: Environment) {
    super(app, env, "foundation");
    const location = env.region;
    const groups = Object.fromEntries(GROUPS.map((purpose) => [purpose, this.group(purpose)])) as Record<GroupPurpose, ResourceGroupRef>;
    const resourceGroup = groups.platform.name;

    const telemetry = new Telemetry(this, "Telemetry", {
      workspaceName: this.nameOf("log-analytics-workspace"),
      applicationInsightsName: this.nameOf("application-insights"),
      location,
      resourceGroup,
      protect: env.protectData,
      ...env.logs,
    });
    new Vault(this, "Vault", {
      name: this.nameOf("key-vault"),
      location,
      resourceGroup,
      tenantId: env.tenant,
      publicNetwork: env.network.mode === "public",
      protect: env.protectData,
      logs: telemetry.logsId,
    });
    const everyone = new MonitorActionGroup(this, "Alerts", {
      name: this.nameOf("action-group"),
      resourceGroupName: resourceGroup,
      shortName: `${env.name}-mlops`.slice(0, 12),
      emailReceiver: env.alerts.emails.map((emailAddress) => ({ name: emailAddress, emailAddress, useCommonAlertSchema: true })),
    });

    this.contract = {
      groups,
      logsId: telemetry.logsId,
      applicationInsightsId: telemetry.applicationInsightsId,
      actionGroupId: everyone.id,
    };
  }

  private group(purpose: GroupPurpose): ResourceGroupRef {
    const group = new ResourceGroup(this, `Group-${purpose}`, {
      name: this.nameOf("resource-group", purpose),
      location: this.place.region,
    });
    return { id: group.id, name: group.name };
  }
}
