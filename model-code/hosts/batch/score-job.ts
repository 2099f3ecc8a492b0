import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { readLocalFolder } from "../../adapters/blob-store/local-folder";
import { BadInput, type Problem } from "../../core/problem";
import { parseManifest } from "../../core/release/manifest";
import { parseFlags } from "../parse-flags";
import { openBatchPackage } from "./batch-package";
import { FORMATS } from "./formats";
import { scoreFile } from "./score-file";

const SCORE_USAGE =
  "node job.js score --model NAME --input rows=DIR --input package=DIR --output scored=DIR, or --input releases=DIR --input packages=DIR in the place of the package";

interface ScoreArguments {
  readonly model: string;
  readonly rows: string;
  /** The package's folder, or where it is told which is stable and where packages lie under their digests. */
  readonly package: string | { readonly releases: string; readonly packages: string };
  readonly scored: string;
}

/** @throws BadInput with every problem */
export function parseScoreArguments(argv: readonly string[]): ScoreArguments {
  const options = {
    model: { type: "string" },
    input: { type: "string", multiple: true },
    output: { type: "string", multiple: true },
  } as const;
  const values = parseFlags(argv, options, SCORE_USAGE);
  const folder = (given: readonly string[] | undefined, name: string) =>
    given?.find((text) => text.startsWith(`${name}=`))?.slice(name.length + 1);
  const [given, releases, packages] = ["package", "releases", "packages"].map((name) => folder(values.input, name));
  const isTold = given === undefined && (releases ?? packages) !== undefined;
  const found: Record<string, string | undefined> = {
    "--model": values.model,
    "--input rows": folder(values.input, "rows"),
    ...(isTold && { "--input releases": releases, "--input packages": packages }),
    ...(!isTold && { "--input package": given }),
    "--output scored": folder(values.output, "scored"),
  };
  const problems: Problem[] = Object.entries(found)
    .filter(([, value]) => !value)
    .map(([where]) => ({ where, expected: "a value", got: "none", remedy: SCORE_USAGE }));
  if (problems.length > 0) throw new BadInput("job", problems);
  return {
    model: found["--model"]!,
    rows: found["--input rows"]!,
    package: isTold ? { releases: releases!, packages: packages! } : given!,
    scored: found["--output scored"]!,
  };
}

/** The folder of the package that is stable. @throws BadInput if none is */
function stablePackage(model: string, { releases, packages }: Exclude<ScoreArguments["package"], string>): string {
  const file = join(releases, `${model}.json`);
  const { stable } = existsSync(file) ? parseManifest(readFileSync(file, "utf8"), model, file) : { stable: null };
  if (stable !== null) return join(packages, stable);
  const remedy = `Release one: npx mlops release start ${model}.`;
  throw new BadInput("job", [{ where: file, expected: "a version that is stable", got: "none", remedy }]);
}

/**
 * Scores every file of a folder into one of the same name.
 * @param tell a line for each file
 * @throws BadInput if the package is another model's, or a file as a whole can't be used
 */
export async function scoreFolder({ model, rows, package: chosen, scored }: ScoreArguments, tell: (line: string) => void): Promise<void> {
  const folder = typeof chosen === "string" ? chosen : stablePackage(model, chosen);
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
