import { dayOf, dayText, WEEKDAYS, weekdayOf, yearOf } from "./day";

/** The sessions of an exchange. Days are days since 1970-01-01. */
export interface ExchangeCalendar {
  readonly code: string;
  /** The first year that its rules cover. */
  readonly since: number;
  isSession(day: number): boolean;
  /** The first session on or after the day. */
  sessionFrom(day: number): number;
  /** Sessions after `from` up to and including `to`; 0 if `to` is not later. */
  sessionsBetween(from: number, to: number): number;
  /** Zone of the exchange's clock, by its name in the IANA database. */
  readonly timeZone: string;
  /** Minutes after midnight, by the exchange's clock, at which a session begins. */
  readonly opensAt: number;
  /** Minutes after midnight, by the exchange's clock, at which the session ends. */
  closesAt(session: number): number;
  /** When the session's closing auction ends, in milliseconds since 1970 UTC. */
  closeOf(session: number): number;
}

const nth = (year: number, month: number, weekday: number, n: number): number => {
  const first = dayOf(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (n - 1);
};
const last = (year: number, month: number, weekday: number): number => {
  const end = dayOf(year, month + 1, 1) - 1;
  return end - ((weekdayOf(end) - weekday + 7) % 7);
};
/** Saturday's holiday is kept on Friday, Sunday's on Monday. */
const observed = (day: number): number => (weekdayOf(day) === 6 ? day - 1 : weekdayOf(day) === 0 ? day + 1 : day);

/** Good Friday, two days before Easter Sunday by the Gregorian computus (Meeus, Astronomical Algorithms, 1991, ch. 8). */
function goodFriday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  const date = ((h + l - 7 * m + 114) % 31) + 1;
  return dayOf(year, month, date) - 2;
}

/** Days on which the exchange stayed shut beside its holidays, and why. */
const SPECIAL: Readonly<Record<string, string>> = {
  "1980-11-04": "presidential election",
  "1985-09-27": "hurricane Gloria",
  "1994-04-27": "funeral of Richard Nixon",
  "2001-09-11": "attacks of September 11",
  "2001-09-12": "attacks of September 11",
  "2001-09-13": "attacks of September 11",
  "2001-09-14": "attacks of September 11",
  "2004-06-11": "funeral of Ronald Reagan",
  "2007-01-02": "funeral of Gerald Ford",
  "2012-10-29": "hurricane Sandy",
  "2012-10-30": "hurricane Sandy",
  "2018-12-05": "funeral of George H. W. Bush",
  "2025-01-09": "funeral of Jimmy Carter",
};

function holidays(year: number): Set<number> {
  const newYear = dayOf(year, 1, 1);
  const days = [
    // a New Year's Day on a Saturday is not kept on the Friday before, the last day of the accounting year (rule 7.2)
    weekdayOf(newYear) === 0 ? newYear + 1 : newYear,
    nth(year, 2, 1, 3),
    goodFriday(year),
    last(year, 5, 1),
    observed(dayOf(year, 7, 4)),
    nth(year, 9, 1, 1),
    nth(year, 11, 4, 4),
    observed(dayOf(year, 12, 25)),
  ];
  if (year >= 1998) days.push(nth(year, 1, 1, 3));
  if (year >= 2022) days.push(observed(dayOf(year, 6, 19)));
  return new Set(days);
}

/** First and last day of daylight saving time in New York: acts of 1966 (amended 1986) and, from 2007, 2005. */
function daylightSaving(year: number): readonly [number, number] {
  if (year >= 2007) return [nth(year, 3, 0, 2), nth(year, 11, 0, 1)];
  return [year >= 1987 ? nth(year, 4, 0, 1) : last(year, 4, 0), last(year, 10, 0)];
}

/** Sessions that end at 13:00: the day after Thanksgiving since 1992, 3 July and 24 December where the next day is a weekday's holiday. */
function endsEarly(day: number): boolean {
  const year = yearOf(day);
  if (year < 1992) return false;
  const weekday = weekdayOf(day);
  if (day === nth(year, 11, 4, 4) + 1) return true;
  if (day === dayOf(year, 12, 24)) return weekday >= 1 && weekday <= 4;
  return day === dayOf(year, 7, 3) && weekday >= 1 && weekday <= 4 && year >= 1995;
}

/**
 * The New York Stock Exchange from 1980 on.
 * @see NYSE rules 7.1 and 7.2, and the exchange's list of special closings
 */
export function newYorkCalendar(): ExchangeCalendar {
  const byYear = new Map<number, Set<number>>();
  const since = 1980;
  const isSession = (day: number): boolean => {
    if (!Number.isInteger(day)) throw new RangeError(`expected a day, got ${day}`);
    const weekday = weekdayOf(day);
    if (weekday === 0 || weekday === 6) return false;
    const year = yearOf(day);
    let closed = byYear.get(year);
    if (closed === undefined) {
      closed = holidays(year);
      byYear.set(year, closed);
    }
    return !closed.has(day) && SPECIAL[dayText(day)] === undefined;
  };
  const closesAt = (session: number): number => (endsEarly(session) ? 13 : 16) * 60;
  return {
    code: "XNYS",
    since,
    timeZone: "America/New_York",
    opensAt: 9 * 60 + 30,
    closesAt,
    isSession,
    sessionFrom(day) {
      let d = day;
      while (!isSession(d)) d++;
      return d;
    },
    sessionsBetween(from, to) {
      let count = 0;
      for (let d = from + 1; d <= to; d++) if (isSession(d)) count++;
      return count;
    },
    closeOf(session) {
      const [begins, ends] = daylightSaving(yearOf(session));
      const offset = session >= begins && session < ends ? 4 : 5;
      return session * 86_400_000 + (closesAt(session) + offset * 60) * 60_000;
    },
  };
}

/** The calendars by the code that a contract names them with. */
export const CALENDARS: Readonly<Record<"XNYS", () => ExchangeCalendar>> = { XNYS: newYorkCalendar };

export const weekdayName = (day: number): string => WEEKDAYS[weekdayOf(day)]!;
