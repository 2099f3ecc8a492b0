import { ApplicationInsights } from "@cdktf/provider-azurerm/lib/application-insights";
import { LogAnalyticsWorkspace } from "@cdktf/provider-azurerm/lib/log-analytics-workspace";
import { Construct } from "constructs";
import { DeleteLock } from "../governance/delete-lock";

export interface TelemetryProps {
  readonly workspaceName: string;
  readonly applicationInsightsName: string;
  readonly location: string;
  readonly resourceGroup: string;
  /** Days that logs are kept, 30 to 730. */
  readonly retentionDays: number;
  /** Gigabytes a day after which ingestion stops. */
  readonly dailyQuotaGb: number;
  /** Whether logs are taken and shown outside of the network. */
  readonly publicNetwork: boolean;
  /** Whether Terraform and a lock must refuse to destroy the logs. */
  readonly protect: boolean;
}

/** Where an environment's logs, metrics and traces go. Nothing gets in by a key, only by Entra ID. */
export class Telemetry extends Construct {
  /** ARM id of the Log Analytics workspace. */
  readonly logsId: string;
  readonly applicationInsightsId: string;

  constructor(scope: Construct, id: string, props: TelemetryProps) {
    super(scope, id);
    const { location, resourceGroup: resourceGroupName } = props;
    const logs = new LogAnalyticsWorkspace(this, "Logs", {
      name: props.workspaceName,
      location,
      resourceGroupName,
      sku: "PerGB2018",
      retentionInDays: props.retentionDays,
      dailyQuotaGb: props.dailyQuotaGb,
      localAuthenticationEnabled: false,
      internetIngestionEnabled: props.publicNetwork,
      internetQueryEnabled: props.publicNetwork,
      ...(props.protect && { lifecycle: { preventDestroy: true } }),
    });
    const insights = new ApplicationInsights(this, "ApplicationInsights", {
      name: props.applicationInsightsName,
      location,
      resourceGroupName,
      workspaceId: logs.id,
      applicationType: "other",
      localAuthenticationDisabled: true,
      internetIngestionEnabled: props.publicNetwork,
      internetQueryEnabled: props.publicNetwork,
    });
    if (props.protect) new DeleteLock(this, "Lock", { on: logs.id, notes: "What happened, who did what, and what models answered." });
    this.logsId = logs.id;
    this.applicationInsightsId = insights.id;
  }
}
