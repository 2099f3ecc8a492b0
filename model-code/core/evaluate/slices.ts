import { yearOf } from "../data/day";

/** Rows that share a value of a column. */
export interface Slice {
  /** The column, or `year`. */
  readonly slice: string;
  readonly value: string;
  /** Positions of the rows, ascending. */
  readonly rows: Int32Array;
}

/** How a missing value is called. */
const MISSING = "(missing)";

/** The slice column `year`: of each row's date. */
export const yearsOf = (times: Float64Array): readonly string[] => Array.from(times, (day) => String(yearOf(day)));

/** The rows of each value of a column, by rising value. */
export function slicesOf(slice: string, values: readonly (string | null)[]): readonly Slice[] {
  const rows = new Map<string, number[]>();
  for (const [row, value] of values.entries()) {
    const key = value ?? MISSING;
    const known = rows.get(key);
    if (known === undefined) rows.set(key, [row]);
    else known.push(row);
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([value, of]) => ({ slice, value, rows: Int32Array.from(of) }));
}

/** The values at the given rows. */
export function takeValues(values: Float64Array, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]!]!;
  return taken;
}
