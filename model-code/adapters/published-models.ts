import { modelFilesAt } from "../core/package/layout";
import { BadInput } from "../core/problem";
import type { ModelSpec } from "../core/spec/model-schema";
import { parseModel } from "../core/spec/parse-model";
import type { BlobStore } from "./blob-store/blob-store";
import { getFolderFile, getManifest } from "./blob-store/folders";

/**
 * Reads a model's model.yaml as `mlops publish` put it into the package store.
 * @param hash of the content of the model's files
 * @throws NotFound, DamagedBlob, or BadInput if the files are another model's
 */
export async function publishedModel(packages: BlobStore, name: string, hash: string): Promise<ModelSpec> {
  const path = `${name}/model.yaml`;
  const { files } = await getManifest(packages, modelFilesAt(hash));
  const file = files.find((f) => f.path === path);
  if (file === undefined)
    throw new BadInput(`the published files of ${name}`, [
      { where: `model-files/${hash}`, expected: path, got: files.map((f) => f.path).join(", "), remedy: "Name the hash of its own files." },
    ]);
  return parseModel(new TextDecoder().decode(await getFolderFile(packages, modelFilesAt(hash), file)), path);
}
