import { createInterface } from "node:readline/promises";

/** Asks at the terminal; only the whole word counts. Ctrl-C and the end of input are a no. */
export async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const closed = new Promise<string>((done) => terminal.once("close", () => done("")));
  try {
    return (await Promise.race([terminal.question(`${question} Only "yes" is taken: `), closed])).trim() === "yes";
  } finally {
    terminal.close();
  }
}
