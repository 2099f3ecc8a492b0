/** What Azure would refuse to run, as against what it runs and fails. */
export class Impossible extends Error {}

export interface Context {
  readonly runId: string;
  /** Time of `utcNow`, ISO 8601. */
  readonly now: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly variables: Record<string, string>;
  readonly outputs: Record<string, unknown>;
  /** What a dataset's own expressions read. */
  readonly dataset?: Readonly<Record<string, string>>;
}

/** A time with its ticks of 100 ns, as .NET has them. */
function timeOf(value: unknown): { readonly ms: number; readonly fraction: string } {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?)?Z?$/.exec(String(value));
  const ms = match === null ? Number.NaN : Date.parse(`${match[1]}T${match[2] ?? "00:00:00"}Z`);
  if (Number.isNaN(ms)) throw new Impossible(`expression: no time: ${String(value)}`);
  return { ms, fraction: (match?.[3] ?? "").padEnd(7, "0") };
}

function formatTime(value: unknown, format: unknown): string {
  const { ms, fraction } = timeOf(value);
  const [year = "", month = "", day = "", hour = "", minute = "", second = ""] = new Date(ms).toISOString().split(/[-T:.Z]/);
  const parts: Readonly<Record<string, string>> = { yyyy: year, MM: month, dd: day, HH: hour, mm: minute, ss: second, fffffff: fraction };
  return String(format).replace(/yyyy|MM|dd|HH|mm|ss|fffffff/g, (part) => parts[part] ?? part);
}

const later = (value: unknown, ms: number): string => {
  const time = timeOf(value);
  return formatTime(new Date(time.ms + ms).toISOString().replace(/\.\d+Z$/, `.${time.fraction}Z`), "yyyy-MM-ddTHH:mm:ss.fffffffZ");
};

const member = (of: unknown, name: string, what: string): unknown => {
  if (of === null || typeof of !== "object" || !(name in of)) throw new Impossible(`expression: no ${name} in ${what}`);
  return (of as Record<string, unknown>)[name];
};

const FUNCTIONS: Readonly<Record<string, (context: Context, ...args: readonly unknown[]) => unknown>> = {
  activity: (context, name) => ({ output: member(context.outputs, String(name), "the activities that are over") }),
  addDays: (_, time, days) => later(time, Number(days) * 86_400_000),
  addMinutes: (_, time, minutes) => later(time, Number(minutes) * 60_000),
  and: (_, a, b) => a === true && b === true,
  concat: (_, ...parts) => parts.join(""),
  contains: (_, list, item) => (list as readonly unknown[]).includes(item),
  createArray: (_, ...items) => items,
  dataset: (context) => context.dataset,
  equals: (_, a, b) => a === b,
  formatDateTime: (_, time, format) => formatTime(time, format),
  if: (_, holds, a, b) => (holds === true ? a : b),
  less: (_, a, b) => (a as bigint) < (b as bigint),
  not: (_, a) => a !== true,
  pipeline: (context) => ({ RunId: context.runId, parameters: context.parameters }),
  ticks: (_, time) => BigInt(timeOf(time).ms) * 10_000n + BigInt(timeOf(time).fraction),
  uriComponent: (_, text) => encodeURIComponent(String(text)),
  utcNow: (context) => context.now,
  variables: (context, name) => member(context.variables, String(name), "the variables"),
};

/** Works out a Data Factory expression: calls, numbers, text in single quotes, and properties after a dot. */
export function evaluate(text: string, context: Context): unknown {
  let at = 0;
  const spaces = () => {
    while (text[at] === " ") at++;
  };
  const take = (pattern: RegExp): string => {
    const found = new RegExp(pattern, "y");
    found.lastIndex = at;
    const match = found.exec(text);
    if (match === null) throw new Impossible(`expression, at ${at}: ${text.slice(at)}`);
    at += match[0].length;
    return match[0];
  };
  function term(): unknown {
    spaces();
    if (text[at] === "'")
      return take(/'(?:[^']|'')*'/)
        .slice(1, -1)
        .replaceAll("''", "'");
    if (/[-\d]/.test(text[at] ?? "")) return Number(take(/-?\d+/));
    const name = take(/[A-Za-z]+/);
    const call = FUNCTIONS[name];
    if (call === undefined) throw new Impossible(`expression: no function ${name}`);
    take(/\(/);
    const args: unknown[] = [];
    for (spaces(); text[at] !== ")"; spaces()) {
      args.push(term());
      spaces();
      if (text[at] === ",") at++;
    }
    at++;
    let value = call(context, ...args);
    while (text[at] === ".") {
      at++;
      value = member(value, take(/\w+/), name);
    }
    return value;
  }
  const value = term();
  if (at !== text.length) throw new Impossible(`expression: left over ${text.slice(at)}`);
  return value;
}

/** A value whose expressions are worked out, however deep they stand. */
export function resolve(value: unknown, context: Context): unknown {
  if (Array.isArray(value)) return value.map((v) => resolve(v, context));
  if (typeof value === "string") return value.startsWith("@") ? evaluate(value.slice(1), context) : value;
  if (value === null || typeof value !== "object") return value;
  const object = value as Record<string, unknown>;
  if (object.type === "Expression") return resolve(object.value, context);
  return Object.fromEntries(Object.entries(object).map(([key, v]) => [key, resolve(v, context)]));
}
