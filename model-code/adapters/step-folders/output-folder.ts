import { randomUUID } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { canonicalJson } from "../../core/canonical-json";
import type { OutputFolder } from "../../core/lifecycle/step";
import type { TreeManifest } from "../../core/package/tree-digest";
import { MANIFEST, readLocalFolder } from "../blob-store/local-folder";
import { writeParquet } from "../duckdb/sql-engine";

export interface PendingOutput {
  readonly folder: OutputFolder;
  /** Makes what was written visible under its final name, the manifest last. */
  commit(): Promise<TreeManifest>;
  /** Leaves nothing behind. */
  discard(): void;
}

/**
 * Opens a folder for a step to write. All goes to a temporary folder beside it; a step that is killed half-way leaves no half output.
 * @param target made by `commit`; may be there already if it is empty, as a mount is
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
      if (existsSync(target) && readdirSync(target).length > 0) throw new Error(`${target} is not empty: name a new folder for the output`);
      if (existsSync(target)) {
        for (const { path } of manifest.files) {
          mkdirSync(dirname(join(target, path)), { recursive: true });
          copyFileSync(join(partial, path), join(target, path));
        }
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
