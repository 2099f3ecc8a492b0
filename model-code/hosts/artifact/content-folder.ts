import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readLocalFolder } from "../../adapters/blob-store/local-folder";

/** A folder, and the sha256 that names its content. */
export interface ContentFolder {
  readonly hash: string;
  readonly directory: string;
}

/** Where a folder of a content lies. */
export const directoryOf = (into: string, name: string, hash: string): string => join(into, `${name}-${hash.slice(0, 16)}`);

/** Whether a folder is there and still holds what its name says: what somebody has changed is no such folder. */
export const isWhole = async (directory: string, hash: string): Promise<boolean> =>
  existsSync(directory) && (await readLocalFolder(directory)).digest === hash;

/**
 * Fills a folder under a temporary name and gives it that of its content. Another process may do the same at the same time.
 * @param into what it is put in
 */
export async function contentFolder(into: string, name: string, fill: (folder: string) => Promise<void> | void): Promise<ContentFolder> {
  const partial = join(into, `${name}.partial-${randomUUID()}`);
  mkdirSync(partial, { recursive: true });
  await fill(partial);
  const { digest: hash } = await readLocalFolder(partial);
  const directory = directoryOf(into, name, hash);
  if (await isWhole(directory, hash)) rmSync(partial, { recursive: true });
  else {
    rmSync(directory, { recursive: true, force: true });
    renameSync(partial, directory);
  }
  return { hash, directory };
}
