import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isSeq, parseDocument } from "yaml";
import { BadInput } from "../../model-code/core/problem";

/** The names of the environments in a folder. */
export const environmentNames = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".yaml") && file !== "shared.yaml")
    .map((file) => file.replace(/\.yaml$/, ""))
    .sort();

/**
 * Adds a model to the list `models` of an environment's file; every other character stays as it is.
 * @throws BadInput if the file has no such list
 */
export function withModel(text: string, file: string, model: string): string {
  const models = parseDocument(text).get("models", true);
  if (!isSeq(models) || models.range === undefined || models.range === null)
    throw new BadInput(file, [{ where: `${file} models`, expected: "a list of models", got: "none", remedy: "Write `models: []`." }]);
  if (models.toJSON().includes(model)) return text;
  const items = models.items as readonly { readonly range?: readonly [number, number, number] }[];
  const last = items.at(-1)?.range?.[1];
  if (models.flow === true) {
    const end = last ?? text.indexOf("[", models.range[0]) + 1;
    return `${text.slice(0, end)}${last === undefined ? "" : ", "}${model}${text.slice(end)}`;
  }
  const line = text.lastIndexOf("\n", items[0]!.range![0]) + 1;
  const indent = /^\s*/.exec(text.slice(line))![0];
  return `${text.slice(0, last)}\n${indent}- ${model}${text.slice(last)}`;
}

/** The files that a model is added to, as they will be, by their path. @throws BadInput for an environment that there is not */
export function environmentsWith(folder: string, names: readonly string[], model: string): ReadonlyMap<string, string> {
  const known = environmentNames(folder);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new BadInput("--environments", [
      {
        where: "--environments",
        expected: `some of ${known.join(", ")}`,
        got: unknown.join(", "),
        remedy: "Name files of environments, without .yaml.",
      },
    ]);
  return new Map(
    names.map((name) => {
      const path = join(folder, `${name}.yaml`);
      return [path, withModel(readFileSync(path, "utf8"), `environments/${name}.yaml`, model)];
    }),
  );
}
