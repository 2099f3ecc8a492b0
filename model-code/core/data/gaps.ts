import type { SourceSpec } from "../spec/model-schema";
import type { ExchangeCalendar } from "./calendar";
import { dayText } from "./day";
import { orderColumn } from "./row-identity";
import { numbersOf, stringsOf, type Table } from "./table";

/** Sessions that an entity lacks between two of its rows. */
export interface Gap {
  readonly entity: string;
  readonly after: string;
  readonly until: string;
  readonly sessions: number;
}

/** How old an entity's newest row is. */
export interface Freshness {
  readonly entity: string;
  readonly newest: string;
  /** Sessions between its newest row and the as-of date. */
  readonly sessionsLate: number;
}

function daysByEntity(source: SourceSpec, table: Table): ReadonlyMap<string, readonly number[]> {
  const days = numbersOf(table, orderColumn(source));
  const perDay = source.contract.columns[orderColumn(source)]!.type === "timestamp" ? 86_400_000 : 1;
  const entities = source.entity === undefined ? undefined : stringsOf(table, source.entity);
  const found = new Map<string, number[]>();
  for (let i = 0; i < table.rows; i++) {
    const entity = entities?.[i] ?? "";
    const list = found.get(entity) ?? [];
    list.push(Math.floor(days[i]! / perDay));
    found.set(entity, list);
  }
  return found;
}

/** The sessions that are missing between an entity's first and last row, in order of entity and time. */
export function findGaps(source: SourceSpec, table: Table, calendar: ExchangeCalendar): readonly Gap[] {
  const gaps: Gap[] = [];
  for (const [entity, days] of [...daysByEntity(source, table)].sort(([a], [b]) => (a < b ? -1 : 1)))
    for (let i = 1; i < days.length; i++) {
      const sessions = calendar.sessionsBetween(days[i - 1]!, days[i]!) - 1;
      if (sessions > 0) gaps.push({ entity, after: dayText(days[i - 1]!), until: dayText(days[i]!), sessions });
    }
  return gaps;
}

/** How late each entity's newest row is, in order of entity. */
export function freshness(source: SourceSpec, table: Table, calendar: ExchangeCalendar, asOf: number): readonly Freshness[] {
  return [...daysByEntity(source, table)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([entity, days]) => {
      const newest = days.at(-1)!;
      return { entity, newest: dayText(newest), sessionsLate: calendar.sessionsBetween(newest, asOf) };
    });
}
