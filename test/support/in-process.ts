import { Command, CommanderError } from "commander";
import { addCommands } from "../../cli/commands";
import { WrongUse } from "../../cli/wrong-use";
import { EXIT } from "../../model-code/hosts/job-events";
import type { Ended } from "./lab";

/** Runs a command in this process, which saves its start, and ends as cli/main.ts would. One at a time. */
export async function inProcess(args: readonly string[]): Promise<Ended> {
  const program = new Command("mlops").exitOverride();
  await addCommands(program, args);
  const said = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    jest.spyOn(process[stream], "write").mockImplementation((text) => {
      said[stream] += text.toString();
      return true;
    }),
  );
  spies.push(
    jest.spyOn(console, "log").mockImplementation((text: string) => {
      said.stdout += `${text}\n`;
    }) as never,
  );
  for (const command of program.commands) command.exitOverride();
  const [codeBefore, terminal] = [process.exitCode, process.stdin.isTTY];
  // whoever runs the tests is not asked
  process.stdin.isTTY = false;
  process.exitCode = EXIT.done;
  try {
    await program.parseAsync(args, { from: "user" });
    return { code: Number(process.exitCode), ...said };
  } catch (error) {
    const { message } = error as Error;
    const code = error instanceof WrongUse || error instanceof CommanderError ? EXIT.wrongUse : EXIT.failed;
    return { code, stdout: said.stdout, stderr: `${said.stderr}${message}\n` };
  } finally {
    process.exitCode = codeBefore;
    process.stdin.isTTY = terminal;
    for (const spy of spies) spy.mockRestore();
  }
}
