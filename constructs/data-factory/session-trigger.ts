import { DataFactoryTriggerSchedule } from "@cdktf/provider-azurerm/lib/data-factory-trigger-schedule";
import { Construct } from "constructs";

/** When a calendar's sessions are over for the day, in UTC in summer and winter alike. */
const AFTER_SESSION = {
  XNYS: { daysOfWeek: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"], hours: [23], minutes: [0] },
} as const;

const EVERY_NIGHT = { hours: [3], minutes: [0] } as const;

export interface SessionTriggerProps {
  readonly name: string;
  readonly factoryId: string;
  readonly pipelineName: string;
  /**
   * Exchange whose sessions the source follows.
   * @default - runs every night
   */
  readonly calendar?: keyof typeof AFTER_SESSION;
}

/** Starts a pipeline after each session of the source's calendar. On a holiday it finds nothing new, which costs one short run. */
export class SessionTrigger extends Construct {
  constructor(scope: Construct, id: string, props: SessionTriggerProps) {
    super(scope, id);
    const at = props.calendar === undefined ? undefined : AFTER_SESSION[props.calendar];
    new DataFactoryTriggerSchedule(this, "Resource", {
      name: props.name,
      dataFactoryId: props.factoryId,
      pipelineName: props.pipelineName,
      activated: true,
      frequency: at ? "Week" : "Day",
      interval: 1,
      // A constant: left out, it would be the time of the apply, and change at each one.
      startTime: "2026-01-01T00:00:00Z",
      timeZone: "UTC",
      schedule: at
        ? { daysOfWeek: [...at.daysOfWeek], hours: [...at.hours], minutes: [...at.minutes] }
        : { hours: [...EVERY_NIGHT.hours], minutes: [...EVERY_NIGHT.minutes] },
    });
  }
}
