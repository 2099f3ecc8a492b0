import { readFileSync } from "node:fs";
import { Command } from "commander";
import { addCommands, COMMANDS } from "../../cli/commands";

/** A command of a page's fenced block, in words, without what the shell does for it: variables, redirections, comments. */
export interface DocumentedCommand {
  readonly page: string;
  readonly line: string;
  readonly words: readonly string[];
}

const BLOCK = /^ *```(\w*)\n([\s\S]*?)^ *```$/gm;
/** A word, quoted or not; or what stands between two commands. */
const TOKEN = /(?:"(?:[^"\\]|\\.)*"|'[^']*'|\$\([^)]*\)|[^\s"'|;&#]|(?<=\S)#)+|&&|\|\|?|;|#.*/g;
const SEPARATOR = /^(&&|\|\|?|;)$/;

const unquoted = (word: string): string => word.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g, (_, double, single) => double ?? single);

function commandsIn(line: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  for (const [token] of line.matchAll(TOKEN)) {
    if (token.startsWith("#")) break;
    if (SEPARATOR.test(token)) commands.push([]);
    else commands.at(-1)!.push(token);
  }
  return commands
    .map((words) => {
      const to = words.findIndex((w) => /^\d?[<>]/.test(w) && !/^<[\w -]+>$/.test(w));
      return (to === -1 ? words : words.slice(0, to)).map(unquoted);
    })
    .map((words) => words.slice(words.findIndex((w) => !/^[A-Z_]+=/.test(w))))
    .filter((words) => words.length > 0);
}

/** The commands of a page's blocks for a shell; blocks of no language are read where a line of theirs calls npm or npx. */
export function documentedCommands(page: string): readonly DocumentedCommand[] {
  const text = readFileSync(page, "utf8");
  return [...text.matchAll(BLOCK)].flatMap(([, language = "", block = ""]) => {
    if (language !== "sh" && language !== "") return [];
    const lines = block.replace(/\\\n\s*/g, " ").split("\n");
    return lines
      .filter((line) => language === "sh" || /^\s*(?:[A-Z_]+=\S+ )*np[mx] /.test(line))
      .flatMap((line) => commandsIn(line).map((words) => ({ page, line: line.trim(), words })));
  });
}

/** A call of the command line as it would be understood, by the names that the command gives its arguments. */
export interface Parsed {
  readonly arguments: Readonly<Record<string, readonly string[]>>;
  readonly options: Readonly<Record<string, unknown>>;
}

const leaves = (command: Command): readonly Command[] => (command.commands.length === 0 ? [command] : command.commands.flatMap(leaves));
const all = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(all)];

/**
 * Reads a call by the real command line, and does nothing of it.
 * @throws CommanderError for an unknown command or option, and for arguments that are missing or too many
 */
export async function parsed(args: readonly string[]): Promise<Parsed> {
  const program = new Command("mlops");
  await addCommands(program, args);
  for (const command of all(program)) command.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
  let called: Command | undefined;
  for (const leaf of leaves(program))
    leaf.action(() => {
      called = leaf;
    });
  await program.parseAsync([...args], { from: "user" });
  if (called === undefined) throw new Error(`mlops ${args.join(" ")}: names no command`);
  const { registeredArguments, args: given } = called;
  return {
    arguments: Object.fromEntries(registeredArguments.map((a, i) => [a.name(), a.variadic ? given.slice(i) : given.slice(i, i + 1)])),
    options: called.opts(),
  };
}

export const MLOPS_COMMANDS = Object.keys(COMMANDS);
