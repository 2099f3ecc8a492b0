import { Construct } from "constructs";
import { parseCron } from "../../model-code/core/spec/cron";
import { AzapiResource } from "../azapi/resource";
import { AzapiResourceAction } from "../azapi/resource-action";
import { type Rule, validateProps } from "../validate";
import { recurrence } from "./recurrence";
import { TIME_ZONES } from "./time-zones";

/** What a trigger starts, and what it tells it. */
export interface TriggeredPipeline {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface ScheduleTriggerProps {
  readonly name: string;
  readonly factoryId: string;
  readonly pipeline: TriggeredPipeline;
  /** Five fields; no months, and not a day of the month together with one of the week. */
  readonly cron: string;
  /** Zone of the hours, by its IANA name. */
  readonly timeZone: string;
}

const TYPE = "Microsoft.DataFactory/factories/triggers@2018-06-01";
/** A constant: left out, it would be the time of the apply, and change at each one. */
const START = "2026-01-01T00:00:00";

const recurrenceOf = (cron: string) => {
  const parsed = parseCron(cron);
  return parsed && recurrence(parsed);
};

const rules: readonly Rule<ScheduleTriggerProps>[] = [
  [(p) => recurrenceOf(p.cron) !== undefined, (p) => `cron: expected what Data Factory can say, without months, got "${p.cron}"`],
  [
    (p) => TIME_ZONES[p.timeZone] !== undefined,
    (p) => `timeZone: expected one of ${Object.keys(TIME_ZONES).join(", ")}, got "${p.timeZone}"`,
  ],
];

/**
 * Starts a pipeline by the clock of a time zone, summer and winter.
 *
 * By azapi, since azurerm writes every start with a `Z`, and with it Data Factory takes no zone but UTC. Data Factory refuses to change
 * a trigger that is started: a change replaces it, which stops the old one and starts the new one.
 */
export class ScheduleTrigger extends Construct {
  constructor(scope: Construct, id: string, props: ScheduleTriggerProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const timeZone = TIME_ZONES[props.timeZone];
    const trigger = new AzapiResource(this, "Resource", {
      type: TYPE,
      name: props.name,
      parentId: props.factoryId,
      fixed: ["properties"],
      body: {
        properties: {
          type: "ScheduleTrigger",
          typeProperties: { recurrence: { ...recurrenceOf(props.cron), startTime: timeZone === "UTC" ? `${START}Z` : START, timeZone } },
          pipelines: [
            { pipelineReference: { referenceName: props.pipeline.name, type: "PipelineReference" }, parameters: props.pipeline.parameters },
          ],
        },
      },
    });
    const told = { type: TYPE, resourceId: trigger.id, method: "POST", body: {} } as const;
    new AzapiResourceAction(this, "Start", { ...told, action: "start" });
    new AzapiResourceAction(this, "Stop", { ...told, action: "stop", when: "destroy" });
  }
}
