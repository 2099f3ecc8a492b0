import { MonitorScheduledQueryRulesAlertV2 } from "@cdktf/provider-azurerm/lib/monitor-scheduled-query-rules-alert-v2";
import { Construct } from "constructs";
import { isoMinutes } from "../iso-minutes";
import { type Rule, validateProps } from "../validate";

/** How bad it is, by Azure's numbers: critical wakes somebody, informational does not. */
export const SEVERITIES = { critical: 0, error: 1, warning: 2, informational: 3 } as const;
export type Severity = keyof typeof SEVERITIES;

export interface QueryAlertProps {
  readonly name: string;
  readonly location: string;
  readonly resourceGroup: string;
  /** ARM id of the Log Analytics workspace. */
  readonly logs: string;
  readonly actionGroup: string;
  /** What a person reads in the alert: what happened, in a sentence. */
  readonly summary: string;
  readonly severity: Severity;
  /** File in the repository that says what the alert means and what to do. */
  readonly runbook: `docs/runbooks/${string}.md`;
  /** KQL; each row that it gives is one finding. */
  readonly query: string;
  /**
   * Minutes that a query looks back, and between two queries.
   * @default 15
   */
  readonly everyMinutes?: 5 | 10 | 15 | 30 | 60;
}

const rules: readonly Rule<QueryAlertProps>[] = [
  [(p) => p.summary.trim() !== "", () => "summary: say what happened, got nothing"],
  [(p) => p.query.trim() !== "", () => "query: expected KQL, got nothing"],
];

/** Alerts as soon as a query over the logs gives a row. */
export class QueryAlert extends Construct {
  constructor(scope: Construct, id: string, props: QueryAlertProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const span = isoMinutes(props.everyMinutes ?? 15);
    new MonitorScheduledQueryRulesAlertV2(this, "Resource", {
      name: props.name,
      displayName: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroup,
      description: `${props.summary} Runbook: ${props.runbook}`,
      severity: SEVERITIES[props.severity],
      scopes: [props.logs],
      evaluationFrequency: span,
      windowDuration: span,
      autoMitigationEnabled: true,
      // A table appears with its first row, which an environment that has just been made does not have.
      skipQueryValidation: true,
      criteria: [
        {
          query: props.query,
          operator: "GreaterThan",
          threshold: 0,
          timeAggregationMethod: "Count",
          failingPeriods: { minimumFailingPeriodsToTriggerAlert: 1, numberOfEvaluationPeriods: 1 },
        },
      ],
      action: { actionGroups: [props.actionGroup], customProperties: { runbook: props.runbook } },
    });
  }
}
