import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { BlobStore } from "../model-code/adapters/blob-store/blob-store";
import { putFolder } from "../model-code/adapters/blob-store/folders";
import { readLocalFolder } from "../model-code/adapters/blob-store/local-folder";
import { BlobModelRegistry } from "../model-code/adapters/registry/blob-model-registry";
import { verdictProblems } from "../model-code/adapters/release/check-package";
import type { Adoption } from "../model-code/core/lifecycle/step";
import { PACKAGE_FILES, PACKAGE_STORE } from "../model-code/core/package/layout";
import { BadInput } from "../model-code/core/problem";
import { WrongUse } from "./wrong-use";

/** What came of adding a package. */
export interface AddedPackage {
  readonly model: string;
  readonly version: number;
  readonly digest: string;
}

/**
 * Takes a package that somebody else made: `model.onnx` and a `model-package.json` that says how the graph is fed. It is loaded as a
 * scorer would, with its example if it brings one, then stored and given a version. No gates here have judged it: the registry holds who
 * answers for it instead, and it is released as any other.
 * @throws WrongUse if the folder is none of a package, BadInput with all that is wrong with it, or if its own gates refused it
 */
export async function addPackage(packages: BlobStore, folder: string, adoption: Adoption): Promise<AddedPackage> {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  const missing = [PACKAGE_FILES.graph, PACKAGE_FILES.document].filter((f) => !existsSync(join(folder, f)));
  if (!isFolder || missing.length > 0)
    throw new WrongUse(
      `expected a folder with ${PACKAGE_FILES.graph} and ${PACKAGE_FILES.document}, got ${isFolder ? `one without ${missing.join(" and ")}` : `"${folder}", which is no folder`}. docs/bring-your-own.md shows one.`,
    );
  // onnxruntime is no concern of the other commands
  const { openPackage } = await import("../model-code/hosts/scorer/loaded-package");
  const { document } = await openPackage(folder, (await readLocalFolder(folder)).digest);
  const verdict = join(folder, PACKAGE_FILES.verdict);
  const against = existsSync(verdict) ? verdictProblems(readFileSync(verdict, "utf8"), PACKAGE_FILES.verdict) : [];
  if (against.length > 0) throw new BadInput("a package", against);
  const { stored } = await putFolder(packages, PACKAGE_STORE.container, PACKAGE_STORE.packages, folder);
  const entry = { digest: stored.digest, task: document.task, metrics: {}, gates: "adopted" as const, adoption };
  const { version } = await new BlobModelRegistry(packages).register(document.model, entry);
  return { model: document.model, version, digest: stored.digest };
}
