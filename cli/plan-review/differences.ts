import { canonicalJson } from "../../model-code/core/canonical-json";
import type { Secrets } from "./secrets";

/** Stands for a value that Terraform does not know before it applies. */
export const UNKNOWN = "(known after apply)";
/** Stands for a value that nobody may read. */
export const SENSITIVE = "(sensitive)";

/** One value that changes. */
export interface Difference {
  /** `network_rules.0.default_action`. */
  readonly path: string;
  /** As it is; undefined where there is none. Not to be shown if secret. */
  readonly before: unknown;
  /** As it will be; undefined where there will be none, or it is not known. Not to be shown if secret. */
  readonly after: unknown;
  readonly unknown: boolean;
  readonly secret: boolean;
}

/** A value and what is known of it. */
export interface Marked {
  readonly value: unknown;
  readonly unknown?: unknown;
  readonly sensitive?: unknown;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;
const isScalarList = (value: unknown): boolean => Array.isArray(value) && !value.some(isObject);
const isMarkedInside = (marks: unknown): boolean => marks === true || (isObject(marks) && Object.values(marks).some(isMarkedInside));
const at = ({ value, unknown, sensitive }: Marked, key: string): Marked => ({
  value: isObject(value) ? value[key] : undefined,
  unknown: isObject(unknown) ? unknown[key] : unknown,
  sensitive: isObject(sensitive) ? sensitive[key] : sensitive,
});
const keysOf = (...of: readonly unknown[]): readonly string[] => [...new Set(of.flatMap((v) => (isObject(v) ? Object.keys(v) : [])))];

/** Whether two values are to be told as they stand, and not part by part. */
function isLeaf(before: Marked, after: Marked): boolean {
  const [a, b] = [before.value, after.value];
  if (!isObject(a) && !isObject(b) && !isObject(after.unknown)) return true;
  // what goes away goes as a whole
  if (isObject(a) && !isObject(b) && !isObject(after.unknown)) return !isMarkedInside(before.sensitive);
  const lists = (a === null || a === undefined || isScalarList(a)) && isScalarList(b);
  return lists && ![before.sensitive, after.sensitive, after.unknown].some(isMarkedInside);
}

const holds = (value: unknown, secrets: Secrets): boolean =>
  isObject(value) ? Object.values(value).some((v) => holds(v, secrets)) : secrets.isIn(value);

/** All values that differ, each at the deepest path that tells it, sorted by path. A missing value and null are the same. */
export function differencesOf(before: Marked, after: Marked, secrets: Secrets): readonly Difference[] {
  const found: Difference[] = [];
  const walk = (a: Marked, b: Marked, path: string): void => {
    const [was, will] = [a.value ?? undefined, b.value ?? undefined];
    const unknown = b.unknown === true;
    if (a.sensitive === true || b.sensitive === true || unknown || isLeaf(a, b)) {
      if (!unknown && (was === will || canonicalJson(was ?? null) === canonicalJson(will ?? null))) return;
      const secret = a.sensitive === true || b.sensitive === true || holds(was, secrets) || holds(will, secrets);
      found.push({ path, before: was, after: unknown ? undefined : will, unknown, secret });
      return;
    }
    for (const key of keysOf(was, will, b.unknown)) walk(at(a, key), at(b, key), path === "" ? key : `${path}.${key}`);
  };
  walk(before, after, "");
  return found.sort((x, y) => (x.path < y.path ? -1 : 1));
}

/** A value in which what is unknown or secret is replaced by words, fit to be shown and judged. */
export function masked(marked: Marked, secrets: Secrets): unknown {
  const { value, unknown, sensitive } = marked;
  if (unknown === true) return UNKNOWN;
  if (sensitive === true && value !== null && value !== undefined) return SENSITIVE;
  if (Array.isArray(value)) return keysOf(value, unknown).map((key) => masked(at(marked, key), secrets));
  if (isObject(value) || isMarkedInside(unknown))
    return Object.fromEntries(keysOf(value, unknown).map((key) => [key, masked(at(marked, key), secrets)]));
  return secrets.isIn(value) ? SENSITIVE : value;
}
