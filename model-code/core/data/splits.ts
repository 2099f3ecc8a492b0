import type { SourceSpec } from "../spec/model-schema";
import { dayText } from "./day";
import { orderColumn } from "./row-identity";
import { type Column, numbersOf, stringsOf, type Table } from "./table";

/** A change of the number of shares, found in the prices. */
export interface Split {
  readonly entity: string;
  /** First session at the new price. */
  readonly date: string;
  /** New shares for one old one: 2 for a 2-for-1 split, 0.1 for a 1-for-10 reverse split. */
  readonly ratio: number;
  /** Whether the supplier's adjusted close says so too; null where there is none to ask. */
  readonly confirmed: boolean | null;
}

/** New shares for one old one, as companies choose them, and their reverse. */
const FORWARD = [5 / 4, 4 / 3, 3 / 2, 2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 50];
const RATIOS = [...FORWARD, ...FORWARD.map((r) => 1 / r)];

/** How far the open may lie from the split price: three hundredths, an ordinary overnight move. */
const TOLERANCE = 0.03;
/** Without an adjusted close a small ratio is told from a bad night by nothing: only these and larger count. */
const UNCONFIRMED_FROM = 2;

const nearest = (ratio: number) =>
  RATIOS.reduce((best, r) => (Math.abs(Math.log(ratio / r)) < Math.abs(Math.log(ratio / best)) ? r : best));

/**
 * Finds splits: the open stands at a common ratio to the close before, and the adjusted close, where there is one, does not follow
 * that step. Apple's 52 % fall of 2000-09-29 is at 1.9 to 1 and its adjusted close fell too: no split.
 * @param table rows in the order of time
 */
export function findSplits(source: SourceSpec, table: Table): readonly Split[] {
  const roles = source.ohlcv;
  if (roles === undefined || source.entity === undefined) return [];
  const [open, close, days] = [numbersOf(table, roles.open), numbersOf(table, roles.close), numbersOf(table, orderColumn(source))];
  const adjusted = roles.adjustedClose === undefined ? undefined : numbersOf(table, roles.adjustedClose);
  const entities = stringsOf(table, source.entity);
  const before = new Map<string, number>();
  const splits: Split[] = [];
  for (let i = 0; i < table.rows; i++) {
    const entity = entities[i]!;
    const p = before.get(entity);
    before.set(entity, i);
    if (p === undefined) continue;
    const step = close[p]! / open[i]!;
    const ratio = nearest(step);
    const isNear = Math.abs(step / ratio - 1) <= TOLERANCE;
    const factor = adjusted === undefined ? Number.NaN : adjusted[i]! / close[i]! / (adjusted[p]! / close[p]!);
    if (!Number.isNaN(factor)) {
      // the supplier's factor steps by the split's ratio; a dividend moves it by hundredths
      const told = nearest(factor);
      if (Math.abs(Math.log(factor)) > 0.15 && Math.abs(factor / told - 1) <= TOLERANCE && Math.abs(step / told - 1) <= 0.15)
        splits.push({ entity, date: dayText(days[i]!), ratio: told, confirmed: true });
      else if (isNear && Math.max(ratio, 1 / ratio) >= UNCONFIRMED_FROM)
        splits.push({ entity, date: dayText(days[i]!), ratio, confirmed: false });
    } else if (isNear && Math.max(ratio, 1 / ratio) >= UNCONFIRMED_FROM) {
      splits.push({ entity, date: dayText(days[i]!), ratio, confirmed: null });
    }
  }
  return splits;
}

/**
 * Brings prices and volumes to the newest number of shares: prices before a split are divided by its ratio, volumes multiplied.
 * A split that the adjusted close denies is left alone.
 */
export function adjustForSplits(source: SourceSpec, table: Table, splits: readonly Split[]): Table {
  const roles = source.ohlcv;
  const counted = splits.filter((s) => s.confirmed !== false);
  if (roles === undefined || source.entity === undefined || counted.length === 0) return table;
  const entities = stringsOf(table, source.entity);
  const days = numbersOf(table, orderColumn(source));
  const factor = new Float64Array(table.rows).fill(1);
  for (const split of counted)
    for (let i = 0; i < table.rows; i++) if (entities[i] === split.entity && dayText(days[i]!) < split.date) factor[i]! *= split.ratio;
  const scaled = (name: string, by: (value: number, f: number) => number): Column => ({
    type: "number",
    values: numbersOf(table, name).map((v, i) => by(v, factor[i]!)),
  });
  const columns: Record<string, Column> = { ...table.columns };
  for (const name of [roles.open, roles.high, roles.low, roles.close]) columns[name] = scaled(name, (v, f) => v / f);
  columns[roles.volume] = scaled(roles.volume, (v, f) => v * f);
  return { rows: table.rows, columns };
}
