import { LogAnalyticsWorkspace } from "@cdktf/provider-azurerm/lib/log-analytics-workspace";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import type { App } from "cdktf";
import { PackageStore } from "../constructs/packages/package-store";
import { Registry } from "../constructs/registry/registry";
import type { Shared } from "../environments/schema";
import type { SharedContract } from "./contracts";
import { PlatformStack } from "./platform-stack";

/** What the organization has once: the registry that every environment pulls images from, and the store of model packages. */
export class SharedStack extends PlatformStack {
  readonly contract: SharedContract;

  constructor(app: App, shared: Shared) {
    super(app, shared, "shared");
    const group = new ResourceGroup(this, "Group", { name: this.nameOf("resource-group"), location: shared.region });
    const place = { location: shared.region, resourceGroup: group.name };
    const protect = shared.protectData;
    const logs = new LogAnalyticsWorkspace(this, "Logs", {
      name: this.nameOf("log-analytics-workspace"),
      location: shared.region,
      resourceGroupName: group.name,
      sku: "PerGB2018",
      retentionInDays: shared.logs.retentionDays,
      localAuthenticationEnabled: false,
      ...(protect && { lifecycle: { preventDestroy: true } }),
    });
    const registry = new Registry(this, "Registry", {
      ...place,
      name: this.nameOf("container-registry"),
      sku: shared.registry.sku,
      publicNetwork: shared.network.mode === "public",
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
      publicNetwork: shared.network.mode === "public",
      protect,
      logs: logs.id,
    });
    this.contract = {
      registryId: registry.id,
      loginServer: registry.loginServer,
      packages: {
        accountId: packages.account.id,
        account: packages.account.name,
        containerId: packages.containerId,
        container: packages.container,
      },
    };
  }
}
