import { DataFactory } from "@cdktf/provider-azurerm/lib/data-factory";
import { Construct } from "constructs";
import { Diagnostics } from "../monitoring/diagnostics";
import type { IPrincipal } from "../roles/grant";

export interface FactoryProps {
  readonly name: string;
  readonly location: string;
  readonly resourceGroup: string;
  readonly publicNetwork: boolean;
  /** ARM id of the Log Analytics workspace. */
  readonly logs: string;
}

/**
 * The environment's Data Factory. It acts as its own identity: a web activity's `MSI` is the factory's system-assigned one.
 * Its runs are logged to tables of their own, `ADFPipelineRun` and so on, which alerts read.
 */
export class Factory extends Construct implements IPrincipal {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly principalId: string;

  constructor(scope: Construct, id: string, props: FactoryProps) {
    super(scope, id);
    const factory = new DataFactory(this, "Resource", {
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroup,
      publicNetworkEnabled: props.publicNetwork,
      managedVirtualNetworkEnabled: true,
      identity: { type: "SystemAssigned" },
    });
    this.key = id;
    this.id = factory.id;
    this.name = factory.name;
    this.principalId = factory.identity.principalId;
    new Diagnostics(this, "Diagnostics", { target: factory.id, logs: props.logs, dedicatedTables: true });
  }
}
