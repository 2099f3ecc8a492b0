import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse as parseCsv } from "csv-parse/sync";
import { parse, stringify } from "yaml";
import { loadModel, type ModelFolder } from "../../model-code/adapters/model-files";
import { matchFiles } from "../../model-code/core/data/match-files";
import { BadInput } from "../../model-code/core/problem";
import { SHORTER } from "./story";

/**
 * Writes what was known of each source at the end of a day: the lines whose time is not later.
 * @param until YYYY-MM-DD
 * @returns the folder that holds it
 * @throws BadInput if rows of a source have no time: nothing says what of them was known
 */
export function writeHistory(model: ModelFolder, until: string, into: string): string {
  const dated = model.spec.sources.flatMap(({ time, ...source }) => (time === undefined ? [] : [{ ...source, time }]));
  const undated = model.spec.sources.filter(({ time }) => time === undefined);
  if (undated.length > 0)
    throw new BadInput(
      `the replay of ${model.spec.name}`,
      undated.map(({ name }) => ({
        where: `model.yaml sources ${name}`,
        expected: "a time, by which a day's history ends",
        got: "none: its rows are put in order by lot",
        remedy: "Replay a model whose sources have a time, or name this one's.",
      })),
    );
  const sample = join(model.directory, model.spec.sampleData);
  const folder = join(into, `until-${until}`);
  mkdirSync(folder, { recursive: true });
  for (const source of dated)
    for (const file of matchFiles(readdirSync(sample), source.files)) {
      const text = readFileSync(join(sample, file), "utf8");
      const lines = parseCsv(text, { columns: true, raw: true }) as { readonly raw: string; readonly record: Record<string, string> }[];
      const known = lines.filter(({ record }) => record[source.time]!.slice(0, 10) <= until).map(({ raw }) => raw.trimEnd());
      writeFileSync(join(folder, file), `${[text.slice(0, text.indexOf("\n")).trimEnd(), ...known].join("\n")}\n`);
    }
  return folder;
}

/** Writes the model's folder anew with a search that takes seconds, and reads it. */
export function shortenModel(model: ModelFolder, into: string): ModelFolder {
  const { name, features, label } = model.spec;
  const folder = join(into, name);
  mkdirSync(folder, { recursive: true });
  const document = parse(model.file("model.yaml")) as {
    sampleData: string;
    search: { trials: number };
    evaluation: { resamples?: number };
    candidates: { params?: { rounds?: number } }[];
  };
  document.sampleData = ".";
  document.search.trials = SHORTER.trials;
  document.evaluation.resamples = SHORTER.resamples;
  for (const { params } of document.candidates) if (params?.rounds !== undefined) params.rounds = SHORTER.rounds;
  writeFileSync(join(folder, "model.yaml"), stringify(document));
  for (const file of [features.sql, label.sql]) writeFileSync(join(folder, file), model.file(file));
  return loadModel(into, name);
}
