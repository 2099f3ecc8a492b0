import type { ExchangeCalendar } from "./calendar";
import { dayOf, dayText, weekdayOf } from "./day";

/** When an exchange trades, for who has no calendar but a clock with time zones. Minutes are after midnight by the exchange's clock. */
export interface TradingHours {
  readonly timeZone: string;
  readonly opensAt: number;
  /** Of a day that names no other end. */
  readonly closesAt: number;
  /** Mondays to Fridays without a session, YYYY-MM-DD. */
  readonly closed: readonly string[];
  /** Minutes at which a session ends that does so earlier, by its day. */
  readonly early: Readonly<Record<string, number>>;
}

/** @param from first year; @param to last year */
export function tradingHours(calendar: ExchangeCalendar, from: number, to: number): TradingHours {
  const days = Array.from({ length: dayOf(to + 1, 1, 1) - dayOf(from, 1, 1) }, (_, i) => dayOf(from, 1, 1) + i);
  const weekdays = days.filter((day) => weekdayOf(day) >= 1 && weekdayOf(day) <= 5);
  const sessions = weekdays.filter((day) => calendar.isSession(day));
  const closesAt = Math.max(...sessions.map((day) => calendar.closesAt(day)));
  return {
    timeZone: calendar.timeZone,
    opensAt: calendar.opensAt,
    closesAt,
    closed: weekdays.filter((day) => !calendar.isSession(day)).map(dayText),
    early: Object.fromEntries(
      sessions.filter((day) => calendar.closesAt(day) < closesAt).map((day) => [dayText(day), calendar.closesAt(day)]),
    ),
  };
}
