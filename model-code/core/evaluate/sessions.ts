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
