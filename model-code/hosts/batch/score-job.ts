import { mkdirSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readLocalFolder } from "../../adapters/blob-store/local-folder";
import { BadInput, type Problem } from "../../core/problem";
import { openBatchPackage } from "./batch-package";
import { FORMATS } from "./formats";
import { scoreFile } from "./score-file";

const SCORE_USAGE = "node job.js score --model NAME --input rows=DIR --input package=DIR --output scored=DIR";

interface ScoreArguments {
  readonly model: string;
  readonly rows: string;
  readonly package: string;
  readonly scored: string;
}

/** @throws BadInput with every problem */
export function parseScoreArguments(argv: readonly string[]): ScoreArguments {
  const options = {
    model: { type: "string" },
    input: { type: "string", multiple: true },
    output: { type: "string", multiple: true },
  } as const;
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];
  try {
    ({ values } = parseArgs({ args: [...argv], options }));
  } catch (error) {
    throw new BadInput("job", [{ where: "arguments", expected: SCORE_USAGE, got: (error as Error).message, remedy: "Correct them." }]);
  }
  const folder = (given: readonly string[] | undefined, name: string) =>
    given?.find((text) => text.startsWith(`${name}=`))?.slice(name.length + 1);
  const found = {
    "--model": values.model,
    "--input rows": folder(values.input, "rows"),
    "--input package": folder(values.input, "package"),
    "--output scored": folder(values.output, "scored"),
  };
  const problems: Problem[] = Object.entries(found)
    .filter(([, value]) => !value)
    .map(([where]) => ({ where, expected: "a value", got: "none", remedy: SCORE_USAGE }));
  if (problems.length > 0) throw new BadInput("job", problems);
  return { model: found["--model"]!, rows: found["--input rows"]!, package: found["--input package"]!, scored: found["--output scored"]! };
}

/**
 * Scores every file of a folder into one of the same name.
 * @param tell a line for each file
 * @throws BadInput if the package is another model's, or a file as a whole can't be used
 */
export async function scoreFolder({ model, rows, package: folder, scored }: ScoreArguments, tell: (line: string) => void): Promise<void> {
  const { digest } = await readLocalFolder(folder);
  const by = await openBatchPackage(folder, digest, availableParallelism());
  if (by.document.model !== model)
    throw new BadInput("job", [
      { where: "--input package", expected: `a package of ${model}`, got: `one of ${by.document.model}`, remedy: "Give the model's own." },
    ]);
  const extensions = FORMATS.flatMap((f) => f.extensions);
  const files = readdirSync(rows).filter((name) => extensions.some((extension) => name.toLowerCase().endsWith(extension)));
  if (files.length === 0)
    throw new BadInput("job", [
      { where: rows, expected: `files that end in ${extensions.join(", ")}`, got: "none", remedy: "Put rows there." },
    ]);
  mkdirSync(scored, { recursive: true });
  for (const name of files.sort()) {
    const outcome = await scoreFile({ input: join(rows, name), output: join(scored, name), package: by });
    tell(`${name}: ${outcome.scored} rows scored, ${outcome.quarantined} put aside`);
  }
}
