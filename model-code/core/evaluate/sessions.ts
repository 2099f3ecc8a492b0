/** Milliseconds in a day: dates are days since 1970-01-01, as in a table's date columns. */
const DAY = 86_400_000;

/** The day number of a date written YYYY-MM-DD. */
export const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY;

/** A day number as YYYY-MM-DD. */
export const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** Rows by session: all entities' rows of one date are one session. */
export interface Sessions {
  /** The distinct dates, ascending. */
  readonly dates: Float64Array;
  /** Length rows: the position of the row's date in `dates`. */
  readonly sessionOfRow: Int32Array;
}

/** @param times length rows, a date value each, in any order */
export function sessionsOf(times: Float64Array): Sessions {
  const dates = Float64Array.from(new Set(times)).sort();
  const position = new Map(Array.from(dates, (date, i) => [date, i]));
  return { dates, sessionOfRow: Int32Array.from(times, (time) => position.get(time)!) };
}
