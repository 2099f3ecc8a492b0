import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { BlobStore } from "../../adapters/blob-store/blob-store";
import { getFolder, putFolder, type StoredFolder } from "../../adapters/blob-store/folders";
import { readLocalFolder } from "../../adapters/blob-store/local-folder";
import type { OutputRecord } from "./run-record";

/** The stored folder of a step's output. */
export const storedOutput = (name: string, { zone, digest }: OutputRecord): StoredFolder => ({ container: zone, prefix: name, digest });

/** Local copies of stored folders, by output and digest. */
export interface Staging {
  /** The local folder of an output: the copy that is here if it is whole, else one from the store. @throws DamagedBlob, NotFound */
  bring(name: string, output: OutputRecord): Promise<string>;
  /**
   * Stores a folder that a step has just written, and keeps it as the local copy.
   * @param again although it is stored: that copy is damaged
   * @returns its digest
   */
  keep(name: string, zone: OutputRecord["zone"], folder: string, again: boolean): Promise<OutputRecord>;
  /** A place for one step's outputs, with nothing in it. */
  attempt(): Attempt;
}

export interface Attempt {
  /** The folder that an output is to be written to. */
  folder(output: string): string;
  /** Removes what is left. */
  end(): Promise<void>;
}

export function staging(store: BlobStore, work: string): Staging {
  const place = (name: string, digest: string) => join(work, "stage", name, digest);
  const pending = join(work, "pending");
  removeAbandoned(pending);
  return {
    async bring(name, output) {
      const folder = place(name, output.digest);
      if (existsSync(folder)) {
        if ((await readLocalFolder(folder)).digest === output.digest) return folder;
        await rm(folder, { recursive: true });
      }
      await mkdir(dirname(folder), { recursive: true });
      await getFolder(store, storedOutput(name, output), folder);
      return folder;
    },
    async keep(name, zone, folder, again) {
      const { manifest } = await putFolder(store, zone, name, folder, again);
      const target = place(name, manifest.digest);
      await mkdir(dirname(target), { recursive: true });
      await rename(folder, target).catch(async (error: NodeJS.ErrnoException) => {
        // another run has put the same content there
        if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
        await rm(folder, { recursive: true });
      });
      return { zone, digest: manifest.digest };
    },
    attempt() {
      const place = join(pending, `${process.pid}-${randomUUID()}`);
      return { folder: (output) => join(place, output), end: () => rm(place, { recursive: true, force: true }) };
    },
  };
}

/** What processes that were killed have left half-written. */
function removeAbandoned(pending: string): void {
  if (!existsSync(pending)) return;
  for (const attempt of readdirSync(pending)) {
    try {
      process.kill(Number.parseInt(attempt, 10), 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ESRCH") rmSync(join(pending, attempt), { recursive: true, force: true });
    }
  }
}
