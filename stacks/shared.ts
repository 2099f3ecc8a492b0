import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import type { App } from "cdktf";
import { Registry } from "../constructs/registry/registry";
import type { Shared } from "../environments/schema";
import type { SharedContract } from "./contracts";
import { PlatformStack } from "./platform-stack";

/** What the organization has once: the registry that every environment pulls images from. */
export class SharedStack extends PlatformStack {
  readonly contract: SharedContract;

  constructor(app: App, shared: Shared) {
    super(app, shared, "shared");
    const group = new ResourceGroup(this, "Group", { name: this.nameOf("resource-group"), location: shared.region });
    const registry = new Registry(this, "Registry", {
      name: this.nameOf("container-registry"),
      location: shared.region,
      resourceGroup: group.name,
      sku: shared.registry.sku,
      protect: shared.protectData,
    });
    this.contract = { registryId: registry.id, loginServer: registry.loginServer };
  }
}
