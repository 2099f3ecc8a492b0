export interface Context {
  readonly runId: string;
  readonly variables: Record<string, string>;
  readonly outputs: Record<string, unknown>;
}

const FUNCTIONS: Readonly<Record<string, (context: Context, ...args: readonly unknown[]) => unknown>> = {
  concat: (_, ...parts) => parts.join(""),
  contains: (_, list, item) => (list as readonly unknown[]).includes(item),
  createArray: (_, ...items) => items,
  equals: (_, a, b) => a === b,
  variables: (context, name) => {
    if (!(String(name) in context.variables)) throw new Error(`no variable ${name}`);
    return context.variables[String(name)];
  },
  pipeline: (context) => ({ RunId: context.runId }),
  activity: (context, name) => ({ output: context.outputs[String(name)] }),
};

/** Works out a Data Factory expression: calls, text in single quotes, and properties after a dot. */
export function evaluate(text: string, context: Context): unknown {
  let at = 0;
  const spaces = () => {
    while (text[at] === " ") at++;
  };
  const take = (pattern: RegExp): string => {
    const found = new RegExp(pattern, "y");
    found.lastIndex = at;
    const match = found.exec(text);
    if (match === null) throw new Error(`expression, at ${at}: ${text.slice(at)}`);
    at += match[0].length;
    return match[0];
  };
  function term(): unknown {
    spaces();
    if (text[at] === "'")
      return take(/'(?:[^']|'')*'/)
        .slice(1, -1)
        .replaceAll("''", "'");
    const name = take(/[A-Za-z]+/);
    const call = FUNCTIONS[name];
    if (call === undefined) throw new Error(`expression: no function ${name}`);
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
      value = (value as Record<string, unknown>)[take(/[A-Za-z]+/)];
    }
    return value;
  }
  const value = term();
  if (at !== text.length) throw new Error(`expression: left over ${text.slice(at)}`);
  return value;
}
