import { LogAnalyticsWorkspace } from "@cdktf/provider-azurerm/lib/log-analytics-workspace";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { type App, TerraformOutput } from "cdktf";
import { DeploymentAccess } from "../constructs/bootstrap/deployment-access";
import { StateStore } from "../constructs/bootstrap/state-store";
import { Identity } from "../constructs/roles/identity";
import type { Environment, Shared } from "../environments/schema";
import type { BootstrapContract, SharedContract } from "./contracts";
import { persona } from "./personas";
import { PlatformStack } from "./platform-stack";

/** The least time that Azure keeps logs, and it costs nothing. */
const LOG_DAYS = 30;

/**
 * What must stand before anything else can be deployed by a pipeline: where state is kept, and who may deploy and who may plan. Applied
 * by a person, the first time from a state beside the output folder.
 */
export class BootstrapStack extends PlatformStack {
  readonly contract: BootstrapContract;

  /** @param shared what the organization has once; absent for its own bootstrap */
  constructor(app: App, place: Environment | Shared, shared?: SharedContract) {
    super(app, place, "bootstrap", { registersProviders: true });
    const group = new ResourceGroup(this, "Group", { name: this.nameOf("resource-group", "bootstrap"), location: place.region });
    const home = { location: place.region, resourceGroup: group.name };
    const logs = new LogAnalyticsWorkspace(this, "Logs", {
      name: this.nameOf("log-analytics-workspace", "bootstrap"),
      location: place.region,
      resourceGroupName: group.name,
      sku: "PerGB2018",
      retentionInDays: LOG_DAYS,
      localAuthenticationEnabled: false,
      internetIngestionEnabled: place.network.mode === "public",
      internetQueryEnabled: place.network.mode === "public",
      ...(place.protectData && { lifecycle: { preventDestroy: true } }),
    });
    const admits = place.network.mode === "private" ? place.state?.admits : undefined;
    const state = new StateStore(this, "State", {
      ...home,
      name: this.nameOf("storage-account", "state"),
      replication: place.zoneRedundant ? "ZRS" : "LRS",
      publicNetwork: place.network.mode === "public" || admits !== undefined,
      ...(admits && { admits }),
      protect: place.protectData,
      logs: logs.id,
    });
    const deployer = new Identity(this, "Deployer", { ...home, name: this.nameOf("user-assigned-identity", "deployer") });
    const planReader = new Identity(this, "PlanReader", { ...home, name: this.nameOf("user-assigned-identity", "plan-reader") });
    const access = new DeploymentAccess(this, "Access", {
      rolePrefix: `${place.prefix} ${place.name}`,
      subscription: `/subscriptions/${place.subscription}`,
      state: state.container,
      deployer,
      planReader,
      platformTeam: persona(place, "platform"),
      hasCluster: shared !== undefined,
      ...(shared && {
        guestOf: {
          roleId: shared.guestRoleId,
          readsRolesId: shared.readsRolesId,
          subscription: { key: "shared-subscription", id: shared.subscription },
          stateAccount: { key: "shared-state-account", id: shared.stateAccountId },
          state: { key: "shared-state", id: shared.stateContainerId },
          registry: { key: "registry", id: shared.registryId },
          packages: { key: "packages", id: shared.packages.accountId },
        },
      }),
    });

    this.contract = {
      stateAccountId: state.account.id,
      stateContainerId: state.container.id,
      logsId: logs.id,
      ownRoleIds: access.ownRoleIds,
      deployer,
    };
    new TerraformOutput(this, "StateAccount", { value: state.account.name, description: "For `state.account` of the environment's file." });
    new TerraformOutput(this, "DeployerClient", { value: deployer.clientId, description: "Who pipelines deploy as." });
    new TerraformOutput(this, "PlanReaderClient", { value: planReader.clientId, description: "Who pipelines plan as." });
  }
}
