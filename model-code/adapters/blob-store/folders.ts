import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { canonicalJson } from "../../core/canonical-json";
import type { LakeZone } from "../../core/lifecycle/step";
import { parseTreeManifest, sha256, type TreeManifest } from "../../core/package/tree-digest";
import { BadInput } from "../../core/problem";
import type { BlobStore } from "./blob-store";
import { concurrently } from "./concurrently";
import { DamagedBlob, NotFound, PreconditionFailed } from "./errors";
import { MANIFEST, readLocalFolder } from "./local-folder";

const AT_ONCE = 8;

/** Where a stored folder is: its files are `<prefix>/<digest>/<path>` in the container. */
export interface StoredFolder {
  readonly container: LakeZone;
  /** Without slashes at its ends. */
  readonly prefix: string;
  /** 64 lower-case hex digits, see `treeDigest`. */
  readonly digest: string;
}

const blobName = ({ prefix, digest }: StoredFolder, path: string): string => `${prefix}/${digest}/${path}`;

/**
 * Stores a local folder under the digest of its content: its files first, its manifest last, so that a folder is there whole or not at all.
 * To store the same content again uploads nothing; two writers at once do no harm.
 * @param again upload everything although the folder is there: what is there is damaged
 * @returns the manifest, and whether this call was the one that stored it
 */
export async function putFolder(
  store: BlobStore,
  container: LakeZone,
  prefix: string,
  folder: string,
  again = false,
): Promise<{ readonly stored: StoredFolder; readonly manifest: TreeManifest; readonly created: boolean }> {
  const manifest = await readLocalFolder(folder);
  const stored = { container, prefix, digest: manifest.digest };
  if (!again && (await hasFolder(store, stored))) return { stored, manifest, created: false };
  await concurrently(AT_ONCE, manifest.files, async (file) => {
    const content = await readFile(join(folder, file.path));
    if (sha256(content) !== file.sha256) {
      const remedy = "Let nothing write there while it is stored, then try again.";
      throw new BadInput(`the folder ${folder}`, [{ where: file.path, expected: "an unchanging file", got: "one that changed", remedy }]);
    }
    const name = blobName(stored, file.path);
    try {
      await store.put(container, name, content, again ? {} : { ifNoneMatch: true });
    } catch (error) {
      // what an earlier call left, that broke off: it must not be written again where nobody may change anything
      if (!(error instanceof PreconditionFailed)) throw error;
      if (sha256((await store.get(container, name)).content) !== file.sha256) await store.put(container, name, content);
    }
  });
  try {
    await store.put(container, blobName(stored, MANIFEST), canonicalJson(manifest), {
      ...(again ? {} : { ifNoneMatch: true }),
      contentType: "application/json",
    });
    return { stored, manifest, created: true };
  } catch (error) {
    if (error instanceof PreconditionFailed) return { stored, manifest, created: false };
    throw error;
  }
}

/** A folder is there if its manifest is: that is written last. */
export async function hasFolder(store: BlobStore, folder: StoredFolder): Promise<boolean> {
  return (await store.head(folder.container, blobName(folder, MANIFEST))) !== undefined;
}

/**
 * Reads a stored folder's list of files.
 * @throws NotFound if the folder is not there, DamagedBlob if the list does not give the folder's digest
 */
export async function getManifest(store: BlobStore, folder: StoredFolder): Promise<TreeManifest> {
  const name = blobName(folder, MANIFEST);
  if (!(await hasFolder(store, folder))) {
    const remedy = "Run what writes it first, or check the digest.";
    throw new NotFound({ where: `${folder.container}/${name} in ${store.location}`, expected: "a stored folder", got: "none", remedy });
  }
  const text = new TextDecoder().decode(await contentOrDamage(store, folder, name, folder.digest));
  let found: string;
  try {
    const manifest = parseTreeManifest(text, `${folder.container}/${name}`);
    if (manifest.digest === folder.digest) return manifest;
    found = manifest.digest;
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    found = `a list that contradicts itself (sha256 ${sha256(text)})`;
  }
  throw new DamagedBlob(folder.container, name, folder.digest, found, storeAgain(folder));
}

/**
 * Reads one file of a stored folder and holds it to the folder's manifest.
 * @throws DamagedBlob if it is not what was stored
 */
export async function getFolderFile(store: BlobStore, folder: StoredFolder, file: TreeManifest["files"][number]): Promise<Uint8Array> {
  const name = blobName(folder, file.path);
  const found = await contentOrDamage(store, folder, name, file.sha256);
  const digest = sha256(found);
  if (digest !== file.sha256) throw new DamagedBlob(folder.container, name, file.sha256, digest, storeAgain(folder));
  return found;
}

/**
 * Downloads a stored folder to `into`, which must not be there yet; it appears only when every file has been verified.
 * @throws NotFound, DamagedBlob
 */
export async function getFolder(store: BlobStore, folder: StoredFolder, into: string): Promise<TreeManifest> {
  const manifest = await getManifest(store, folder);
  const partial = `${into}.partial-${randomUUID()}`;
  await mkdir(partial, { recursive: true });
  try {
    await concurrently(AT_ONCE, manifest.files, async (file) => {
      const target = join(partial, file.path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, await getFolderFile(store, folder, file));
    });
    await rename(partial, into);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
  return manifest;
}

/** A damaged blob, or none where the folder's manifest says there is one, is damage to the folder. */
async function contentOrDamage(store: BlobStore, folder: StoredFolder, name: string, expected: string): Promise<Uint8Array> {
  try {
    return (await store.get(folder.container, name)).content;
  } catch (error) {
    if (error instanceof NotFound) throw new DamagedBlob(folder.container, name, expected, "no blob", storeAgain(folder));
    if (!(error instanceof DamagedBlob)) throw error;
    throw new DamagedBlob(error.container, error.blob, error.expectedDigest, error.foundDigest, storeAgain(folder));
  }
}

const storeAgain = (folder: StoredFolder): string =>
  `Delete ${folder.container}/${blobName(folder, MANIFEST)} and run again what wrote the folder: it is then stored anew.`;
