import { CALENDARS } from "../../../model-code/core/data/calendar";
import { type TradingHours, tradingHours } from "../../../model-code/core/data/trading-hours";
import { dynamic, lines, text } from "../kql";
import { requests } from "../requests";
import { type AlertContext, type AlertRule, DAY, HOUR } from "./alert-rule";

/** Years whose holidays the query knows: fixed, so that the same model gives the same plan on any day. */
export const CALENDAR_YEARS = { from: 2026, to: 2035 } as const;

const known = new Map<string, TradingHours>();

/** An exchange's hours in those years, worked out once: all models and environments ask for them. */
function hoursOf(exchange: keyof typeof CALENDARS): TradingHours {
  const hours = known.get(exchange) ?? tradingHours(CALENDARS[exchange](), CALENDAR_YEARS.from, CALENDAR_YEARS.to);
  known.set(exchange, hours);
  return hours;
}

const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * HOUR + minutes;
};

const minuteOfDay = (time: string): string => `(datetime_part("Hour", ${time}) * 60 + datetime_part("Minute", ${time}))`;

/** KQL: only on weekdays between two minutes of the day, by a zone's clock, which a column of that name then tells. */
const within = (clock: string, timeZone: string, from: number, until: string): string =>
  lines(
    `| extend ${clock} = datetime_utc_to_local(now(), ${text(timeZone)})`,
    `| where dayofweek(${clock}) between (1d .. 5d) and ${minuteOfDay(clock)} between (${from} .. ${until})`,
  );

/**
 * Nobody asks. With the first source's exchange: only while it trades, by its clock and holidays, and while what serves runs; an hour
 * of silence is told. Without one: after a day of silence, told in the last of its hours where the model has hours.
 */
export const trafficAlert = ({ model, by }: AlertContext): AlertRule => {
  const calendar = model.sources[0]?.contract.calendar;
  const hours = by.host === "aks" ? by.hours : undefined;
  const served = by.host === "aks" ? model.serving.hours : undefined;
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
      query: lines(
        requests(by),
        "| summarize Requests = count()",
        "| where Requests == 0",
        served &&
          within(
            "Served",
            served.timeZone,
            Math.max(minutesOf(served.from), minutesOf(served.until) - HOUR),
            String(minutesOf(served.until)),
          ),
        served && "| project Requests",
      ),
    };
  const { timeZone, opensAt, closesAt, closed, early } = hoursOf(calendar);
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
      `| extend Day = format_datetime(datetime_utc_to_local(now(), ${text(timeZone)}), "yyyy-MM-dd")`,
      "| where Day !in (closed)",
      within("Clock", timeZone, opensAt + HOUR, `coalesce(toint(early[Day]), ${closesAt})`),
      served && within("Served", served.timeZone, minutesOf(served.from) + HOUR, String(minutesOf(served.until))),
      hours && `| extend Utc = ${minuteOfDay("now()")}`,
      hours && `| where Utc between (${minutesOf(hours.start) + HOUR} .. ${minutesOf(hours.stop)})`,
      "| project Requests",
    ),
  };
};
