import type { SourceSpec } from "../spec/model-schema";
import type { ExchangeCalendar } from "./calendar";
import { orderColumn } from "./row-identity";
import { type Column, numbersOf, stringsOf, type Table } from "./table";

/**
 * Gives each session that an entity lacks between its first and last row a flat row: all prices at the last close, no volume.
 * @returns the table in the order of time and entity, and how many rows were made
 */
export function carrySessions(
  source: SourceSpec,
  table: Table,
  calendar: ExchangeCalendar,
): { readonly table: Table; readonly carried: number } {
  const roles = source.ohlcv;
  if (roles === undefined || source.entity === undefined) return { table, carried: 0 };
  const entities = stringsOf(table, source.entity);
  const days = numbersOf(table, orderColumn(source));
  const made: { readonly like: number; readonly day: number }[] = [];
  const before = new Map<string, number>();
  for (let i = 0; i < table.rows; i++) {
    const p = before.get(entities[i]!);
    if (p !== undefined)
      for (let d = calendar.sessionFrom(days[p]! + 1); d < days[i]!; d = calendar.sessionFrom(d + 1)) made.push({ like: p, day: d });
    before.set(entities[i]!, i);
  }
  if (made.length === 0) return { table, carried: 0 };
  const all = [
    ...Array.from({ length: table.rows }, (_, i) => ({ like: i, day: days[i]!, isMade: false })),
    ...made.map((m) => ({ ...m, isMade: true })),
  ];
  all.sort((a, b) => a.day - b.day || (entities[a.like]! < entities[b.like]! ? -1 : 1));
  const close = numbersOf(table, roles.close);
  const prices = new Set([roles.open, roles.high, roles.low, roles.close]);
  const columns: Record<string, Column> = {};
  for (const [name, column] of Object.entries(table.columns)) {
    if (column.type === "string") columns[name] = { type: "string", values: all.map((r) => column.values[r.like]!) };
    else
      columns[name] = {
        type: column.type,
        values: Float64Array.from(all, (r) => {
          if (name === source.time) return r.day;
          if (!r.isMade) return column.values[r.like]!;
          return prices.has(name) ? close[r.like]! : name === roles.volume ? 0 : column.values[r.like]!;
        }),
      };
  }
  return { table: { rows: all.length, columns }, carried: made.length };
}
