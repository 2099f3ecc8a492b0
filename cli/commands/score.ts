import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { BlobModelRegistry } from "../../model-code/adapters/registry/blob-model-registry";
import { parseManifest } from "../../model-code/core/release/manifest";
import { openBatchPackage } from "../../model-code/hosts/batch/batch-package";
import { formatOf } from "../../model-code/hosts/batch/formats";
import { scoreFile } from "../../model-code/hosts/batch/score-file";
import { readDocument } from "../../model-code/hosts/control/change-document";
import { packageFolder } from "../../model-code/hosts/scorer/loaded-package";
import { rowsProgress } from "../progress/rows";
import { type EnvironmentOptions, type Places, useEnvironment, withEnvironment } from "../session";
import { WrongUse } from "../wrong-use";

interface ScoreFlags extends EnvironmentOptions {
  readonly input: string;
  readonly output: string;
  readonly version?: string;
  readonly digest?: string;
  readonly json?: boolean;
}

/** The package that scores: the one that is named, else what answers for the model by its release. */
async function digestOf(model: string, { version, digest }: ScoreFlags, places: Places): Promise<string> {
  if (digest !== undefined) return digest;
  if (version !== undefined) return (await new BlobModelRegistry(places.packages).get(model, Number(version))).digest;
  const name = `${model}.json`;
  const manifest = await readDocument(places.environment, name, (text) => parseManifest(text, model, `releases/${name}`));
  if (manifest?.stable) return manifest.stable;
  throw new WrongUse(
    `model: expected one that is released, got "${model}", of which nothing is served. Name a package by --version or --digest, or release one: npx mlops release start ${model}.`,
  );
}

export function addScore(program: Command): void {
  withEnvironment(
    program
      .command("score")
      .summary("score a file of rows")
      .description(
        "Score a file of rows by the package that the model's release serves. Rows that are not in order are put aside in <output>.quarantine.jsonl, each with its reasons. A run that was broken off is gone on with by the same command.",
      )
      .argument("<model>", "the model's name")
      .requiredOption("--input <file>", "rows to score: .csv, .parquet or .jsonl, with a column for each feature; others are handed on")
      .requiredOption("--output <file>", "where the scores go: .csv, .parquet or .jsonl")
      .option("--version <number>", "the package that is registered under this version")
      .option("--digest <sha256>", "the package of this digest")
      .option("--json", "print the outcome as JSON and nothing else"),
  ).action(async (model: string, flags: ScoreFlags) => {
    const { version, digest } = flags;
    if (version !== undefined && digest !== undefined)
      throw new WrongUse("--version and --digest: expected one of them, got both. Leave one out.");
    if (version !== undefined && !/^[1-9]\d*$/.test(version))
      throw new WrongUse(`--version: expected a number from 1 on, got "${version}". \`npx mlops models\` lists them.`);
    if (digest !== undefined && !/^[0-9a-f]{64}$/.test(digest))
      throw new WrongUse(`--digest: expected 64 hex digits, got "${digest}". \`npx mlops models\` lists them.`);
    for (const file of [flags.input, flags.output]) formatOf(file);
    await useEnvironment(flags, async (places) => {
      const chosen = await digestOf(model, flags, places);
      const folder = await packageFolder(places.packages, chosen, join(resolve(flags.work), "packages"));
      const scored = await openBatchPackage(folder, chosen, availableParallelism());
      if (scored.document.model !== model)
        throw new WrongUse(`--digest: expected a package of ${model}, got one of ${scored.document.model}. Correct one of them.`);
      const progress = rowsProgress(process.stdout);
      const outcome = await scoreFile({
        input: resolve(flags.input),
        output: resolve(flags.output),
        package: scored,
        onProgress: flags.json === true ? () => {} : progress.at,
      });
      if (flags.json === true) {
        console.log(JSON.stringify({ model, digest: chosen, ...outcome }));
        return;
      }
      progress.end();
      if (outcome.resumedAfter > 0)
        console.log(`gone on after row ${outcome.resumedAfter.toLocaleString("en")}, where an earlier run ended`);
      console.log(`${outcome.scored.toLocaleString("en")} rows scored by package ${chosen}: ${flags.output}`);
      if (outcome.quarantined > 0)
        console.log(`${outcome.quarantined.toLocaleString("en")} rows put aside: ${flags.output}.quarantine.jsonl`);
    });
  });
}
