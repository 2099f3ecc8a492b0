import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import type { BlobStore } from "../model-code/adapters/blob-store/blob-store";
import { connect } from "../model-code/adapters/blob-store/connect";
import { openLocalStore } from "../model-code/adapters/local-store/open-local-store";
import { ROOT, WORK } from "./paths";

export interface StoreOptions {
  readonly work: string;
  readonly store?: string;
}

/** Adds the flags that say where the blob store is. */
export const withStore = (command: Command): Command =>
  command
    .option("--work <dir>", "folder for the local store and copies", WORK)
    .option("--store <url>", "a blob store elsewhere, https://<account>.blob.core.windows.net, instead of the one in the work folder");

/** Opens the store, lends it to `use`, and closes it whatever happens. */
export async function useStore<T>(options: StoreOptions, use: (store: BlobStore) => Promise<T>): Promise<T> {
  const local = options.store === undefined ? await openLocalStore(join(resolve(options.work), "store")) : undefined;
  try {
    const store = connect(options.store ?? local!.location);
    await store.ensureContainers();
    return await use(store);
  } finally {
    await local?.close();
  }
}

/** The commit that the project is at; null outside of a git checkout. */
export function currentCommit(): string | null {
  try {
    return execFileSync("git", ["rev-parse", "HEAD"], { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return null;
  }
}
