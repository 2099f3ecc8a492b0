import { dayOf, dayText, parseDay } from "../data/day";
import type { Problem } from "../problem";
import type { RowKey } from "./prediction-record";

const LOOKS_LIKE_DAY = /^\d{4}-\d{2}-\d{2}/;
const OLDEST = dayOf(1980, 1, 1);
const DAYS_AHEAD = 366;

/**
 * The day that a record is about, YYYY-MM-DD: that of its row, where the caller said which row and rows have a time, else that of the
 * record's own time.
 * @param time the package's column of `about` that says when; null if none does
 */
export function eventDay(record: { readonly time: string; readonly about: RowKey | null }, time: string | null): string {
  const day = time === null ? undefined : record.about?.[time]?.slice(0, 10);
  return day !== undefined && !Number.isNaN(parseDay(day)) ? day : record.time.slice(0, 10);
}

/** What is wrong with a time that is written like a day: the log is parted by days, and monitors count the sessions between them. */
export function dayProblem(time: string, now: Date, where: string): Problem | undefined {
  if (!LOOKS_LIKE_DAY.test(time)) return undefined;
  const day = parseDay(time.slice(0, 10));
  const newest = Math.floor(now.getTime() / 86_400_000) + DAYS_AHEAD;
  if (day >= OLDEST && day <= newest) return undefined;
  return { where, expected: `a day from ${dayText(OLDEST)} to ${dayText(newest)}`, got: time.slice(0, 40), remedy: "Correct the day." };
}
