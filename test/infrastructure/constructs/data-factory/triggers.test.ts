// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform writes its references so
import { Backfill } from "../../../../constructs/data-factory/backfill";
import { recurrence } from "../../../../constructs/data-factory/recurrence";
import { ScheduleTrigger } from "../../../../constructs/data-factory/schedule-trigger";
import { TIME_ZONES } from "../../../../constructs/data-factory/time-zones";
import { parseCron } from "../../../../model-code/core/spec/cron";
import { synthIn } from "../../../support/platform";

const scheduled = (cron: string, timeZone: string) =>
  synthIn(
    (stack) =>
      void new ScheduleTrigger(stack, "T", {
        name: "t",
        factoryId: "/f",
        pipeline: { name: "p", parameters: { at: "@x" } },
        cron,
        timeZone,
      }),
  );
const body = (cron: string, timeZone: string) =>
  scheduled(cron, timeZone).only("azapi_resource").body as { properties: { typeProperties: { recurrence: Record<string, unknown> } } };

test("a zone's own hours: by Windows' name, with a start that names no zone", () => {
  expect(body("30 18 * * 1-5", "America/New_York")).toEqual({
    properties: {
      type: "ScheduleTrigger",
      typeProperties: {
        recurrence: {
          frequency: "Week",
          interval: 1,
          startTime: "2026-01-01T00:00:00",
          timeZone: "Eastern Standard Time",
          schedule: { hours: [18], minutes: [30], weekDays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"] },
        },
      },
      pipelines: [{ pipelineReference: { referenceName: "p", type: "PipelineReference" }, parameters: { at: "@x" } }],
    },
  });
});

test("in UTC the start must name it", () => {
  expect(body("0 3 * * *", "UTC").properties.typeProperties.recurrence).toMatchObject({
    timeZone: "UTC",
    startTime: "2026-01-01T00:00:00Z",
  });
});

test("a trigger is started when it is made; a change stops it first and replaces it, as Data Factory changes none that is started", () => {
  const made = scheduled("0 3 * * *", "UTC");
  const id = `\${${made.all("azapi_resource")[0]?.address}.id}`;
  expect(made.only("azapi_resource")).toMatchObject({ replace_triggers_refs: ["properties"] });
  expect(made.all("azapi_resource_action").map((a) => [a.attributes.action, a.attributes.when, a.attributes.resource_id])).toEqual([
    ["start", undefined, id],
    ["stop", "destroy", id],
  ]);
});

test.each([
  ["0 3 * * *", { frequency: "Day", schedule: { hours: [3], minutes: [0] } }],
  ["0,30 8-9 * * 0,6", { frequency: "Week", schedule: { hours: [8, 9], minutes: [0, 30], weekDays: ["Sunday", "Saturday"] } }],
  ["0 6 1,15 * *", { frequency: "Month", schedule: { hours: [6], minutes: [0], monthDays: [1, 15] } }],
])("%s in Data Factory's words", (cron, expected) => {
  expect(recurrence(parseCron(cron)!)).toEqual({ interval: 1, ...expected });
});

test.each(["0 3 * 1 *", "0 3 1 * 1"])("%s it has no words for", (cron) => {
  expect(recurrence(parseCron(cron)!)).toBeUndefined();
  expect(() => scheduled(cron, "Europe/Amsterdam")).toThrow(`cron: expected what Data Factory can say, without months, got "${cron}"`);
});

test("every zone of the table is one that the IANA database has; another is refused", () => {
  for (const zone of Object.keys(TIME_ZONES)) expect(() => new Intl.DateTimeFormat("en", { timeZone: zone })).not.toThrow();
  expect(() => scheduled("0 3 * * *", "Mars/Olympus")).toThrow('got "Mars/Olympus"');
});

const backfill = (until: string, windowDays = 30) =>
  synthIn(
    (stack) =>
      void new Backfill(stack, "B", {
        factoryId: "/f",
        name: "m-backfill",
        from: "2020-01-01",
        until,
        windowDays,
        fetches: { bars: "m-ingest-bars", news: "m-ingest-news" },
        last: "m-prepare",
      }),
  )
    .all("azurerm_data_factory_trigger_tumbling_window")
    .map((t) => t.attributes);

test("the past is fetched in windows, one at a time, each after the one before it", () => {
  const [bars] = backfill("2020-03-01");
  expect(bars).toMatchObject({
    name: "m-backfill-bars",
    frequency: "Hour",
    interval: 720,
    max_concurrency: 1,
    retry: { count: 3, interval: 600 },
    start_time: "2020-01-01T00:00:00Z",
    end_time: "2020-03-01T00:00:00Z",
    trigger_dependency: [{ offset: "-30.00:00:00", size: "30.00:00:00" }],
    pipeline: {
      name: "m-ingest-bars",
      parameters: { windowStart: "@trigger().outputs.windowStartTime", windowEnd: "@trigger().outputs.windowEndTime" },
    },
  });
});

test("data is prepared once: in the one window that waits for the last of every source", () => {
  const last = backfill("2020-03-01")[2];
  expect(last).toMatchObject({
    start_time: "2020-01-31T00:00:00Z",
    end_time: "2020-03-01T00:00:00Z",
    interval: 720,
    pipeline: { name: "m-prepare" },
    trigger_dependency: ["bars", "news"].map((what) => ({
      trigger_name: expect.stringMatching(
        new RegExp(`^\\$\\{azurerm_data_factory_trigger_tumbling_window\\.B_Fetch-${what}_[0-9A-F]+\\.name}$`),
      ),
      offset: "0.00:00:00",
      size: "30.00:00:00",
    })),
  });
});

test("a last window reaches beyond the end rather than leave days out", () => {
  expect(backfill("2020-03-02").map((t) => t.end_time)).toEqual(Array(3).fill("2020-03-31T00:00:00Z"));
});

test("bounds that are the wrong way round, and windows of no or too many days, are refused", () => {
  expect(() => backfill("2020-01-01", 0)).toThrow(
    "until: expected a day after 2020-01-01, got 2020-01-01\n  windowDays: expected 1 to 366, got 0",
  );
});
