import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ModelFolder } from "../../adapters/model-files";
import { STEPS } from "../../core/lifecycle/steps";
import { ROOT } from "../bundle";
import { type ContentFolder, contentFolder } from "./content-folder";

/**
 * Lays out what of a model its jobs and `control` read: model.yaml and the files that steps name, no data, where they lie below the folder
 * of all models. One that is another model's is among them. Beside the code, so that a model's change is no other's.
 */
export const buildModelFiles = ({ spec, directory }: ModelFolder): Promise<ContentFolder> =>
  contentFolder(join(ROOT, "dist"), `model-${spec.name}`, (partial) => {
    for (const file of ["model.yaml", ...STEPS.flatMap((step) => step.files(spec))]) {
      const path = join(spec.name, file);
      mkdirSync(dirname(join(partial, path)), { recursive: true });
      copyFileSync(join(dirname(directory), path), join(partial, path));
    }
  });

/** The content hashes of models' files, by the models' names. */
export const modelFilesHashes = async (folders: readonly ModelFolder[]): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(await Promise.all(folders.map(async (folder) => [folder.spec.name, (await buildModelFiles(folder)).hash] as const)));
