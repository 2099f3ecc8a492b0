/** What `parameters` and the variables of `each` are. */
export type Scope = Readonly<Record<string, unknown>>;

const TOKEN = /\s*(?:'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)*)|([(),]))/y;
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
};

/**
 * The value of a template expression, without its braces.
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
    return name.split(".").reduce<unknown>((at, key) => {
      if (typeof at !== "object" || at === null || !Object.hasOwn(at, key))
        throw new Error(`expression "${expression}": there is no ${name}`);
      return (at as Scope)[key];
    }, scope);
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
    if (args.length !== made.length) throw new Error(`expression "${expression}": ${name} takes ${made.length} arguments`);
    return made(...args);
  }
}
