import type { BlobStore } from "../../adapters/blob-store/blob-store";
import { NotFound } from "../../adapters/blob-store/errors";
import { getFolderFile, getManifest } from "../../adapters/blob-store/folders";

/**
 * Reads JSON documents of a package, held to its digest.
 * @throws NotFound if there is no such package or file, DamagedBlob if it is not what was stored
 */
export async function packageDocuments<T extends readonly unknown[]>(
  packages: BlobStore,
  digest: string,
  ...files: { readonly [K in keyof T]: string }
): Promise<T> {
  const folder = { container: "models", prefix: "package", digest } as const;
  const manifest = await getManifest(packages, folder);
  const documents = files.map(async (path) => {
    const file = manifest.files.find((f) => f.path === path);
    if (file === undefined)
      throw new NotFound({
        where: `package ${digest}`,
        expected: path,
        got: manifest.files.map((f) => f.path).join(", "),
        remedy: "It was made by another version of this code: train the model again.",
      });
    return JSON.parse(new TextDecoder().decode(await getFolderFile(packages, folder, file))) as unknown;
  });
  return (await Promise.all(documents)) as unknown as T;
}
