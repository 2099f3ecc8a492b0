/** What `parameters` and the variables of `each` are; for a condition, `dependencies` and `variables`. */
export type Scope = Readonly<Record<string, unknown>>;

const TOKEN = /\s*(?:'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?)|([A-Za-z_]\w*(?:\.(?:[A-Za-z_]\w*|\*)|\['[^']*'\])*)|([(),]))/y;
type Token = { readonly text?: string; readonly number?: number; readonly name?: string; readonly mark?: string };

function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (const trimmed = expression.trimEnd(); TOKEN.lastIndex < trimmed.length; ) {
    const found = TOKEN.exec(trimmed);
    if (found === null) throw new Error(`expression "${expression}": not one that the tests know`);
    const [, text, number, name, mark] = found;
    if (text !== undefined) tokens.push({ text: text.replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ number: Number(number) });
    else if (name !== undefined) tokens.push({ name });
    else tokens.push({ mark: mark! });
  }
  return tokens;
}

/** Two values of one kind; Azure Pipelines would convert others, which hides a mistake. Text is compared without case. */
function equal(a: unknown, b: unknown): boolean {
  if (typeof a !== typeof b) throw new Error(`eq: ${JSON.stringify(a)} and ${JSON.stringify(b)} are of different kinds`);
  return typeof a === "string" ? a.toLowerCase() === (b as string).toLowerCase() : a === b;
}

const FUNCTIONS: Readonly<Record<string, (...args: unknown[]) => unknown>> = {
  eq: (a, b) => equal(a, b),
  ne: (a, b) => !equal(a, b),
  replace: (text, from, to) => String(text).replaceAll(String(from), String(to)),
  join: (between, list) => (list as readonly unknown[]).join(String(between)),
  and: (...all) => all.every((one) => one === true),
  or: (...all) => all.some((one) => one === true),
  not: (one) => one !== true,
  in: (one, ...all) => all.some((other) => equal(one, other)),
};

/** Functions that take as many arguments as they are given. */
const ANY_NUMBER: ReadonlySet<string> = new Set(["and", "or", "in"]);

/** `a.b['c']` is a, b, c; `all.*.name` is the name of each. */
const keysOf = (name: string): readonly string[] => [...name.matchAll(/\['([^']*)'\]|([^.[\]]+)/g)].map((m) => m[1] ?? m[2]!);

function lookUp(at: unknown, [key, ...more]: readonly string[]): unknown {
  if (key === undefined) return at;
  if (key === "*" && Array.isArray(at)) return at.map((one) => lookUp(one, more));
  if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) throw new Error(`there is no ${key}`);
  return lookUp((at as Scope)[key], more);
}

/**
 * The value of a template expression, without its braces, or of a condition.
 * @throws Error for everything that our pipelines do not use
 */
export function evaluate(expression: string, scope: Scope): unknown {
  const tokens = tokensOf(expression);
  const value = read();
  if (tokens.length > 0) throw new Error(`expression "${expression}": not one that the tests know`);
  return value;

  function read(): unknown {
    const { text, number, name } = tokens.shift() ?? {};
    if (text !== undefined) return text;
    if (number !== undefined) return number;
    if (name === undefined) throw new Error(`expression "${expression}": a value is missing`);
    if (tokens[0]?.mark === "(") return call(name);
    if (name === "true" || name === "false") return name === "true";
    try {
      return lookUp(scope, keysOf(name));
    } catch (error) {
      throw new Error(`expression "${expression}": there is no ${name}`, { cause: error });
    }
  }

  function call(name: string): unknown {
    const made = FUNCTIONS[name];
    if (made === undefined) throw new Error(`expression "${expression}": ${name} is no function that the tests know`);
    const args: unknown[] = [];
    for (tokens.shift(); tokens[0]?.mark !== ")"; ) {
      if (tokens.length === 0) throw new Error(`expression "${expression}": a ) is missing`);
      args.push(read());
      if (tokens[0]?.mark === ",") tokens.shift();
    }
    tokens.shift();
    if (!ANY_NUMBER.has(name) && args.length !== made.length)
      throw new Error(`expression "${expression}": ${name} takes ${made.length} arguments`);
    return made(...args);
  }
}
