import { createInterface } from "node:readline/promises";
import { WrongUse } from "../wrong-use";
import { Undone } from "./undone";

/** Something that only a person can say. */
export interface Question {
  /** The flag that says it, without dashes. */
  readonly flag: string;
  readonly question: string;
  /** What is wrong with an answer; undefined: nothing. */
  readonly fault?: (answer: string) => string | undefined;
  /** How an answer in a terminal is taken. @default as it is */
  readonly read?: (answer: string) => string;
}

export interface AskedBy {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

type Given = Readonly<Record<string, string | undefined>>;

/** What flags said, and the questions that they leave open. @throws WrongUse with every flag that is wrong */
export function taken(questions: readonly Question[], given: Given) {
  const answers: Record<string, string> = {};
  const open: Question[] = [];
  const wrong: string[] = [];
  for (const question of questions) {
    const answer = given[question.flag]?.trim();
    const fault = answer === undefined ? undefined : faultOf(question, answer);
    if (fault !== undefined) wrong.push(`--${question.flag}: ${fault}`);
    else if (answer === undefined) open.push(question);
    else answers[question.flag] = answer;
  }
  if (wrong.length > 0) throw new WrongUse(wrong.join("\n"));
  return { answers, open };
}

/**
 * The answers to all questions, by flag: given ones are taken, the rest is asked for.
 * @param terminal undefined: nobody can be asked
 * @throws WrongUse with every flag that is missing or wrong, if nobody can be asked; Undone if the person leaves
 */
export async function answersTo(
  questions: readonly Question[],
  given: Given,
  terminal: AskedBy | undefined,
): Promise<Readonly<Record<string, string>>> {
  const { answers, open } = taken(questions, given);
  if (open.length === 0) return answers;
  if (terminal === undefined)
    throw new WrongUse(
      `missing: ${open.map((q) => `--${q.flag}`).join(", ")}. Say what they stand for, or run the command in a terminal to be asked:\n${open.map((q) => `  --${q.flag}  ${q.question}`).join("\n")}`,
    );
  return { ...answers, ...(await ask(open, terminal)) };
}

const faultOf = ({ fault }: Question, answer: string): string | undefined =>
  answer === "" ? "expected a text, got nothing" : fault?.(answer);

async function ask(questions: readonly Question[], { input, output }: AskedBy): Promise<Record<string, string>> {
  const terminal = createInterface({ input, output });
  // Ctrl-C and the end of input end the lines
  terminal.once("SIGINT", () => terminal.close());
  const lines = terminal[Symbol.asyncIterator]();
  try {
    const answers: Record<string, string> = {};
    for (const question of questions)
      for (;;) {
        output.write(`${question.question}: `);
        const next = await lines.next();
        if (next.done === true) throw new Undone("SIGINT");
        const said = next.value.trim();
        const answer = question.read?.(said) ?? said;
        const fault = faultOf(question, answer);
        if (fault === undefined) {
          answers[question.flag] = answer;
          break;
        }
        output.write(`  ${fault}\n`);
      }
    return answers;
  } finally {
    terminal.close();
  }
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const email = (answer: string) => (EMAIL.test(answer) ? undefined : `expected an e-mail address, got "${answer}"`);

/** A list as a person writes it: with commas. */
export const listOf = (text: string): readonly string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

const OWNER: readonly Question[] = [
  { flag: "owner", question: "Which team owns the model" },
  { flag: "contact", question: "Whom its alerts go to (e-mail)", fault: email },
  {
    flag: "approvers",
    question: "Which groups approve its releases into production, each of them (e-mails, with commas)",
    fault: (answer) =>
      listOf(answer)
        .map(email)
        .find((fault) => fault !== undefined),
  },
];

/** What a clone needs to be told. */
export const CLONE_QUESTIONS = OWNER;

/** What a new model needs to be told, whatever its data. */
export const MODEL_QUESTIONS: readonly Question[] = [
  ...OWNER,
  { flag: "objective", question: "What the model is for, in a sentence" },
  { flag: "business-metric", question: "Which figure outside the model it should move" },
];

const oneOf =
  (names: readonly string[]) =>
  (answer: string): string | undefined =>
    names.includes(answer) ? undefined : `expected one of ${names.join(", ")}, got "${answer}"`;

/** A question whose answer is one of a few names. */
export const choice = (flag: string, question: string, names: readonly string[]): Question => ({
  flag,
  question: `${question} (${names.join(", ")})`,
  fault: oneOf(names),
});
