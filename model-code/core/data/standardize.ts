import { sentimentOf } from "../features/sentiment";
import type { SourceSpec } from "../spec/model-schema";
import { type ExchangeCalendar, weekdayName } from "./calendar";
import { type Column, numbersOf, stringsOf, type Table } from "./table";

const normalText = (text: string) => text.normalize("NFKC").replace(/\s+/g, " ").trim();

/**
 * Columns that standardizing adds to a source's own: with a calendar and a date, `session_close` (UTC) and `weekday`; with a calendar
 * and a timestamp, `session`, the first session at whose close the row was known; and the sentiment's.
 */
export function standardColumns(source: SourceSpec): Readonly<Record<string, Column["type"]>> {
  const time = source.contract.columns[source.time]!.type;
  return {
    ...(source.contract.calendar === undefined ? {} : time === "date" ? { session_close: "timestamp", weekday: "string" } : { session: "date" }),
    ...(source.sentiment === undefined ? {} : { [source.sentiment.into]: "number" as const }),
  };
}

/** A table without rows, with all columns that the source has after standardizing: what an optional source that did not come is. */
export function emptyTable(source: SourceSpec): Table {
  const types = { ...Object.fromEntries(Object.entries(source.contract.columns).map(([n, c]) => [n, c.type])), ...standardColumns(source) };
  const columns: Record<string, Column> = {};
  for (const [name, type] of Object.entries(types)) columns[name] = type === "string" ? { type, values: [] } : { type, values: new Float64Array(0) };
  return { rows: 0, columns };
}

/**
 * Brings a source to one form: entities in capitals, texts in Unicode NFKC with single spaces, times in UTC, each row with the
 * session that it belongs to.
 */
export function standardize(source: SourceSpec, table: Table, calendar: ExchangeCalendar | undefined): Table {
  const columns: Record<string, Column> = { ...table.columns };
  if (source.entity !== undefined)
    columns[source.entity] = { type: "string", values: stringsOf(table, source.entity).map((s) => (s === null ? null : normalText(s).toUpperCase())) };
  for (const name of source.normalizeText)
    columns[name] = { type: "string", values: stringsOf(table, name).map((s) => (s === null ? null : normalText(s))) };
  const time = numbersOf(table, source.time);
  if (calendar !== undefined && table.columns[source.time]!.type === "date") {
    columns.session_close = { type: "timestamp", values: time.map((d) => calendar.closeOf(d)) };
    columns.weekday = { type: "string", values: Array.from(time, weekdayName) };
  }
  if (calendar !== undefined && table.columns[source.time]!.type === "timestamp")
    columns.session = {
      type: "date",
      values: time.map((t) => {
        const session = calendar.sessionFrom(Math.floor(t / 86_400_000) - 1);
        let known = session;
        while (calendar.closeOf(known) < t) known = calendar.sessionFrom(known + 1);
        return known;
      }),
    };
  if (source.sentiment !== undefined) {
    const texts = columns[source.sentiment.text];
    if (texts?.type === "string") columns[source.sentiment.into] = { type: "number", values: Float64Array.from(texts.values, (t) => sentimentOf(t ?? "")) };
  }
  return { rows: table.rows, columns };
}
