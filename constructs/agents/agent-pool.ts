import { LinuxVirtualMachineScaleSet } from "@cdktf/provider-azurerm/lib/linux-virtual-machine-scale-set";
import { VirtualMachineScaleSetExtensionA } from "@cdktf/provider-azurerm/lib/virtual-machine-scale-set-extension";
import { Construct } from "constructs";
import { ZONES } from "../zones";
import { cloudInit, WHEN_READY } from "./cloud-init";
import { nobodysKey } from "./nobodys-key";

export interface AgentPoolProps {
  readonly name: string;
  readonly location: string;
  readonly resourceGroup: string;
  readonly vmSize: string;
  /** ARM id. */
  readonly subnet: string;
  /** Spreads machines over the region's three zones. */
  readonly zoneRedundant: boolean;
}

const USER = "agent";

/**
 * Machines within the network for pipelines: none until Azure DevOps, given this scale set as an elastic pool, starts some, and none
 * again when there is nothing to do. Each begins from the same image; nobody can log in; what a pipeline may do, its service
 * connection says, so the machines have no identity.
 */
export class AgentPool extends Construct {
  /** ARM id, for the elastic pool. */
  readonly id: string;

  constructor(scope: Construct, id: string, props: AgentPoolProps) {
    super(scope, id);
    const set = new LinuxVirtualMachineScaleSet(this, "Resource", {
      name: props.name,
      computerNamePrefix: USER,
      location: props.location,
      resourceGroupName: props.resourceGroup,
      sku: props.vmSize,
      instances: 0,
      // What Azure DevOps asks of a scale set that it drives.
      upgradeMode: "Manual",
      overprovision: false,
      singlePlacementGroup: false,
      platformFaultDomainCount: 1,
      ...(props.zoneRedundant && { zones: [...ZONES] }),
      adminUsername: USER,
      disablePasswordAuthentication: true,
      adminSshKey: [{ username: USER, publicKey: nobodysKey(props.name) }],
      customData: Buffer.from(cloudInit()).toString("base64"),
      secureBootEnabled: true,
      vtpmEnabled: true,
      sourceImageReference: { publisher: "Canonical", offer: "ubuntu-24_04-lts", sku: "server", version: "latest" },
      osDisk: { caching: "ReadOnly", storageAccountType: "StandardSSD_LRS" },
      bootDiagnostics: {},
      networkInterface: [{ name: "agent", primary: true, ipConfiguration: [{ name: "agent", primary: true, subnetId: props.subnet }] }],
      // Azure DevOps sets the number, puts its agent on, and marks the set as its own.
      lifecycle: {
        ignoreChanges: ["instances", "extension", 'tags["__AzureDevOpsElasticPool"]', 'tags["__AzureDevOpsElasticPoolTimeStamp"]'],
      },
    });
    this.id = set.id;
    // Azure Pipelines puts its agent on after this one has ended: a job that comes at once finds what is installed, or no machine.
    new VirtualMachineScaleSetExtensionA(this, "Ready", {
      name: "ready",
      virtualMachineScaleSetId: this.id,
      publisher: "Microsoft.Azure.Extensions",
      type: "CustomScript",
      typeHandlerVersion: "2.1",
      settings: JSON.stringify({ commandToExecute: WHEN_READY }),
    });
  }
}
