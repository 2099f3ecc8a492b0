import { BadInput } from "../../model-code/core/problem";
import type { Check, Surroundings } from "./check";
import { CouldNotAsk, type Finding, type Status } from "./finding";

/** What a check found, under its name. */
export interface Examined extends Omit<Finding, "of"> {
  readonly name: string;
}

/** A check whose ground is missing knows nothing: another one tells of that. */
const unknown = (why: string): Finding => ({ status: "unknown", expected: "an answer", got: why });

async function findings(check: Check, about: Surroundings): Promise<readonly Finding[]> {
  try {
    return await check.look(about);
  } catch (error) {
    if (error instanceof CouldNotAsk) return [unknown(error.message)];
    if (error instanceof BadInput) return [unknown("the files of environments or models cannot be read")];
    throw error;
  }
}

/** Makes all checks of a step, at once, and tells what they found in the order of the table. */
export async function examine(checks: readonly Check[], about: Surroundings): Promise<readonly Examined[]> {
  const own = checks.filter((check) => check.steps.includes(about.step));
  const found = await Promise.all(own.map((check) => findings(check, about)));
  return own.flatMap(({ name }, i) => found[i]!.map(({ of, ...rest }) => ({ name: of === undefined ? name : `${name} ${of}`, ...rest })));
}

const WORDS: readonly Status[] = ["missing", "unknown", "warning"];

/** What was found, a line each, what is to be done below it, and a sum. */
export function examinedText(found: readonly Examined[], command: string): string {
  const width = Math.max(...found.map((f) => f.name.length));
  const lines = found.flatMap(({ name, status, expected, got, remedy }) => {
    const said = status === "ok" ? got : status === "unknown" ? `not known: ${got}` : `expected ${expected}, got ${got}`;
    return [
      `${status.padEnd(7)}  ${name.padEnd(width)}  ${said}`,
      ...(remedy === undefined ? [] : [`${" ".repeat(7)}  ${" ".repeat(width)}  → ${remedy}`]),
    ];
  });
  const sums = WORDS.map((word) => [found.filter((f) => f.status === word).length, word] as const).filter(([count]) => count > 0);
  const isReady = !found.some((f) => f.status === "missing");
  const sum = sums.map(([count, word]) => `${count} ${word}`).join(", ") || "nothing missing";
  return [...lines, "", `${sum}${isReady ? `. Next: ${command}` : `; first mend what is missing for: ${command}`}`].join("\n");
}
