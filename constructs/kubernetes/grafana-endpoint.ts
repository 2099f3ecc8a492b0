import { DashboardGrafanaManagedPrivateEndpoint } from "@cdktf/provider-azurerm/lib/dashboard-grafana-managed-private-endpoint";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { approve } from "../network/approval";

/** What a managed Grafana reads privately: Azure's name of the part, and its type of the connection that the owner approves. */
const TARGETS = {
  metrics: { part: "prometheusMetrics", type: "Microsoft.Monitor/accounts/privateEndpointConnections@2023-04-03", published: false },
  logs: { part: "azuremonitor", type: "Microsoft.Insights/privateLinkScopes/privateEndpointConnections@2021-09-01", published: true },
} as const;

export interface GrafanaEndpointProps {
  readonly grafana: { readonly id: string; readonly name: string };
  readonly location: string;
  readonly to: keyof typeof TARGETS;
  /** ARM id: of the Azure Monitor workspace with the metrics, or of the private link scope that the logs are in. */
  readonly targetId: string;
  /**
   * What must be there first: Azure changes one endpoint of a Grafana at a time.
   * @default - nothing
   */
  readonly after?: readonly ITerraformDependable[];
}

/** A private way from a managed Grafana, which stands in a network of Azure's own, to what it shows; with its approval. */
export class GrafanaEndpoint extends Construct {
  /** What has happened once Grafana can read. */
  readonly approved: ITerraformDependable;

  constructor(scope: Construct, id: string, { grafana, location, to, targetId, after }: GrafanaEndpointProps) {
    super(scope, id);
    const { part, type, published } = TARGETS[to];
    const endpoint = new DashboardGrafanaManagedPrivateEndpoint(this, "Resource", {
      name: to,
      grafanaId: grafana.id,
      location,
      privateLinkResourceId: targetId,
      privateLinkResourceRegion: location,
      groupIds: [part],
      ...(after && { dependsOn: [...after] }),
    });
    this.approved = approve(this, {
      type,
      published,
      targetId,
      ending: `-${grafana.name}-${to}`,
      askedBy: `Grafana ${grafana.name}`,
      endpoint,
    });
  }
}
