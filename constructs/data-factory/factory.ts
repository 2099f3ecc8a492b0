import { DataFactory } from "@cdktf/provider-azurerm/lib/data-factory";
import { DataFactoryCredentialUserManagedIdentity } from "@cdktf/provider-azurerm/lib/data-factory-credential-user-managed-identity";
import { Construct } from "constructs";
import { Diagnostics } from "../monitoring/diagnostics";
import type { IPrincipal } from "../roles/grant";
import { type Rule, validateProps } from "../validate";

export interface FactoryProps {
  readonly name: string;
  readonly location: string;
  readonly resourceGroup: string;
  readonly publicNetwork: boolean;
  /** ARM id of the identity that its linked services act as. */
  readonly dataMovementId: string;
  /** ARM id of the Log Analytics workspace. */
  readonly logs: string;
}

const rules: readonly Rule<FactoryProps>[] = [
  [
    (p) => /^(?=.{3,63}$)[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/.test(p.name),
    (p) => `name: expected 3 to 63 letters, digits and single dashes, got "${p.name}"`,
  ],
];

/**
 * The environment's Data Factory. Its linked services touch data as the user-assigned identity of data movement; it calls Azure's
 * management API as its own, system-assigned one, which is what `MSI` means in a web activity: neither can do what the other does.
 * Its runs are logged to tables of their own, `ADFPipelineRun` and so on, which alerts read.
 */
export class Factory extends Construct implements IPrincipal {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly principalId: string;
  /** Name of the credential that stands for the identity of data movement. */
  readonly credential: string;

  constructor(scope: Construct, id: string, props: FactoryProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const factory = new DataFactory(this, "Resource", {
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroup,
      publicNetworkEnabled: props.publicNetwork,
      // Costs nothing until a runtime uses it, and taking it away would replace the factory.
      managedVirtualNetworkEnabled: true,
      identity: { type: "SystemAssigned, UserAssigned", identityIds: [props.dataMovementId] },
    });
    const credential = new DataFactoryCredentialUserManagedIdentity(this, "DataMovement", {
      name: "dataMovement",
      dataFactoryId: factory.id,
      identityId: props.dataMovementId,
    });
    this.key = id;
    this.id = factory.id;
    this.name = props.name;
    this.principalId = factory.identity.principalId;
    this.credential = credential.name;
    new Diagnostics(this, "Diagnostics", { target: factory.id, logs: props.logs, dedicatedTables: true });
  }
}
