import type { BlobStore } from "../../adapters/blob-store/blob-store";
import { getFolderFile, getManifest } from "../../adapters/blob-store/folders";
import type { Evaluation } from "../../core/evaluate/evaluation";
import type { ReferenceProfile } from "../../core/monitor/reference-profile";
import { PACKAGE_FILES, type PackageDocument, packageAt } from "../../core/package/layout";
import { parseDocument } from "../../core/package/parse-document";

/** What a package says of itself; what somebody else's does not bring is undefined. */
export interface StoredPackage {
  readonly document: PackageDocument;
  readonly profile: ReferenceProfile | undefined;
  readonly evaluation: Evaluation | undefined;
}

/**
 * Reads what a package says of itself, held to its digest, without its graph.
 * @throws NotFound, DamagedBlob, BadInput
 */
export async function storedPackage(packages: BlobStore, digest: string): Promise<StoredPackage> {
  const folder = packageAt(digest);
  const manifest = await getManifest(packages, folder);
  const text = async (path: string): Promise<string | undefined> => {
    const file = manifest.files.find((f) => f.path === path);
    return file && new TextDecoder().decode(await getFolderFile(packages, folder, file));
  };
  const json = async <T>(path: string): Promise<T | undefined> => {
    const found = await text(path);
    return found === undefined ? undefined : (JSON.parse(found) as T);
  };
  const [document, profile, evaluation] = await Promise.all([
    text(PACKAGE_FILES.document),
    json<ReferenceProfile>(PACKAGE_FILES.profile),
    json<Evaluation>(PACKAGE_FILES.evaluation),
  ]);
  return { document: parseDocument(document ?? "", `package ${digest}/${PACKAGE_FILES.document}`), profile, evaluation };
}
