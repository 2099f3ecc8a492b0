import type { Action, Change, OutputChange } from "./changes";
import { type Difference, SENSITIVE } from "./differences";

/** Letters of a value that are shown. */
const SHOWN = 80;
/** Values of one change that are shown. */
const MOST = 12;

/** Text as code in Markdown, whatever it holds: a fence longer than any within, on one line. */
export function code(text: string): string {
  const line = text.replace(/[\r\n]+/g, "⏎").replace(/\p{Cc}/gu, " ");
  const fence = "`".repeat(Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return fence.length > 1 || line.startsWith("`") ? `${fence} ${line} ${fence}` : `${fence}${line || " "}${fence}`;
}

/** Prose in Markdown: what is meant as text stays text. Code spans in it stay what they are. */
export const prose = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(/[\r\n]+/g, " ").replace(/[\\<>[\]*_|#~]/g, (c) => `\\${c}`)))
    .join("");

const clipped = (text: string) => (text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text);
const shown = (value: unknown): string => (value === undefined || value === null ? "nothing" : code(clipped(JSON.stringify(value))));

/** A difference in words, in Markdown. */
export function difference({ path, before, after, unknown, secret }: Difference): string {
  const name = path === "" ? "value" : code(path);
  if (secret)
    return `${name}: ${SENSITIVE}${unknown ? " → known after apply" : before === undefined ? ", new" : after === undefined ? ", removed" : ", another value"}`;
  return `${name}: ${shown(before)} → ${unknown ? "known after apply" : shown(after)}`;
}

const SIGNS: Readonly<Record<Action, string>> = {
  create: "create",
  update: "change",
  replace: "replace",
  delete: "destroy",
  forget: "forget",
  "no-op": "keep",
};

/** What happens, in a word: what stays as it is may still move or be taken in. */
function sign({ action, previousAddress, importing }: Change): string {
  if (action !== "no-op") return SIGNS[action];
  return importing !== undefined ? "take in" : previousAddress !== undefined ? "move" : SIGNS[action];
}

/** What is worth telling of each change: for something new its name is enough. */
function differencesTold({ action, differences }: Pick<Change, "action" | "differences">): string {
  if (action === "create") {
    const name = differences.find((d) => d.path === "name" && !d.secret && !d.unknown);
    return name === undefined ? "" : ` named ${shown(name.after)}`;
  }
  const more = differences.length > MOST ? `; and ${differences.length - MOST} more` : "";
  return differences.length === 0 ? "" : `: ${differences.slice(0, MOST).map(difference).join("; ")}${more}`;
}

/** A change as a line, in Markdown. */
export function changeLine(change: Change): string {
  const { address, previousAddress, importing, because } = change;
  const moved = previousAddress === undefined ? "" : `, moved from ${code(previousAddress)}`;
  const taken = importing === undefined ? "" : `, taken in as ${code(clipped(importing))}`;
  const forced = because.length === 0 ? "" : `, because of ${because.map(code).join(", ")}`;
  return `${sign(change)} ${code(address)}${moved}${taken}${forced}${differencesTold(change)}`;
}

export const outputLine = (output: OutputChange): string =>
  `output ${code(output.name)} ${SIGNS[output.action]}${differencesTold({ ...output, action: "update" })}`;

/** `2 to create, 1 to destroy`. */
export function countsInWords(counts: Readonly<Record<string, number>>): string {
  const names = {
    create: "create",
    update: "change",
    replace: "replace",
    delete: "destroy",
    forget: "forget",
    move: "move",
    import: "take in",
  };
  return Object.entries(names)
    .flatMap(([key, name]) => (counts[key] ? [`${counts[key]} to ${name}`] : []))
    .join(", ");
}
