import { LogAnalyticsWorkspace } from "@cdktf/provider-azurerm/lib/log-analytics-workspace";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import type { App } from "cdktf";
import { GuestRole } from "../constructs/bootstrap/guest-role";
import { PrivateLinkScope } from "../constructs/monitoring/private-link-scope";
import { sharedSubnetsOf } from "../constructs/network/address-plan";
import { PrivateEndpoints, type PrivateTarget } from "../constructs/network/private-endpoints";
import { PRIVATE_LINKS } from "../constructs/network/private-links";
import { PrivateNetwork } from "../constructs/network/private-network";
import { PackageStore } from "../constructs/packages/package-store";
import { Builders } from "../constructs/registry/builders";
import { Registry } from "../constructs/registry/registry";
import { grantAccess } from "../constructs/roles/grant-access";
import type { Shared } from "../environments/schema";
import type { BootstrapContract, SharedContract } from "./contracts";
import { PlatformStack } from "./platform-stack";

/** What is closed to all but the shared network. */
interface Reached {
  readonly registry: Registry;
  readonly packages: PackageStore;
  readonly bootstrap: BootstrapContract;
  /** Logs, which have one endpoint together. */
  readonly watched: readonly PrivateTarget[];
}

/** What the organization has once: the registry that every environment pulls images from, and the store of model packages. */
export class SharedStack extends PlatformStack {
  readonly contract: SharedContract;

  constructor(app: App, shared: Shared, bootstrap: BootstrapContract) {
    super(app, shared, "shared");
    const group = new ResourceGroup(this, "Group", { name: this.nameOf("resource-group"), location: shared.region });
    const place = { location: shared.region, resourceGroup: group.name };
    const protect = shared.protectData;
    const publicNetwork = shared.network.mode === "public";
    const logs = new LogAnalyticsWorkspace(this, "Logs", {
      name: this.nameOf("log-analytics-workspace"),
      location: shared.region,
      resourceGroupName: group.name,
      sku: "PerGB2018",
      retentionInDays: shared.logs.retentionDays,
      localAuthenticationEnabled: false,
      internetIngestionEnabled: publicNetwork,
      internetQueryEnabled: publicNetwork,
      ...(protect && { lifecycle: { preventDestroy: true } }),
    });
    const registry = new Registry(this, "Registry", {
      ...place,
      name: this.nameOf("container-registry"),
      sku: shared.registry.sku,
      publicNetwork,
      zoneRedundant: shared.zoneRedundant,
      untaggedDays: shared.registry.untaggedDays,
      protect,
      logs: logs.id,
    });
    const packages = new PackageStore(this, "Packages", {
      ...place,
      name: this.nameOf("storage-account", "packages"),
      replication: shared.packages.replication,
      immutableDays: shared.packages.immutableDays,
      locked: shared.packages.locked,
      publicNetwork,
      protect,
      logs: logs.id,
    });
    grantAccess(this, "publishing", {
      who: { deployer: bootstrap.deployer },
      on: { "package store": { key: "Packages", id: packages.containerId } },
    });
    const subscription = `/subscriptions/${shared.subscription}`;
    const guest = new GuestRole(this, "Guest", { name: `${shared.prefix} guest of the shared registry`, subscription });
    const watched = [
      { key: "Logs", id: logs.id },
      { key: "BootstrapLogs", id: bootstrap.logsId },
    ];
    const builders = publicNetwork ? undefined : this.addNetwork(shared, group.name, { registry, packages, bootstrap, watched });

    this.contract = {
      registryId: registry.id,
      registryName: registry.name,
      loginServer: registry.loginServer,
      packages: {
        accountId: packages.account.id,
        account: packages.account.name,
        containerId: packages.containerId,
        container: packages.container,
      },
      stateAccountId: bootstrap.stateAccountId,
      stateContainerId: bootstrap.stateContainerId,
      guestRoleId: guest.id,
      subscription,
      readsRolesId: guest.readsRolesId,
      ...(builders !== undefined && { builders }),
    };
  }

  /** Where images are built once the registry is closed, and the addresses at which it, packages and logs are reached from there. */
  private addNetwork(shared: Shared, resourceGroup: string, { registry, packages, bootstrap, watched }: Reached): string {
    const place = { location: shared.region, resourceGroup };
    const { addresses } = shared.network;
    const network = new PrivateNetwork(this, "Network", {
      ...place,
      nameOf: (type, purpose) => this.nameOf(type, purpose),
      space: addresses.space,
      subnets: sharedSubnetsOf(addresses),
      zones: ["registry", ...PRIVATE_LINKS.monitor.zones],
      zoneRedundant: shared.zoneRedundant,
    });
    const endpoints = new PrivateEndpoints(this, "PrivateEndpoints", {
      ...place,
      network,
      nameOf: (purpose) => this.nameOf("private-endpoint", purpose),
    });
    endpoints.add(registry, "registry");
    endpoints.add({ key: "Packages", id: packages.account.id }, "blob");
    endpoints.add({ key: "State", id: bootstrap.stateAccountId }, "blob");
    const monitor = new PrivateLinkScope(this, "Monitor", { name: this.nameOf("private-link-scope"), resourceGroup, members: watched });
    endpoints.add(monitor, "monitor");
    return new Builders(this, "Builders", { ...place, registry: registry.name, subnetId: network.subnets.builds }).name;
  }
}
