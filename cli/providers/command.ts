import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command, CommanderError } from "commander";
import { EXIT } from "../../model-code/hosts/job-events";
import { WrongUse } from "../wrong-use";
import { readStacks, type Stack, synthesizeInto } from "./stacks";

/** Beside the exit codes of `mlops`: nothing could be done, for want of providers. */
export const EXIT_WITHOUT_PROVIDERS = 4;

/** A script on the synthesized stacks; its action finds them read, has a folder of its own, and answers with the exit code. */
export const stacksCommand = (name: string, description: string): Command =>
  new Command(name)
    .description(`${description} Needs a registry or a mirror.`)
    .option("--out <dir>", "folder that synth wrote; without it the project is synthesized")
    .addHelpText("after", `\nExit codes: 0 done, 1 failed, 2 wrong use, ${EXIT_WITHOUT_PROVIDERS} no provider could be had.`)
    .exitOverride();

/** Runs a script's work on the stacks in a folder that is gone afterwards. */
export async function onStacks(out: string | undefined, act: (stacks: readonly Stack[], work: string) => Promise<number>): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), "providers-"));
  try {
    const outdir = out === undefined ? join(work, "cdktf.out") : resolve(out);
    if (out === undefined) synthesizeInto(outdir);
    process.exitCode = await act(readStacks(outdir), work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Parses the arguments and runs; a failure is a message and an exit code, not a stack trace. */
export const runCommand = (command: Command): Promise<unknown> =>
  command.parseAsync().catch((error: unknown) => {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.wrongUse;
      return;
    }
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = error instanceof WrongUse ? EXIT.wrongUse : EXIT.failed;
  });
