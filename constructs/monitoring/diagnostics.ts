import { MonitorDiagnosticSetting } from "@cdktf/provider-azurerm/lib/monitor-diagnostic-setting";
import { Construct } from "constructs";

export interface DiagnosticsProps {
  /** ARM id of what is watched; for a storage account its blob service. */
  readonly target: string;
  /** ARM id of the Log Analytics workspace. */
  readonly logs: string;
  /**
   * Log categories by name.
   * @default - all logs that the resource has
   */
  readonly categories?: readonly string[];
  /**
   * A table per category; only for types that let the sender choose (Data Factory, Kubernetes).
   * @default - where the type puts them
   */
  readonly dedicatedTables?: boolean;
}

/** Sends a resource's logs to the environment's Log Analytics workspace. */
export class Diagnostics extends Construct {
  constructor(scope: Construct, id: string, props: DiagnosticsProps) {
    super(scope, id);
    new MonitorDiagnosticSetting(this, "Resource", {
      name: "to-log-analytics",
      targetResourceId: props.target,
      logAnalyticsWorkspaceId: props.logs,
      ...(props.dedicatedTables === true && { logAnalyticsDestinationType: "Dedicated" }),
      enabledLog: props.categories?.map((category) => ({ category })) ?? [{ categoryGroup: "allLogs" }],
    });
  }
}
