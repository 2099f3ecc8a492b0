import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import type { BlobStore } from "../model-code/adapters/blob-store/blob-store";
import { connect } from "../model-code/adapters/blob-store/connect";
import { openLocalStore } from "../model-code/adapters/local-store/open-local-store";
import { ROOT, WORK } from "./paths";
import { WrongUse } from "./wrong-use";

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

/** Where packages are, and the environment whose releases, predictions and audit a command is about. */
export interface Places {
  readonly packages: BlobStore;
  readonly environment: BlobStore;
}

export interface EnvironmentOptions extends StoreOptions {
  readonly replay?: boolean;
  readonly packages?: string;
  readonly in?: string;
}

/** Adds the flags that say which environment a command is about. */
export const withEnvironment = (command: Command): Command =>
  withStore(command)
    .option("--packages <url>", "the store that packages are in, where it is not that of the environment")
    .option("--in <env>", "an environment on Azure, by the name of its file, as whoever is signed in; instead of --store and --packages")
    .option("--replay", "the environment that the replay of `mlops start` left, instead of your own");

/** Folder of the environment that the replay of `mlops start` runs in. */
export const replayFolder = (work: string): string => join(resolve(work), "replay");

/** Opens the stores of an environment, lends them to `use`, and closes them whatever happens. */
export async function useEnvironment<T>(options: EnvironmentOptions, use: (places: Places) => Promise<T>): Promise<T> {
  if (options.in !== undefined) {
    const clash = (["store", "packages", "replay"] as const).find((o) => options[o] !== undefined);
    if (clash !== undefined) throw new WrongUse(`--in and --${clash}: expected one of them, got both. Leave one out.`);
    const { azureEnvironment } = await import("./on-azure/environment");
    const { store, packages } = await azureEnvironment(options.in);
    // its containers are the stacks'
    return use({ packages: connect(packages), environment: connect(store) });
  }
  const work = options.replay === true ? replayFolder(options.work) : options.work;
  return useStore({ ...options, work }, (environment) =>
    use({ packages: options.packages === undefined ? environment : connect(options.packages), environment }),
  );
}

/** The commit that the project is at; null outside of a git checkout. */
export function currentCommit(): string | null {
  try {
    return execFileSync("git", ["rev-parse", "HEAD"], { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return null;
  }
}
