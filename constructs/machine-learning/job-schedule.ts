import { Construct } from "constructs";
import { parseCron } from "../../model-code/core/spec/cron";
import { AzapiResource } from "../azapi/resource";
import { TIME_ZONES } from "../data-factory/time-zones";
import { type Rule, validateProps } from "../validate";
import { ML_API_VERSION } from "./api-version";
import type { AzureMlJob } from "./command-job";

export interface JobScheduleProps {
  readonly name: string;
  readonly workspaceId: string;
  readonly displayName: string;
  /** Five fields. */
  readonly cron: string;
  /** Zone of the hours, by its IANA name. */
  readonly timeZone: string;
  readonly job: AzureMlJob;
}

/** A constant: left out, it would be the time of the apply, and change at each one. */
const START = "2026-01-01T00:00:00";

const rules: readonly Rule<JobScheduleProps>[] = [
  [(p) => parseCron(p.cron) !== undefined, (p) => `cron: expected five fields, got "${p.cron}"`],
  [
    (p) => TIME_ZONES[p.timeZone] !== undefined,
    (p) => `timeZone: expected one of ${Object.keys(TIME_ZONES).join(", ")}, got "${p.timeZone}"`,
  ],
];

/** Starts a job by the clock. For scoring only: training is started by `control`, through its guard. */
export class JobSchedule extends Construct {
  constructor(scope: Construct, id: string, props: JobScheduleProps) {
    super(scope, id);
    validateProps(this, rules, props);
    new AzapiResource(this, "Resource", {
      type: `Microsoft.MachineLearningServices/workspaces/schedules@${ML_API_VERSION}`,
      name: props.name,
      parentId: props.workspaceId,
      body: {
        properties: {
          displayName: props.displayName,
          isEnabled: true,
          trigger: { triggerType: "Cron", expression: props.cron, timeZone: TIME_ZONES[props.timeZone], startTime: START },
          action: { actionType: "CreateJob", jobDefinition: props.job },
        },
      },
    });
  }
}
