import { constants } from "node:os";
import { Command, CommanderError } from "commander";
import { EXIT } from "../model-code/hosts/job-events";
import { addCommands } from "./commands";
import { Stopped } from "./stopped";
import { WrongUse } from "./wrong-use";

/** Does what the arguments say; what goes wrong is told on standard error and by `process.exitCode`. */
export async function commandLine(args: readonly string[]): Promise<void> {
  const program = new Command("mlops")
    .description("Runs, judges and describes the models of this repository on this machine, from the bundles that are deployed.")
    .option("--debug", "show where an error came from")
    .showHelpAfterError("(mlops --help and mlops <command> --help say how)")
    .exitOverride()
    .addHelpText("after", "\nExit codes: 0 done, 1 failed, 2 wrong use, 3 refused by a gate.");
  try {
    await addCommands(program, args);
    for (const command of program.commands.flatMap((c) => [c, ...c.commands])) command.exitOverride().showHelpAfterError();
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.wrongUse;
      return;
    }
    const shown = error instanceof Error ? error : new Error(String(error));
    process.stderr.write(`${program.opts().debug ? shown.stack : shown.message}\n`);
    process.exitCode =
      error instanceof WrongUse ? EXIT.wrongUse : error instanceof Stopped ? 128 + constants.signals[error.signal] : EXIT.failed;
  }
}
