import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { InputFolder } from "../../core/lifecycle/step";
import { parseTreeManifest, type TreeManifest, treeManifest } from "../../core/package/tree-digest";
import { MANIFEST } from "../blob-store/local-folder";
import { readParquet } from "../duckdb/sql-engine";

/** A file of an input is not what the step before wrote. */
export class DamagedInput extends Error {
  readonly code = "DAMAGED_INPUT";
  constructor(folder: string, path: string, expected: string, found: string) {
    super(`${join(folder, path)}: expected content of sha256 ${expected}, got ${found}. Run the step that writes it again.`);
  }
}

/** Paths of the plain files below a folder, relative, with forward slashes. */
const plainFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => relative(folder, join(e.parentPath, e.name)).split(sep).join("/"));

function measure(folder: string): TreeManifest {
  const paths = plainFiles(folder).filter((path) => path !== MANIFEST);
  return treeManifest(
    paths.map((path) => {
      const content = readFileSync(join(folder, path));
      return { path, bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") };
    }),
  );
}

/**
 * Opens a folder for a step to read. One that a step wrote has a manifest, and is held to it; one from outside is taken as it is.
 * @throws DamagedInput if a file differs from the manifest, is missing or is too many
 */
export function openInput(folder: string): InputFolder {
  const found = measure(folder);
  if (existsSync(join(folder, MANIFEST))) {
    const told = parseTreeManifest(readFileSync(join(folder, MANIFEST), "utf8"), join(folder, MANIFEST));
    if (told.digest !== found.digest) {
      const now = new Map(found.files.map((f) => [f.path, f.sha256]));
      const odd = told.files.find((f) => now.get(f.path) !== f.sha256);
      throw new DamagedInput(
        folder,
        odd?.path ?? "",
        odd?.sha256 ?? told.digest,
        odd === undefined ? found.digest : (now.get(odd.path) ?? "no file"),
      );
    }
  }
  return folderOf(
    folder,
    found.files.map((f) => f.path),
    found.digest,
  );
}

/**
 * Opens a folder of data from outside. Nothing in it is read before it is asked for, and what is no plain file is passed over.
 * Its digest is that of nothing: who runs the step knows which files count.
 */
export function openLanding(folder: string): InputFolder {
  return folderOf(folder, plainFiles(folder).sort(), treeManifest([]).digest);
}

function folderOf(folder: string, paths: readonly string[], digest: string): InputFolder {
  const absolute = (path: string) => join(folder, path);
  return {
    digest,
    list: (prefix = "") => paths.filter((p) => p.startsWith(prefix)),
    has: (path) => paths.includes(path),
    text: (path) => readFileSync(absolute(path), "utf8"),
    bytes: (path) => readFileSync(absolute(path)),
    json: (path) => JSON.parse(readFileSync(absolute(path), "utf8")),
    table: (path) => readParquet(paths.includes(path) ? [absolute(path)] : paths.filter((p) => p.startsWith(`${path}/`)).map(absolute)),
    path: absolute,
  };
}
