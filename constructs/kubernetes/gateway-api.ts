import { Construct } from "constructs";
import { AzapiUpdateResource } from "../azapi/update-resource";

export interface GatewayApiProps {
  /** ARM id of the cluster. */
  readonly clusterId: string;
}

/** Switches on Gateway API and what carries it out, which azurerm cannot say of a cluster. */
export class GatewayApi extends Construct {
  constructor(scope: Construct, id: string, { clusterId }: GatewayApiProps) {
    super(scope, id);
    new AzapiUpdateResource(this, "Resource", {
      type: "Microsoft.ContainerService/managedClusters@2026-03-01",
      resourceId: clusterId,
      body: {
        properties: {
          ingressProfile: {
            gatewayAPI: { installation: "Standard" },
            webAppRouting: { gatewayAPIImplementations: { appRoutingIstio: { mode: "Enabled" } } },
          },
        },
      },
    });
  }
}
