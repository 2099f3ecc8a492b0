import { sentimentOf } from "../features/sentiment";
import type { SourceSpec } from "../spec/model-schema";
import { type ExchangeCalendar, weekdayName } from "./calendar";
import { type Column, stringsOf, type Table } from "./table";

const normalText = (text: string) => text.normalize("NFKC").replace(/\s+/g, " ").trim();

/**
 * Brings a source to one form: texts in Unicode NFKC with single spaces, times in UTC, the sentiment scored.
 * With a calendar, a source of dates gains `session_close` (UTC) and `weekday`, one of times gains `session`: the first session at
 * whose close the row was known.
 */
export function standardize(source: SourceSpec, table: Table, calendar: ExchangeCalendar | undefined): Table {
  const columns: Record<string, Column> = { ...table.columns };
  for (const name of source.normalizeText)
    columns[name] = { type: "string", values: stringsOf(table, name).map((s) => (s === null ? null : normalText(s))) };
  const dated = source.time === undefined ? undefined : table.columns[source.time];
  if (calendar !== undefined && dated?.type === "date") {
    const time = dated.values;
    columns.session_close = { type: "timestamp", values: time.map((d) => calendar.closeOf(d)) };
    columns.weekday = { type: "string", values: Array.from(time, weekdayName) };
  }
  if (calendar !== undefined && dated?.type === "timestamp")
    columns.session = {
      type: "date",
      values: dated.values.map((t) => {
        const session = calendar.sessionFrom(Math.floor(t / 86_400_000) - 1);
        let known = session;
        while (calendar.closeOf(known) < t) known = calendar.sessionFrom(known + 1);
        return known;
      }),
    };
  if (source.sentiment !== undefined) {
    const texts = columns[source.sentiment.text];
    if (texts?.type === "string")
      columns[source.sentiment.into] = { type: "number", values: Float64Array.from(texts.values, (t) => sentimentOf(t ?? "")) };
  }
  return { rows: table.rows, columns };
}
