import { orderColumn } from "../data/row-identity";
import { numbersOf, stringsOf, type Table } from "../data/table";
import type { SourceSpec } from "../spec/model-schema";
import type { StressContext } from "./scenario";

/** Sessions of an entity in which one shock begins. */
const EVERY_SESSIONS = 60;
const MILLISECONDS = 86_400_000;

/** What hits one entity. */
export interface Shocks {
  /** The entity's rows from the first test day on, in time order. */
  readonly rows: readonly number[];
  /** Positions in `rows` at which a shock begins, ascending; each and the sessions it lasts lie within `rows`. */
  readonly starts: readonly number[];
}

/**
 * When each entity is hit: in every 60 of its sessions of the test period one shock begins, at a session drawn evenly, so that all
 * states of the market and all entities are hit, and never two at once. The rest at the end is hit too if a shock fits into it. An
 * entity's draws depend on the seed and its name alone, so that another entity's rows do not move them.
 *
 * @param table any order of rows
 * @param lasts sessions that a shock lasts
 */
export function shocksOf(table: Table, source: SourceSpec, { from, random }: StressContext, lasts: number): readonly Shocks[] {
  const times = numbersOf(table, orderColumn(source));
  const first = table.columns[orderColumn(source)]?.type === "timestamp" ? from * MILLISECONDS : from;
  const entities = source.entity === undefined ? undefined : stringsOf(table, source.entity);
  const rowsOf = new Map<string, number[]>();
  for (let row = 0; row < table.rows; row++) {
    if (!(times[row]! >= first)) continue;
    const entity = entities?.[row] ?? "";
    const rows = rowsOf.get(entity);
    if (rows === undefined) rowsOf.set(entity, [row]);
    else rows.push(row);
  }
  return [...rowsOf].map(([entity, rows]) => {
    const drawn = random.fork(`${source.name}/${entity}`);
    const starts: number[] = [];
    for (let begin = 0; begin < rows.length; begin += EVERY_SESSIONS) {
      const width = Math.min(EVERY_SESSIONS, rows.length - begin);
      if (width >= lasts) starts.push(begin + drawn.integer(width - lasts + 1));
    }
    return { rows: rows.sort((a, b) => times[a]! - times[b]!), starts };
  });
}

/** 1 for each row of the table that lies within a shock, 0 for the others. */
export function rowsHit(table: Table, source: SourceSpec, context: StressContext, lasts: number): Uint8Array {
  const hit = new Uint8Array(table.rows);
  for (const { rows, starts } of shocksOf(table, source, context, lasts)) {
    for (const start of starts) for (const row of rows.slice(start, start + lasts)) hit[row] = 1;
  }
  return hit;
}
