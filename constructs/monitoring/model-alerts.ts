import { MonitorActionGroup } from "@cdktf/provider-azurerm/lib/monitor-action-group";
import { Construct } from "constructs";
import { servingAlerts, trainingAlerts } from "./alerts";
import type { AlertContext } from "./alerts/alert-rule";
import { QueryAlert, SEVERITIES } from "./query-alert";

export interface ModelAlertsProps extends AlertContext {
  readonly nameOf: (type: "alert-rule" | "action-group", purpose: string) => string;
  readonly location: string;
  readonly resourceGroup: string;
  /** ARM id of the Log Analytics workspace. */
  readonly logs: string;
  /** Whether the model's data is prepared and the model trained here. */
  readonly trains: boolean;
  /** ARM ids of the environment's own action groups: told at once of what is critical or an error, in working hours of the rest. */
  readonly actionGroups: { readonly urgent: string; readonly routine: string };
  /**
   * ARM id of the action group that calls `control`, which has the model's own monitors look.
   * @default - nobody but people is told
   */
  readonly controlGroup?: string;
}

/** Azure shows as much of a group's name in a message. */
const SHORT_NAME = 12;

/** Everything that a model's people and `control` are told of: its objectives, its monitors and its data, each by the figure of model.yaml. */
export class ModelAlerts extends Construct {
  constructor(scope: Construct, id: string, props: ModelAlertsProps) {
    super(scope, id);
    const { model, location, resourceGroup, logs, controlGroup } = props;
    const owner = new MonitorActionGroup(this, "Owner", {
      name: props.nameOf("action-group", model.name),
      resourceGroupName: resourceGroup,
      shortName: model.name.slice(0, SHORT_NAME),
      emailReceiver: [{ name: model.owner.contact, emailAddress: model.owner.contact, useCommonAlertSchema: true }],
    });
    for (const { key, ...rule } of [...servingAlerts(props), ...(props.trains ? trainingAlerts(props) : [])]) {
      const people = SEVERITIES[rule.severity] <= SEVERITIES.error ? props.actionGroups.urgent : props.actionGroups.routine;
      new QueryAlert(this, key, {
        ...rule,
        name: props.nameOf("alert-rule", `${model.name}-${key}`),
        location,
        resourceGroup,
        logs,
        model: model.name,
        actionGroups: [owner.id, people, ...(controlGroup === undefined ? [] : [controlGroup])],
      });
    }
  }
}
