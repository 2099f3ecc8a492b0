import { dayText } from "../data/day";
import type { SourceSpec } from "../spec/model-schema";
import type { SessionCalendar } from "./session-window";

/** How old what callers ask about is. Dates as YYYY-MM-DD. */
export interface AnswerFreshness {
  /** null: nothing was asked in the window. */
  readonly newest: string | null;
  /** Sessions of the calendar between the newest row and the as-of day: a closed market is no outage. */
  readonly sessionsLate: number | null;
  /** `contract.freshness.maxSessionsLate` of the first source; null where nothing is demanded, and nothing is late. */
  readonly allowed: number | null;
  /** Those of whom rows came in the window, but lately no more; the latest first. */
  readonly late: readonly { readonly entity: string; readonly newest: string; readonly sessionsLate: number }[];
}

/** @param days beside `entities`: those of the window's rows */
export function freshnessOf(
  days: Float64Array,
  entities: readonly string[],
  asOf: number,
  calendar: SessionCalendar,
  source: Pick<SourceSpec, "contract">,
): AnswerFreshness {
  const newestOf = new Map<string, number>();
  for (let i = 0; i < days.length; i++) newestOf.set(entities[i]!, Math.max(newestOf.get(entities[i]!) ?? days[i]!, days[i]!));
  const newest = days.length === 0 ? null : [...newestOf.values()].reduce((a, b) => Math.max(a, b));
  const allowed = source.contract.freshness?.maxSessionsLate ?? null;
  return {
    newest: newest === null ? null : dayText(newest),
    sessionsLate: newest === null ? null : calendar.sessionsBetween(newest, asOf),
    allowed,
    late: [...newestOf]
      .map(([entity, day]) => ({ entity, newest: dayText(day), sessionsLate: calendar.sessionsBetween(day, asOf) }))
      .filter(({ sessionsLate }) => allowed !== null && sessionsLate > allowed)
      .sort((a, b) => b.sessionsLate - a.sessionsLate || (a.entity < b.entity ? -1 : 1)),
  };
}
