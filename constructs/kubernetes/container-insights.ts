import { MonitorDataCollectionRule } from "@cdktf/provider-azurerm/lib/monitor-data-collection-rule";
import { MonitorDataCollectionRuleAssociation } from "@cdktf/provider-azurerm/lib/monitor-data-collection-rule-association";
import { Construct } from "constructs";

export interface ContainerInsightsProps {
  /** Name of the rule. */
  readonly name: string;
  readonly location: string;
  readonly resourceGroup: string;
  /** ARM id of the cluster. */
  readonly clusterId: string;
  /** ARM id of the Log Analytics workspace. */
  readonly logs: string;
  /** ARM id of the endpoint that the cluster's agents send to. */
  readonly endpointId: string;
  /** Whether agents must ask that endpoint for their rules as well, since they reach Azure Monitor privately only. */
  readonly privateNetwork: boolean;
}

const STREAMS = ["Microsoft-ContainerInsights-Group-Default"];

/** What the agent collects: as Azure writes it back, keys sorted, no blanks. The system's own namespaces log much that nobody reads. */
const SETTINGS = JSON.stringify({
  dataCollectionSettings: {
    enableContainerLogV2: true,
    interval: "1m",
    namespaceFilteringMode: "Exclude",
    namespaces: ["gatekeeper-system", "kube-system"],
  },
});

/** Container Insights by the agent's own identity: what pods log and how they fare, from the cluster to Log Analytics. */
export class ContainerInsights extends Construct {
  constructor(scope: Construct, id: string, props: ContainerInsightsProps) {
    super(scope, id);
    const rule = new MonitorDataCollectionRule(this, "Rule", {
      name: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroup,
      kind: "Linux",
      description: "Logs and state of containers.",
      dataCollectionEndpointId: props.endpointId,
      dataSources: {
        extension: [{ name: "ContainerInsightsExtension", extensionName: "ContainerInsights", streams: STREAMS, extensionJson: SETTINGS }],
      },
      destinations: { logAnalytics: [{ name: "logs", workspaceResourceId: props.logs }] },
      dataFlow: [{ streams: STREAMS, destinations: ["logs"] }],
    });
    new MonitorDataCollectionRuleAssociation(this, "Association", {
      name: "ContainerInsightsExtension",
      targetResourceId: props.clusterId,
      dataCollectionRuleId: rule.id,
      description: "The cluster's agents read what to collect from this rule.",
    });
    if (props.privateNetwork)
      new MonitorDataCollectionRuleAssociation(this, "ConfigurationAccess", {
        // Azure knows this one by its name.
        name: "configurationAccessEndpoint",
        targetResourceId: props.clusterId,
        dataCollectionEndpointId: props.endpointId,
        description: "The cluster's agents ask this endpoint for their rules.",
      });
  }
}
