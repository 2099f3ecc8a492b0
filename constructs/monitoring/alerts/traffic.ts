import { CALENDARS } from "../../../model-code/core/data/calendar";
import { tradingHours } from "../../../model-code/core/data/trading-hours";
import { dynamic, lines, text } from "../kql";
import { requests } from "../requests";
import { type AlertContext, type AlertRule, DAY, HOUR } from "./alert-rule";

/** Years whose holidays the query knows: fixed, so that the same model gives the same plan on any day. */
export const CALENDAR_YEARS = { from: 2026, to: 2035 } as const;

const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * HOUR + minutes;
};

const minuteOfDay = (time: string): string => `(datetime_part("Hour", ${time}) * 60 + datetime_part("Minute", ${time}))`;

/**
 * Nobody asks. With the first source's exchange: only while it trades, by its clock and holidays, and while what serves runs; an hour
 * of silence is told. Without one: after a day of silence.
 */
export const trafficAlert = ({ model, by }: AlertContext): AlertRule => {
  const calendar = model.sources[0]?.contract.calendar;
  const hours = by.host === "aks" ? by.hours : undefined;
  const rule = {
    key: "no-traffic",
    severity: "warning",
    runbook: "docs/runbooks/model-no-traffic.md",
  } as const;
  if (calendar === undefined)
    return {
      ...rule,
      summary: `Nobody has asked ${model.name} for a day.`,
      everyMinutes: 60,
      lookBackMinutes: DAY,
      query: lines(requests(by), "| summarize Requests = count()", "| where Requests == 0"),
    };
  const { timeZone, opensAt, closesAt, closed, early } = tradingHours(CALENDARS[calendar](), CALENDAR_YEARS.from, CALENDAR_YEARS.to);
  return {
    ...rule,
    summary: `Nobody has asked ${model.name} for an hour in which ${calendar} trades.`,
    everyMinutes: 15,
    lookBackMinutes: HOUR,
    query: lines(
      `let closed = ${dynamic(closed)};`,
      `let early = ${dynamic(early)};`,
      requests(by),
      "| summarize Requests = count()",
      "| where Requests == 0",
      `| extend Clock = datetime_utc_to_local(now(), ${text(timeZone)})`,
      `| extend Day = format_datetime(Clock, "yyyy-MM-dd"), Minute = ${minuteOfDay("Clock")}`,
      "| where dayofweek(Clock) between (1d .. 5d) and Day !in (closed)",
      `| where Minute between (${opensAt + HOUR} .. coalesce(toint(early[Day]), ${closesAt}))`,
      hours && `| extend Utc = ${minuteOfDay("now()")}`,
      hours && `| where Utc between (${minutesOf(hours.start) + HOUR} .. ${minutesOf(hours.stop)})`,
      "| project Requests",
    ),
  };
};
