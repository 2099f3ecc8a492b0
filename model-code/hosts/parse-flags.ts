import { type ParseArgsConfig, parseArgs } from "node:util";
import { BadInput } from "../core/problem";

/**
 * The flags of one of the job's commands that is no step.
 * @throws BadInput for a flag that there is not, with how the command is used
 */
export function parseFlags<Options extends NonNullable<ParseArgsConfig["options"]>>(
  argv: readonly string[],
  options: Options,
  usage: string,
): ReturnType<typeof parseArgs<{ options: Options }>>["values"] {
  try {
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    throw new BadInput("job", [{ where: "arguments", expected: usage, got: (error as Error).message, remedy: "Correct them." }]);
  }
}
