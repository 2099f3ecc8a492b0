import type { Change } from "../changes";
import type { Difference } from "../differences";
import type { Level } from "../levels";

type Value = Pick<Difference, "before" | "after" | "unknown">;

/** Settings of some types that are dangerous to change in one direction. */
export interface Setting {
  /** Held against Azure's type without the version where azapi names it, else against Terraform's. */
  readonly of: RegExp;
  /** Ends of paths, without the numbers of list items, with `|` between. */
  readonly at: string;
  readonly when: (value: Value) => boolean;
  /** What follows from it, put behind what changes. */
  readonly so?: string;
  /** @default - the rule's */
  readonly level?: Level;
}

/** A row of a table of settings. */
export const row = (of: RegExp, at: string, when: Setting["when"], so?: string, level?: Level): Setting => ({
  ...{ of, at, when },
  ...(so !== undefined && { so }),
  ...(level !== undefined && { level }),
});

const listOf = (value: unknown): readonly unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
const lacks = (some: unknown, others: unknown): boolean => {
  const known = new Set(listOf(others).map((item) => JSON.stringify(item)));
  return listOf(some).some((item) => !known.has(JSON.stringify(item)));
};

/** What was on is off, left out, or not known. */
export const off = ({ before, after }: Value): boolean => before === true && after !== true;
/** What was not on is, or may be. */
export const on = ({ before, after, unknown }: Value): boolean => before !== true && (after === true || unknown);
export const less = ({ before, after }: Value): boolean => typeof before === "number" && (typeof after !== "number" || after < before);
export const more = ({ before, after }: Value): boolean => typeof before === "number" && (typeof after !== "number" || after > before);
/** What was said is said otherwise, or no longer. */
export const changes = ({ before }: Value): boolean => before !== undefined;
/** What was not said is, or is said otherwise. */
export const becomes = ({ after, unknown }: Value): boolean => unknown || after !== undefined;
/** A list lacks an item that it had. */
export const shrinks = ({ before, after }: Value): boolean => lacks(before, after);
/** A list has an item that it had not. */
export const grows = ({ before, after, unknown }: Value): boolean => unknown || lacks(after, before);
/** It is none of some values any more, in whatever letters. */
export const leaves =
  (...good: readonly string[]) =>
  ({ before, after }: Value): boolean =>
    good.includes(String(before).toLowerCase()) && !good.includes(String(after).toLowerCase());

/** What goes as a whole, part by part: a block that is left out takes its settings along. */
function partsOf(difference: Difference): readonly Difference[] {
  const { path, before, after, unknown } = difference;
  const isBlock = typeof before === "object" && before !== null && !(Array.isArray(before) && before.every((v) => typeof v !== "object"));
  if (!isBlock || after !== undefined || unknown) return [difference];
  const parts = Object.entries(before).filter(([, value]) => value !== null && value !== undefined);
  parts.sort(([a], [b]) => (a < b ? -1 : 1));
  return parts.flatMap(([key, value]) => partsOf({ ...difference, path: `${path}.${key}`, before: value }));
}

/** `settings.0.reviewer_count` is `settings.reviewer_count`. */
const withoutNumbers = (path: string): string => path.replace(/\.\d+(?=\.|$)/g, "");
const endsIn = (path: string, end: string): boolean => path === end || path.endsWith(`.${end}`);

/** Everything that differs of what is changed in place or made anew, with nothing of what is secret. */
export const partsThatDiffer = (change: Change): readonly Difference[] =>
  change.action === "update" || change.action === "replace" ? change.differences.filter((d) => !d.secret).flatMap(partsOf) : [];

/** Letters of a value that a line has room for; a longer one is read in the code. */
const LONGEST = 160;

export function inWords({ path, before, after, unknown }: Difference): string {
  const [from, to] = [JSON.stringify(before ?? null), JSON.stringify(after ?? null)];
  if (from.length + (unknown ? 0 : to.length) > 2 * LONGEST) return `\`${path}\` becomes another text`;
  return `\`${path}\` goes from ${from} to ${unknown ? "what is not known yet" : to}`;
}

/** The dangers of a table that a change has, each with its row. */
export const dangersIn = (table: readonly Setting[], change: Change): readonly (readonly [Setting, Difference])[] => {
  const rows = table.filter(({ of }) => of.test(change.type));
  return partsThatDiffer(change).flatMap((difference) => {
    const path = withoutNumbers(difference.path);
    const found = rows.find(({ at, when }) => when(difference) && at.split("|").some((end) => endsIn(path, end)));
    return found === undefined ? [] : [[found, difference] as const];
  });
};

/** Likewise, in words. */
export const told = (
  table: readonly Setting[],
  change: Change,
  level: Level,
): readonly { readonly what: string; readonly level: Level }[] =>
  dangersIn(table, change).map(([setting, difference]) => ({
    what: `${inWords(difference)}${setting.so === undefined ? "" : `: ${setting.so}`}`,
    level: setting.level ?? level,
  }));
