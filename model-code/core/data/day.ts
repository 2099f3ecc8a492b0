const MILLISECONDS = 86_400_000;

/** Days since 1970-01-01 of a date written YYYY-MM-DD; NaN if it is no such date (2001-02-29, 2001-2-9). */
export function parseDay(text: string): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return Number.NaN;
  const time = Date.parse(`${text}T00:00:00Z`);
  // a day that its month does not have is taken for one of the next
  return new Date(time).getUTCDate() === Number(text.slice(8)) ? time / MILLISECONDS : Number.NaN;
}

/** How files write dates; the first is what a contract takes where it names none. */
export const DATE_FORMATS = [
  "YYYY-MM-DD",
  "YYYY/MM/DD",
  "YYYY.MM.DD",
  "DD.MM.YYYY",
  "DD/MM/YYYY",
  "DD-MM-YYYY",
  "MM/DD/YYYY",
  "MM-DD-YYYY",
  "MM.DD.YYYY",
] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

/** Days since 1970-01-01 of a date in one of those formats, day and month of one digit or two; NaN if it is no such date. */
export function parseDayIn(format: DateFormat, text: string): number {
  const separator = format.replace(/[A-Z]/g, "")[0]!;
  const [names, parts] = [format.split(separator), text.split(separator)];
  if (parts.length !== names.length) return Number.NaN;
  const of = (name: string) => parts[names.indexOf(name)]!.padStart(2, "0");
  return parseDay(`${of("YYYY")}-${of("MM")}-${of("DD")}`);
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
