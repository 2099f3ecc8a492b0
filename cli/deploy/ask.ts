import { createInterface } from "node:readline/promises";

export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Asks a person; only the whole word counts. Ctrl-C and the end of input are a no. */
export async function ask(question: string, { input, output }: Terminal): Promise<boolean> {
  const terminal = createInterface({ input, output });
  const closed = new Promise<string>((done) => terminal.once("close", () => done("")));
  try {
    return (await Promise.race([terminal.question(`${question} Only "yes" is taken: `), closed])).trim() === "yes";
  } finally {
    terminal.close();
  }
}
