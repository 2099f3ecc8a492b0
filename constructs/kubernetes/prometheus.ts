import { MonitorDataCollectionRule } from "@cdktf/provider-azurerm/lib/monitor-data-collection-rule";
import { MonitorDataCollectionRuleAssociation } from "@cdktf/provider-azurerm/lib/monitor-data-collection-rule-association";
import { MonitorWorkspace } from "@cdktf/provider-azurerm/lib/monitor-workspace";
import { Construct } from "constructs";
import type { IGrantable } from "../roles/grant";
import { type Rule, validateProps } from "../validate";

export interface PrometheusProps {
  readonly names: { readonly workspace: string; readonly rule: string };
  readonly location: string;
  readonly resourceGroup: string;
  /** ARM id of the cluster. */
  readonly clusterId: string;
  /** ARM id of the endpoint that the cluster's agents send to. */
  readonly endpointId: string;
  /** Whether metrics are shown outside of the network; how they get in is up to the endpoint. */
  readonly publicNetwork: boolean;
  /** Whether Terraform must refuse to destroy the metrics. */
  readonly protect: boolean;
}

const STREAMS = ["Microsoft-PrometheusMetrics"];

const rules: readonly Rule<PrometheusProps>[] = [
  [
    (p) => /^[A-Za-z0-9][A-Za-z0-9-]{2,42}[A-Za-z0-9]$/.test(p.names.workspace),
    (p) => `names.workspace: expected 4 to 44 letters, digits and dashes, got "${p.names.workspace}"`,
  ],
];

/** Managed Prometheus: the place where metrics are kept and queried, and the rule by which a cluster's agents send them there. */
export class Prometheus extends Construct implements IGrantable {
  readonly key: string;
  /** ARM id of the Azure Monitor workspace. */
  readonly id: string;

  constructor(scope: Construct, id: string, props: PrometheusProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const place = { location: props.location, resourceGroupName: props.resourceGroup };
    const workspace = new MonitorWorkspace(this, "Resource", {
      ...place,
      name: props.names.workspace,
      publicNetworkAccessEnabled: props.publicNetwork,
      ...(props.protect && { lifecycle: { preventDestroy: true } }),
    });
    const rule = new MonitorDataCollectionRule(this, "Rule", {
      ...place,
      name: props.names.rule,
      kind: "Linux",
      description: "Prometheus metrics of a cluster.",
      dataCollectionEndpointId: props.endpointId,
      dataSources: { prometheusForwarder: [{ name: "PrometheusDataSource", streams: STREAMS }] },
      destinations: { monitorAccount: [{ name: "metrics", monitorAccountId: workspace.id }] },
      dataFlow: [{ streams: STREAMS, destinations: ["metrics"] }],
    });
    new MonitorDataCollectionRuleAssociation(this, "Association", {
      name: "PrometheusMetrics",
      targetResourceId: props.clusterId,
      dataCollectionRuleId: rule.id,
      description: "The cluster's agents read where to send metrics from this rule.",
    });
    this.key = id;
    this.id = workspace.id;
  }
}
