import { DataFactoryIntegrationRuntimeAzure } from "@cdktf/provider-azurerm/lib/data-factory-integration-runtime-azure";
import { Construct } from "constructs";
import { AzapiResource } from "../azapi/resource";

/** What carries out a factory's copies. */
export interface IRuntime {
  /** Refers to the resource, so that what names it waits for it. */
  readonly name: string;
}

export interface AzureRuntimeProps {
  readonly factoryId: string;
  readonly location: string;
  /** Whether it stands in the factory's managed network, and reaches data by managed private endpoints only. */
  readonly managedNetwork: boolean;
}

/** Azure's own machines. The two kinds have two names, so that both can be there. */
export class AzureRuntime extends Construct implements IRuntime {
  readonly name: string;

  constructor(scope: Construct, id: string, props: AzureRuntimeProps) {
    super(scope, id);
    const runtime = new DataFactoryIntegrationRuntimeAzure(this, "Resource", {
      name: props.managedNetwork ? "azure-managed-network" : "azure",
      dataFactoryId: props.factoryId,
      location: props.location,
      virtualNetworkEnabled: props.managedNetwork,
    });
    this.name = runtime.name;
  }
}

/**
 * A runtime on machines of one's own, near a source that Azure cannot reach. By azapi: azurerm would read its registration keys into
 * the state. Whoever installs a node reads one from the portal, once.
 */
export class SelfHostedRuntime extends Construct implements IRuntime {
  readonly name: string;

  constructor(scope: Construct, id: string, props: { readonly factoryId: string }) {
    super(scope, id);
    const runtime = new AzapiResource(this, "Resource", {
      type: "Microsoft.DataFactory/factories/integrationRuntimes@2018-06-01",
      name: "self-hosted",
      parentId: props.factoryId,
      body: { properties: { type: "SelfHosted", description: "Copies from sources that Azure cannot reach." } },
    });
    this.name = runtime.name;
  }
}
