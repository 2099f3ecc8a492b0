const MILLISECONDS = 86_400_000;

/** Days since 1970-01-01 of a date written YYYY-MM-DD; NaN if it is no such date (2001-02-29, 2001-2-9). */
export function parseDay(text: string): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return Number.NaN;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? Number.NaN : time / MILLISECONDS;
}

/** YYYY-MM-DD of a day. */
export const dayText = (day: number): string => new Date(day * MILLISECONDS).toISOString().slice(0, 10);

/** Days since 1970-01-01 of a proleptic Gregorian date; month 1 to 12. */
export const dayOf = (year: number, month: number, date: number): number => Date.UTC(year, month - 1, date) / MILLISECONDS;

export const yearOf = (day: number): number => new Date(day * MILLISECONDS).getUTCFullYear();

/** 0 for Sunday to 6 for Saturday; 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7;

export const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;

/** Milliseconds since 1970 UTC of an ISO 8601 timestamp with a zone (`Z` or `+02:00`); NaN for anything else. */
export function parseTimestamp(text: string): number {
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/.test(text)) return Number.NaN;
  if (Number.isNaN(parseDay(text.slice(0, 10)))) return Number.NaN;
  return Date.parse(text.replace(" ", "T"));
}
