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
  /** ARM ids of who is told, at least one. */
  readonly actionGroups: readonly string[];
  /** What a person reads in the alert: what happened, in a sentence. */
  readonly summary: string;
  readonly severity: Severity;
  /** File in the repository that says what the alert means and what to do. */
  readonly runbook: `docs/runbooks/${string}.md`;
  /** KQL; each row that it gives is one finding. */
  readonly query: string;
  /**
   * Minutes between two queries.
   * @default 15
   */
  readonly everyMinutes?: 5 | 10 | 15 | 30 | 60;
  /**
   * Minutes that a query looks back, one of Azure's spans.
   * @default - as long as between two queries
   */
  readonly lookBackMinutes?: number;
  /**
   * The model that it is about: each finding names it in a column `Model`, which becomes the alert's dimension.
   * @default - about no model
   */
  readonly model?: string;
}

/** Spans that Azure takes for the time that a query looks back, in minutes. */
const SPANS: readonly number[] = [1, 5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1440, 2880];
const MINUTES_OF_DAY = 1440;
/** As Azure's list has it: days are days, not 24 hours. */
const span = (minutes: number): string => (minutes % MINUTES_OF_DAY === 0 ? `P${minutes / MINUTES_OF_DAY}D` : isoMinutes(minutes));
const lookBack = ({ everyMinutes, lookBackMinutes }: QueryAlertProps): number => lookBackMinutes ?? everyMinutes ?? EVERY;
const EVERY = 15;

const rules: readonly Rule<QueryAlertProps>[] = [
  [(p) => p.summary.trim() !== "", () => "summary: say what happened, got nothing"],
  [(p) => p.query.trim() !== "", () => "query: expected KQL, got nothing"],
  [(p) => p.actionGroups.length > 0, () => "actionGroups: expected somebody to tell, got none"],
  [(p) => SPANS.includes(lookBack(p)), (p) => `lookBackMinutes: expected one of ${SPANS.join(", ")}, got ${lookBack(p)}`],
  [
    (p) => lookBack(p) >= (p.everyMinutes ?? EVERY),
    (p) => `lookBackMinutes: expected at least the ${p.everyMinutes ?? EVERY} between two queries, got ${lookBack(p)}`,
  ],
];

/** Alerts as soon as a query over the logs gives a row. */
export class QueryAlert extends Construct {
  constructor(scope: Construct, id: string, props: QueryAlertProps) {
    super(scope, id);
    validateProps(this, rules, props);
    new MonitorScheduledQueryRulesAlertV2(this, "Resource", {
      name: props.name,
      displayName: props.name,
      location: props.location,
      resourceGroupName: props.resourceGroup,
      description: `${props.summary} Runbook: ${props.runbook}`,
      severity: SEVERITIES[props.severity],
      scopes: [props.logs],
      evaluationFrequency: span(props.everyMinutes ?? EVERY),
      windowDuration: span(lookBack(props)),
      autoMitigationEnabled: true,
      // A table appears with its first row, which an environment that has just been made does not have.
      skipQueryValidation: true,
      criteria: [
        {
          query: props.query,
          operator: "GreaterThan",
          threshold: 0,
          timeAggregationMethod: "Count",
          ...(props.model !== undefined && { dimension: [{ name: "Model", operator: "Include", values: [props.model] }] }),
          failingPeriods: { minimumFailingPeriodsToTriggerAlert: 1, numberOfEvaluationPeriods: 1 },
        },
      ],
      action: {
        actionGroups: [...props.actionGroups],
        customProperties: { ...(props.model !== undefined && { model: props.model }), runbook: props.runbook },
      },
    });
  }
}
