/** A cron expression in numbers: each list sorted, with every value at which it fires. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly number[];
  readonly months: readonly number[];
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
}

const FIELDS = [
  ["minutes", 0, 59],
  ["hours", 0, 23],
  ["days", 1, 31],
  ["months", 1, 12],
  ["weekdays", 0, 7],
] as const;

/** Days of each month in a year that has the most. */
const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Values of one field; undefined where it says none, such as 60 in minutes, or backwards. */
function values(text: string, min: number, max: number): readonly number[] | undefined {
  const found = new Set<number>();
  for (const part of text.split(",")) {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) return undefined;
    const [, first, last, every] = match;
    const step = every === undefined ? 1 : Number(every);
    const from = first === undefined ? min : Number(first);
    const to = last !== undefined ? Number(last) : first === undefined || every !== undefined ? max : from;
    if (step < 1 || from < min || to > max || from > to) return undefined;
    for (let value = from; value <= to; value += step) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}

/**
 * Reads a cron expression of five fields: minute, hour, day of the month, month, day of the week (0 and 7 are Sunday), each `*`, a
 * number, a range, a list, with `/n` for every n-th.
 * @returns undefined if it is none
 */
export function parseCron(text: string): Cron | undefined {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== FIELDS.length) return undefined;
  const lists = FIELDS.map(([name, min, max], i) => [name, values(fields[i] ?? "", min, max)] as const);
  if (lists.some(([, list]) => list === undefined)) return undefined;
  const cron = Object.fromEntries(lists) as unknown as Cron;
  return { ...cron, weekdays: [...new Set(cron.weekdays.map((day) => day % 7))].sort((a, b) => a - b) };
}

export const isEveryDay = (cron: Cron): boolean => cron.days.length === 31;
export const isEveryMonth = (cron: Cron): boolean => cron.months.length === 12;
export const isEveryWeekday = (cron: Cron): boolean => cron.weekdays.length === 7;

/** Whether there is a day on which it fires. Where days of the month and of the week are both named, cron fires on either. */
export const fires = (cron: Cron): boolean =>
  (!isEveryDay(cron) && !isEveryWeekday(cron)) || cron.months.some((month) => cron.days.some((day) => day <= (LONGEST[month - 1] ?? 0)));
