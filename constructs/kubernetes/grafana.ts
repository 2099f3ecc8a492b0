import { DashboardGrafana } from "@cdktf/provider-azurerm/lib/dashboard-grafana";
import { Construct } from "constructs";
import { Diagnostics } from "../monitoring/diagnostics";
import type { IGrantable, IPrincipal } from "../roles/grant";
import { grantAccess } from "../roles/grant-access";
import { type Rule, validateProps } from "../validate";
import { GrafanaEndpoint } from "./grafana-endpoint";

export interface GrafanaProps {
  readonly name: string;
  readonly location: string;
  readonly resourceGroup: string;
  readonly zoneRedundant: boolean;
  /**
   * ARM id of the private link scope that the logs are in: Grafana is closed, and reads metrics and logs by private endpoints of its own.
   * @default - Grafana, metrics and logs are open
   */
  readonly monitorScopeId?: string;
  /** The Azure Monitor workspace with the metrics. */
  readonly metrics: IGrantable;
  /** ARM id of the Log Analytics workspace. */
  readonly logs: string;
  /** Who keeps the dashboards, who looks at them, and what puts models' own there. */
  readonly people: { readonly platformTeam: IPrincipal; readonly readers: IPrincipal };
  readonly deployer: IPrincipal;
}

const rules: readonly Rule<GrafanaProps>[] = [
  [
    (p) => /^[A-Za-z][A-Za-z0-9-]{0,21}[A-Za-z0-9]$/.test(p.name),
    (p) => `name: expected 2 to 23 letters, digits and dashes, a letter first, got "${p.name}"`,
  ],
];

/** A managed Grafana that reads metrics and logs as its own identity, and that people enter by Entra ID. */
export class Grafana extends Construct implements IGrantable {
  readonly key: string;
  readonly id: string;

  constructor(scope: Construct, id: string, props: GrafanaProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const grafana = new DashboardGrafana(this, "Resource", {
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroup,
      sku: "Standard",
      grafanaMajorVersion: "11",
      apiKeyEnabled: false,
      deterministicOutboundIpEnabled: false,
      publicNetworkAccessEnabled: props.monitorScopeId === undefined,
      zoneRedundancyEnabled: props.zoneRedundant,
      identity: { type: "SystemAssigned" },
      azureMonitorWorkspaceIntegrations: [{ resourceId: props.metrics.id }],
    });
    this.key = id;
    this.id = grafana.id;
    grantAccess(this, "grafana", {
      who: {
        grafana: { key: "Grafana", principalId: grafana.identity.principalId },
        ...props.people,
        deployer: props.deployer,
      },
      on: { "Prometheus metrics": props.metrics, logs: { key: "Logs", id: props.logs }, Grafana: this },
    });
    new Diagnostics(this, "Diagnostics", { target: grafana.id, logs: props.logs });
    if (props.monitorScopeId !== undefined) this.addEndpoints(props, props.monitorScopeId);
  }

  private addEndpoints({ name, location, metrics }: GrafanaProps, scopeId: string): void {
    const own = { grafana: { id: this.id, name }, location };
    const toMetrics = new GrafanaEndpoint(this, "MetricsEndpoint", { ...own, to: "metrics", targetId: metrics.id });
    new GrafanaEndpoint(this, "LogsEndpoint", { ...own, to: "logs", targetId: scopeId, after: [toMetrics.approved] });
  }
}
