import { dayOf, dayText, parseDay, parseTimestamp } from "../data/day";
import type { Problem } from "../problem";
import { shown } from "./contract";
import type { RowKey } from "./prediction-record";

const DAY_LENGTH = "YYYY-MM-DD".length;
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

/** What a row's time is to be, in words. */
export const ROW_TIME = "a date YYYY-MM-DD, or a time of RFC 3339";

/**
 * What is wrong with a row's time: the log is parted by days, and monitors count the sessions between them. A row that is about no day
 * that there is would go by the day on which it is asked for, and no label would find it.
 */
export function dayProblem(time: string, now: Date, where: string): Problem | undefined {
  const day = parseDay(time.slice(0, DAY_LENGTH));
  if (Number.isNaN(day) || (time.length > DAY_LENGTH && Number.isNaN(parseTimestamp(time)))) {
    const remedy = "Write the day as in 2013-03-04, or the time as in 2013-03-04T16:00:00Z.";
    return { where, expected: ROW_TIME, got: shown(time), remedy };
  }
  const newest = Math.floor(now.getTime() / 86_400_000) + DAYS_AHEAD;
  if (day >= OLDEST && day <= newest) return undefined;
  return { where, expected: `a day from ${dayText(OLDEST)} to ${dayText(newest)}`, got: time.slice(0, 40), remedy: "Correct the day." };
}
