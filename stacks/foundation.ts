import { MonitorActionGroup } from "@cdktf/provider-azurerm/lib/monitor-action-group";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { type App, TerraformOutput } from "cdktf";
import { Budget } from "../constructs/budget/budget";
import { GroupPolicies } from "../constructs/governance/group-policies";
import { Vault } from "../constructs/key-vault/vault";
import { DataCollection } from "../constructs/monitoring/data-collection";
import { Telemetry } from "../constructs/monitoring/telemetry";
import { EnvironmentNetwork, type EnvironmentNetworkProps } from "../constructs/network/environment-network";
import { grantAccess } from "../constructs/roles/grant-access";
import type { Environment } from "../environments/schema";
import {
  type BootstrapContract,
  type FoundationContract,
  GROUPS,
  type GroupPurpose,
  type ResourceGroupRef,
  type SharedContract,
  URGENCIES,
  type Urgency,
} from "./contracts";
import { persona } from "./personas";
import { PlatformStack } from "./platform-stack";

/** What all other stacks of an environment stand on: resource groups, network, logs, secrets of sources, budget, and who is told. */
export class FoundationStack extends PlatformStack {
  readonly contract: FoundationContract;
  private readonly groups: Readonly<Record<GroupPurpose, ResourceGroupRef>>;

  constructor(app: App, env: Environment, shared: SharedContract, bootstrap: BootstrapContract, predictionsDays: number) {
    super(app, env, "foundation");
    this.groups = Object.fromEntries(GROUPS.map((purpose) => [purpose, this.group(purpose)])) as Record<GroupPurpose, ResourceGroupRef>;
    const place = { location: env.region, resourceGroup: this.groups.platform.name };
    const publicNetwork = env.network.mode === "public";
    const protect = env.protectData;

    const telemetry = new Telemetry(this, "Telemetry", {
      ...place,
      workspaceName: this.nameOf("log-analytics-workspace"),
      applicationInsightsName: this.nameOf("application-insights"),
      publicNetwork,
      protect,
      retentionDays: env.retention.logsDays,
      dailyQuotaGb: env.logs.dailyQuotaGb,
    });
    const collection = new DataCollection(this, "DataCollection", {
      ...place,
      nameOf: (type, purpose) => this.nameOf(type, purpose),
      logs: telemetry.logsId,
      publicNetwork,
      retentionDays: env.retention.logsDays,
      archiveDays: env.retention.archiveDays,
      predictionsDays,
      protect,
    });
    const vault = new Vault(this, "Vault", {
      ...place,
      name: this.nameOf("key-vault"),
      tenantId: env.tenant,
      publicNetwork,
      protect,
      ...env.vault,
      logs: telemetry.logsId,
    });
    grantAccess(this, "foundation", {
      who: {
        platformTeam: persona(env, "platform"),
        dataScientists: persona(env, "dataScience"),
        readers: persona(env, "readers"),
        approvers: persona(env, "approvers"),
      },
      on: { "environment's vault": vault, logs: { key: "logs", id: telemetry.logsId } },
    });
    const actionGroups = Object.fromEntries(URGENCIES.map((u) => [u, this.actionGroup(env, u)])) as Record<Urgency, string>;
    new Budget(this, "Budget", {
      ...{ name: this.nameOf("budget"), subscription: `/subscriptions/${env.subscription}`, tags: { environment: env.name } },
      ...env.budget,
      actionGroups: [actionGroups.routine],
    });
    new GroupPolicies(this, "Policies", {
      groups: Object.fromEntries(GROUPS.map((purpose) => [purpose, this.groups[purpose].id])),
      regions: [env.region, env.pairedRegion],
    });
    const reach = this.addNetwork(env, {
      reached: [
        [{ key: "State", id: bootstrap.stateAccountId }, "blob"],
        [{ key: "SharedState", id: shared.stateAccountId }, "blob"],
        [{ key: "Registry", id: shared.registryId }, "registry"],
        [{ key: "Packages", id: shared.packages.accountId }, "blob"],
        [vault, "vault"],
      ],
      watched: [
        { key: "Logs", id: telemetry.logsId },
        { key: "ApplicationInsights", id: telemetry.applicationInsightsId },
        { key: "DataCollection", id: collection.endpointId },
        { key: "BootstrapLogs", id: bootstrap.logsId },
      ],
    });

    this.contract = {
      groups: this.groups,
      ...reach,
      logsId: telemetry.logsId,
      applicationInsightsId: telemetry.applicationInsightsId,
      vaultId: vault.id,
      vaultUri: vault.uri,
      actionGroups,
      dataCollection: collection,
    };
  }

  private addNetwork(
    env: Environment,
    first: Pick<EnvironmentNetworkProps, "reached" | "watched">,
  ): Pick<FoundationContract, "network" | "monitorScopeId"> {
    const { mode, addresses, authorizedRanges } = env.network;
    if (mode === "public") return { network: { mode, ...(authorizedRanges && { authorizedRanges }) } };
    const { network, monitorScopeId, agentPoolId } = new EnvironmentNetwork(this, "Network", {
      ...first,
      nameOf: (type, purpose) => this.nameOf(type, purpose),
      location: env.region,
      resourceGroup: this.groups.network.name,
      addresses,
      zoneRedundant: env.zoneRedundant,
      agentSize: env.agents.vmSize,
    });
    new TerraformOutput(this, "NetworkId", { value: network.id, description: "For peering with the organization's own network." });
    new TerraformOutput(this, "AgentPool", { value: agentPoolId, description: "Scale set for Azure DevOps' elastic pool." });
    return { network, monitorScopeId };
  }

  private actionGroup(env: Environment, urgency: Urgency): string {
    return new MonitorActionGroup(this, `Alerts-${urgency}`, {
      name: this.nameOf("action-group", urgency),
      resourceGroupName: this.groups.platform.name,
      shortName: `${env.name.slice(0, 4)}-${urgency}`,
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
