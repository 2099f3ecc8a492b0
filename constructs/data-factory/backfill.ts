import { DataFactoryTriggerTumblingWindow } from "@cdktf/provider-azurerm/lib/data-factory-trigger-tumbling-window";
import { Construct } from "constructs";
import { type Rule, validateProps } from "../validate";

export interface BackfillProps {
  readonly factoryId: string;
  /** First part of the triggers' names. */
  readonly name: string;
  /** Day, `2020-01-01`, with which it begins, and before which it ends; a last window may reach beyond. */
  readonly from: string;
  readonly until: string;
  readonly windowDays: number;
  /** Pipelines by a name for each, all with the parameters `windowStart` and `windowEnd`. */
  readonly fetches: Readonly<Record<string, string>>;
  /** Pipeline that runs once when the last window of all of them is there. */
  readonly last: string;
}

const DAY = 86_400_000;
const isoSeconds = (time: number): string => new Date(time).toISOString().replace(".000Z", "Z");
const days = (n: number): string => `${n}.00:00:00`;

const rules: readonly Rule<BackfillProps>[] = [
  [(p) => p.from < p.until, (p) => `until: expected a day after ${p.from}, got ${p.until}`],
  [(p) => p.windowDays >= 1 && p.windowDays <= 366, (p) => `windowDays: expected 1 to 366, got ${p.windowDays}`],
  [(p) => Object.keys(p.fetches).length > 0, () => "fetches: expected at least one pipeline, got none"],
];

const RETRY = { count: 3, interval: 600 };

/**
 * Fetches the past in windows, each once, oldest first: a window of a source waits for the one before it, and what comes after them all
 * waits for the last window of every source. A window that fails is tried again; what follows it waits.
 */
export class Backfill extends Construct {
  constructor(scope: Construct, id: string, props: BackfillProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const { factoryId, windowDays } = props;
    const start = Date.parse(props.from);
    const windows = Math.ceil((Date.parse(props.until) - start) / (windowDays * DAY));
    const end = start + windows * windowDays * DAY;
    const size = days(windowDays);
    const common = {
      dataFactoryId: factoryId,
      frequency: "Hour",
      interval: 24 * windowDays,
      endTime: isoSeconds(end),
      maxConcurrency: 1,
      retry: RETRY,
      activated: true,
    } as const;
    const triggers = Object.entries(props.fetches).map(
      ([what, pipeline]) =>
        new DataFactoryTriggerTumblingWindow(this, `Fetch-${what}`, {
          ...common,
          name: `${props.name}-${what}`,
          startTime: isoSeconds(start),
          triggerDependency: [{ offset: `-${size}`, size }],
          pipeline: {
            name: pipeline,
            parameters: { windowStart: "@trigger().outputs.windowStartTime", windowEnd: "@trigger().outputs.windowEndTime" },
          },
        }),
    );
    new DataFactoryTriggerTumblingWindow(this, "Last", {
      ...common,
      name: `${props.name}-done`,
      startTime: isoSeconds(end - windowDays * DAY),
      triggerDependency: triggers.map((trigger) => ({ triggerName: trigger.name, offset: "0.00:00:00", size })),
      pipeline: { name: props.last },
    });
  }
}
