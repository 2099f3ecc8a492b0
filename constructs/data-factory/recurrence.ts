import { type Cron, isEveryDay, isEveryMonth, isEveryWeekday } from "../../model-code/core/spec/cron";

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

/** A schedule in Data Factory's words. */
export interface Recurrence {
  readonly frequency: "Day" | "Week" | "Month";
  readonly interval: 1;
  readonly schedule: {
    readonly hours: readonly number[];
    readonly minutes: readonly number[];
    readonly weekDays?: readonly (typeof WEEKDAYS)[number][];
    readonly monthDays?: readonly number[];
  };
}

/** @returns undefined where Data Factory has no words for it: it knows no months, and no day of the month together with one of the week */
export function recurrence(cron: Cron): Recurrence | undefined {
  const { hours, minutes } = cron;
  if (!isEveryMonth(cron) || (!isEveryDay(cron) && !isEveryWeekday(cron))) return undefined;
  if (!isEveryWeekday(cron))
    return { frequency: "Week", interval: 1, schedule: { hours, minutes, weekDays: cron.weekdays.map((day) => WEEKDAYS[day]!) } };
  if (!isEveryDay(cron)) return { frequency: "Month", interval: 1, schedule: { hours, minutes, monthDays: cron.days } };
  return { frequency: "Day", interval: 1, schedule: { hours, minutes } };
}
