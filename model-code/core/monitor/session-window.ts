import type { ExchangeCalendar } from "../data/calendar";

/** What the sessions of a window are counted by; days are days since 1970-01-01. */
export type SessionCalendar = Pick<ExchangeCalendar, "isSession" | "sessionFrom" | "sessionsBetween">;

/** For a source without an exchange: every day is a session. */
export const EVERY_DAY: SessionCalendar = {
  isSession: () => true,
  sessionFrom: (day) => day,
  sessionsBetween: (from, to) => Math.max(0, to - from),
};

/** The first and the last of the newest sessions up to a day. */
export function newestSessions(calendar: SessionCalendar, asOf: number, sessions: number): { readonly from: number; readonly to: number } {
  let to = asOf;
  while (!calendar.isSession(to)) to--;
  let from = to;
  for (let left = sessions - 1; left > 0; ) if (calendar.isSession(--from)) left--;
  return { from, to };
}

/** Length days: the session of each, which is the first on or after it. */
export function sessionOfDays(calendar: SessionCalendar, days: Float64Array): Float64Array {
  const known = new Map<number, number>();
  return days.map((day) => {
    const session = known.get(day) ?? calendar.sessionFrom(day);
    known.set(day, session);
    return session;
  });
}
