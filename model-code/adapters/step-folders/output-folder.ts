import { randomUUID } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { canonicalJson } from "../../core/canonical-json";
import type { OutputFolder } from "../../core/lifecycle/step";
import type { TreeManifest } from "../../core/package/tree-digest";
import { MANIFEST, readLocalFolder } from "../blob-store/local-folder";
import { writeParquet } from "../duckdb/sql-engine";

/** What a folder holds instead of its manifest while what it held is being replaced. */
const REPLACING = "_replacing.json";

export interface PendingOutput {
  readonly folder: OutputFolder;
  /** Makes what was written visible under its final name, the manifest last. */
  commit(): Promise<TreeManifest>;
  /** Leaves nothing behind. */
  discard(): void;
}

/**
 * Opens a folder for a step to write. All goes to a temporary folder beside it; a step that is killed half-way leaves no half output.
 * @param target made by `commit`. It may be there already, as a mount is, if it is empty or holds what a step wrote, which is replaced:
 * on Azure a job that runs every day writes to the same place. Its manifest goes first and comes last, so that nobody takes a mixture.
 */
export function openOutput(target: string): PendingOutput {
  const partial = `${target.replace(/[/\\]+$/, "")}.partial-${randomUUID()}`;
  mkdirSync(partial, { recursive: true });
  const reserve = (path: string) => {
    const full = join(partial, path);
    mkdirSync(dirname(full), { recursive: true });
    return full;
  };
  return {
    folder: {
      writeText: (path, text) => writeFileSync(reserve(path), text),
      writeBytes: (path, bytes) => writeFileSync(reserve(path), bytes),
      writeJson: (path, value) => writeFileSync(reserve(path), canonicalJson(value)),
      writeTable: (path, table) => writeParquet(reserve(path), table),
      reserve,
    },
    async commit() {
      const manifest = await readLocalFolder(partial);
      if (existsSync(target)) {
        clear(target);
        for (const { path } of manifest.files) {
          mkdirSync(dirname(join(target, path)), { recursive: true });
          copyFileSync(join(partial, path), join(target, path));
        }
        rmSync(join(target, REPLACING), { force: true });
        writeFileSync(join(target, MANIFEST), canonicalJson(manifest));
        rmSync(partial, { recursive: true });
      } else {
        writeFileSync(join(partial, MANIFEST), canonicalJson(manifest));
        renameSync(partial, target);
      }
      return manifest;
    },
    discard: () => rmSync(partial, { recursive: true, force: true }),
  };
}

/** @throws Error for a folder with what no step wrote: to clear it would be a mistake */
function clear(target: string): void {
  const held = readdirSync(target);
  if (held.length === 0) return;
  if (!held.includes(MANIFEST) && !held.includes(REPLACING))
    throw new Error(`${target} is not empty, and no step wrote it: name a new folder for the output`);
  if (held.includes(MANIFEST)) renameSync(join(target, MANIFEST), join(target, REPLACING));
  for (const name of held) if (name !== MANIFEST && name !== REPLACING) rmSync(join(target, name), { recursive: true });
}
