import { dayText } from "../data/day";
import type { ModelSpec } from "../spec/model-schema";
import type { SessionCalendar } from "./session-window";

/** How old what callers ask about is. Dates as YYYY-MM-DD. */
export interface AnswerFreshness {
  /** null: nothing was asked in the window. */
  readonly newest: string | null;
  /** Sessions of the calendar between the newest row and the as-of day: a closed market is no outage. */
  readonly sessionsLate: number | null;
  /** `contract.freshness.maxSessionsLate` of the first source; null where nothing is demanded, and nothing is late. */
  readonly allowed: number | null;
  /** Of how many rows came in the window, but lately no more. */
  readonly lateCount: number;
  /** Who they are, the latest first. Empty where the data is confidential or personal: reports name nobody. */
  readonly late: readonly { readonly entity: string; readonly newest: string; readonly sessionsLate: number }[];
}

const NAMES_NOBODY: ReadonlySet<ModelSpec["sensitivity"]> = new Set(["confidential", "personal"] as const);

/** @param days beside `entities`: those of the window's rows */
export function freshnessOf(
  days: Float64Array,
  entities: readonly string[],
  asOf: number,
  calendar: SessionCalendar,
  { sensitivity, sources }: Pick<ModelSpec, "sensitivity" | "sources">,
): AnswerFreshness {
  const newestOf = new Map<string, number>();
  for (let i = 0; i < days.length; i++) newestOf.set(entities[i]!, Math.max(newestOf.get(entities[i]!) ?? days[i]!, days[i]!));
  const newest = days.length === 0 ? null : [...newestOf.values()].reduce((a, b) => Math.max(a, b));
  const allowed = sources[0]!.contract.freshness?.maxSessionsLate ?? null;
  const late = [...newestOf]
    .map(([entity, day]) => ({ entity, newest: dayText(day), sessionsLate: calendar.sessionsBetween(day, asOf) }))
    .filter(({ sessionsLate }) => allowed !== null && sessionsLate > allowed)
    .sort((a, b) => b.sessionsLate - a.sessionsLate || (a.entity < b.entity ? -1 : 1));
  return {
    newest: newest === null ? null : dayText(newest),
    sessionsLate: newest === null ? null : calendar.sessionsBetween(newest, asOf),
    allowed,
    lateCount: late.length,
    late: NAMES_NOBODY.has(sensitivity) ? [] : late,
  };
}
