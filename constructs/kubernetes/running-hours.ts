import { DataFactoryTriggerSchedule } from "@cdktf/provider-azurerm/lib/data-factory-trigger-schedule";
import { Construct } from "constructs";
import { callAzure } from "../data-factory/activity";
import { concat, workedOut } from "../data-factory/expression";
import { Pipeline } from "../data-factory/pipeline";
import type { IGrantable, IPrincipal, OwnRoleIds } from "../roles/grant";
import { grantAccess } from "../roles/grant-access";
import { type Rule, validateProps } from "../validate";

export interface RunningHoursProps {
  readonly cluster: IGrantable;
  /** The Data Factory that keeps the clock, and who it calls Azure as. */
  readonly factoryId: string;
  readonly factory: IPrincipal;
  /** Where the role is defined that starts and stops clusters, and can do nothing else to them. */
  readonly ownRoleIds: OwnRoleIds;
  /** Starts on working days, stops every day, `06:00` in UTC. */
  readonly start: string;
  readonly stop: string;
}

const API_VERSION = "2026-03-01";
const WORKING_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];
const EVERY_DAY = [...WORKING_DAYS, "Saturday", "Sunday"];
const isTime = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

const rules: readonly Rule<RunningHoursProps>[] = [
  [(p) => isTime(p.start), (p) => `start: expected a time such as 07:00, got "${p.start}"`],
  [(p) => isTime(p.stop), (p) => `stop: expected a time such as 19:00, got "${p.stop}"`],
  [(p) => p.start < p.stop, (p) => `stop: expected a time after ${p.start}, got "${p.stop}"`],
];

/** Starts a cluster on working days and stops it every day: while it is stopped, its nodes cost nothing. Data Factory is the clock. */
export class RunningHours extends Construct {
  constructor(scope: Construct, id: string, props: RunningHoursProps) {
    super(scope, id);
    validateProps(this, rules, props);
    grantAccess(this, "runningHours", { who: { factory: props.factory }, on: { cluster: props.cluster }, own: props.ownRoleIds });
    this.addCall("start", props.start, WORKING_DAYS, props);
    this.addCall("stop", props.stop, EVERY_DAY, props);
  }

  private addCall(what: "start" | "stop", at: string, daysOfWeek: readonly string[], props: RunningHoursProps): void {
    const { factoryId, cluster } = props;
    const [hours = 0, minutes = 0] = at.split(":").map(Number);
    const url = workedOut(concat(`https://management.azure.com${cluster.id}/${what}?api-version=${API_VERSION}`));
    const pipeline = new Pipeline(this, `Pipeline-${what}`, {
      name: `cluster-${what}`,
      factoryId,
      description: `Tells the Kubernetes cluster to ${what}.`,
      folder: "platform",
      activities: [callAzure(what === "start" ? "StartCluster" : "StopCluster", { method: "POST", url, body: {}, waits: false })],
    });
    new DataFactoryTriggerSchedule(this, `Trigger-${what}`, {
      name: `cluster-${what}`,
      dataFactoryId: factoryId,
      pipelineName: pipeline.name,
      activated: true,
      frequency: "Week",
      interval: 1,
      // A constant: left out, it would be the time of the apply, and change at each one. With its `Z`, Data Factory takes no zone but UTC.
      startTime: "2026-01-01T00:00:00Z",
      timeZone: "UTC",
      schedule: { daysOfWeek: [...daysOfWeek], hours: [hours], minutes: [minutes] },
    });
  }
}
