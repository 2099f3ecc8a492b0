import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { BadInput, type Problem } from "../core/problem";
import type { ModelSpec } from "../core/spec/model-schema";
import { readModel } from "../core/spec/parse-model";

/** A model's folder, read. */
export interface ModelFolder {
  readonly directory: string;
  readonly spec: ModelSpec;
  /** A text file by its path relative to the folder. */
  readonly file: (path: string) => string;
}

export interface LoadOptions {
  /**
   * Whether the folder must hold the sample data, too; what is deployed does not.
   * @default true
   */
  readonly sample?: boolean;
}

/** What a folder holds as far as its model.yaml is one by the schema, and all that is wrong with it. */
function readFolder(models: string, name: string, { sample = true }: LoadOptions): { folder?: ModelFolder; problems: readonly Problem[] } {
  const directory = join(models, name);
  const read = readModel(readFileSync(join(directory, "model.yaml"), "utf8"), `${name}/model.yaml`);
  const { spec } = read;
  if (spec === undefined) return { problems: read.problems };
  const problems = [...read.problems];
  if (spec.name !== basename(resolve(directory)))
    problems.push({
      where: `${name}/model.yaml name`,
      expected: `the folder's name, "${name}"`,
      got: `"${spec.name}"`,
      remedy: "Rename one of them.",
    });
  for (const [key, sql] of [
    ["features/sql", spec.features.sql],
    ["label/sql", spec.label.sql],
  ] as const)
    if (!existsSync(join(directory, sql)) || relative(resolve(models), resolve(directory, sql)).startsWith(".."))
      problems.push({
        where: `${name}/model.yaml ${key}`,
        expected: "a file in the model's folder, or in that of another model",
        got: `"${sql}"`,
        remedy: "Write it, or correct the path.",
      });
  if (sample && !existsSync(join(directory, spec.sampleData)))
    problems.push({
      where: `${name}/model.yaml sampleData`,
      expected: "a folder, relative to model.yaml",
      got: `"${spec.sampleData}"`,
      remedy: "Put data there, or correct the path.",
    });
  return { folder: { directory, spec, file: (file) => readFileSync(join(directory, file), "utf8") }, problems };
}

/**
 * Reads one model's folder.
 * @param models folder that holds a folder per model
 * @throws BadInput if there is no such model, or with every problem of its model.yaml
 */
export function loadModel(models: string, name: string, options: LoadOptions = {}): ModelFolder {
  const path = join(models, name, "model.yaml");
  if (!existsSync(path))
    throw new BadInput(`model ${name}`, [
      { where: path, expected: "a model.yaml", got: "no such file", remedy: `Known models: ${modelNames(models).join(", ") || "none"}.` },
    ]);
  const { folder, problems } = readFolder(models, name, options);
  if (folder === undefined || problems.length > 0) throw new BadInput(`${name}/model.yaml`, problems);
  return folder;
}

/** The names of all models, sorted. */
export function modelNames(models: string): readonly string[] {
  return readdirSync(models, { withFileTypes: true })
    .filter((e) => e.isDirectory() && existsSync(join(models, e.name, "model.yaml")))
    .map((e) => e.name)
    .sort();
}

/**
 * Reads all models that are such by the schema, whatever else is wrong, so that they can be held against the environments, too.
 * @param problems what is wrong with them joins the others
 */
export function readModels(models: string, problems: Problem[], options: LoadOptions = {}): readonly ModelFolder[] {
  return modelNames(models).flatMap((name) => {
    const read = readFolder(models, name, options);
    problems.push(...read.problems);
    return read.folder ?? [];
  });
}

/**
 * Reads all models.
 * @throws BadInput with the problems of all of them
 */
export function loadModels(models: string, options: LoadOptions = {}): readonly ModelFolder[] {
  const problems: Problem[] = [];
  const loaded = readModels(models, problems, options);
  if (problems.length > 0) throw new BadInput("models", problems);
  return loaded;
}
