import { LogAnalyticsWorkspaceTableCustomLog } from "@cdktf/provider-azurerm/lib/log-analytics-workspace-table-custom-log";
import { MonitorDataCollectionEndpoint } from "@cdktf/provider-azurerm/lib/monitor-data-collection-endpoint";
import { MonitorDataCollectionRule } from "@cdktf/provider-azurerm/lib/monitor-data-collection-rule";
import { Construct } from "constructs";
import { archivable } from "./archive-days";
import { type ColumnType, TABLE_KEYS, TABLES, type TableKey } from "./tables";

export interface DataCollectionProps {
  readonly nameOf: (type: "data-collection-endpoint" | "data-collection-rule", purpose?: string) => string;
  readonly location: string;
  readonly resourceGroup: string;
  /** ARM id of the Log Analytics workspace. */
  readonly logs: string;
  /** Whether rows are taken from outside of the network. */
  readonly publicNetwork: boolean;
  /** Days that rows can be queried. */
  readonly retentionDays: number;
  /** Days that rows are kept in all. */
  readonly archiveDays: number;
  /** Days that predictions are kept at most: what the strictest model lets them, or Infinity. `archiveDays` holds for them too. */
  readonly predictionsDays: number;
  /** Whether Terraform must refuse to destroy the tables. */
  readonly protect: boolean;
}

/** What a sender of rows to one table must know. */
export interface DataCollectionRuleRef {
  /** ARM id: what the right to send is granted on. */
  readonly id: string;
  /** The rule's id in the sender's request. */
  readonly immutableId: string;
  /** Name of the stream in the sender's request. */
  readonly stream: string;
}

/** How rows get into the platform's own tables. */
export interface DataCollectionRef {
  /** ARM id of the endpoint. */
  readonly endpointId: string;
  /** Where rows are sent, `https://…ingest.monitor.azure.com`. */
  readonly ingestionUrl: string;
  readonly rules: Readonly<Record<TableKey, DataCollectionRuleRef>>;
}

const DESTINATION = "logs";

/** How long a table's rows are kept: predictions, which are all models' together, no longer than the strictest model demands. */
function kept(key: TableKey, { retentionDays, archiveDays, predictionsDays }: DataCollectionProps) {
  const inAll = key === "predictions" ? archivable(Math.min(archiveDays, predictionsDays)) : archiveDays;
  return { retentionInDays: Math.min(retentionDays, inAll), totalRetentionInDays: inAll };
}

/** A stream spells one type otherwise than a table. */
const streamType = (type: ColumnType): string => (type === "dateTime" ? "datetime" : type);

/** The platform's own tables, and the way into them: one endpoint, a rule for each table. Who may send is a role on the rule. */
export class DataCollection extends Construct implements DataCollectionRef {
  readonly endpointId: string;
  readonly ingestionUrl: string;
  readonly rules: Readonly<Record<TableKey, DataCollectionRuleRef>>;

  constructor(scope: Construct, id: string, props: DataCollectionProps) {
    super(scope, id);
    const endpoint = new MonitorDataCollectionEndpoint(this, "Endpoint", {
      name: props.nameOf("data-collection-endpoint"),
      location: props.location,
      resourceGroupName: props.resourceGroup,
      publicNetworkAccessEnabled: props.publicNetwork,
    });
    this.endpointId = endpoint.id;
    this.ingestionUrl = endpoint.logsIngestionEndpoint;
    this.rules = Object.fromEntries(TABLE_KEYS.map((key) => [key, this.add(key, props)])) as Record<TableKey, DataCollectionRuleRef>;
  }

  private add(key: TableKey, props: DataCollectionProps): DataCollectionRuleRef {
    const { name, description, columns } = TABLES[key];
    const table = new LogAnalyticsWorkspaceTableCustomLog(this, `Table-${name}`, {
      name: `${name}_CL`,
      workspaceId: props.logs,
      displayName: name,
      description,
      plan: "Analytics",
      ...kept(key, props),
      column: columns.map((c) => ({ name: c.name, type: c.type, description: c.description })),
      ...(props.protect && { lifecycle: { preventDestroy: true } }),
    });
    const stream = `Custom-${name}`;
    const rule = new MonitorDataCollectionRule(this, `Rule-${name}`, {
      name: props.nameOf("data-collection-rule", key.replace(/([A-Z])/g, "-$1").toLowerCase()),
      location: props.location,
      resourceGroupName: props.resourceGroup,
      dataCollectionEndpointId: this.endpointId,
      description,
      streamDeclaration: [{ streamName: stream, column: columns.map((c) => ({ name: c.name, type: streamType(c.type) })) }],
      destinations: { logAnalytics: [{ name: DESTINATION, workspaceResourceId: props.logs }] },
      dataFlow: [{ streams: [stream], destinations: [DESTINATION], outputStream: `Custom-${table.name}`, transformKql: "source" }],
      // The rule names the table by its stream, which Terraform cannot see.
      dependsOn: [table],
    });
    return { id: rule.id, immutableId: rule.immutableId, stream };
  }
}
