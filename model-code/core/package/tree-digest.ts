import { createHash } from "node:crypto";
import { BadInput, type Problem } from "../problem";

/** A file of a folder: its path inside it with forward slashes, its size in bytes, the sha256 of its content in 64 hex digits. */
export interface TreeFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What a folder holds, and the digest that names it. Files come sorted by path. */
export interface TreeManifest {
  readonly digest: string;
  readonly files: readonly TreeFile[];
}

/** @returns the sha256 of the content, 64 lower-case hex digits */
export const sha256 = (content: Uint8Array | string): string => createHash("sha256").update(content).digest("hex");

/**
 * The identity of a folder: sha256 over `path NUL size NUL sha256 LF` for each file, sorted by path (by code unit, so that no locale matters).
 * @returns 64 lower-case hex digits; the order of `files` makes no difference
 * @throws BadInput for a path that is not a plain relative one, or that comes twice
 */
export function treeDigest(files: readonly TreeFile[]): string {
  return treeManifest(files).digest;
}

/** Sorts the files and names them by their digest; see `treeDigest`. */
export function treeManifest(files: readonly TreeFile[]): TreeManifest {
  const problems = treeProblems(files);
  if (problems.length > 0) throw new BadInput("a folder's files", problems);
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const hash = createHash("sha256");
  for (const f of sorted) hash.update(`${f.path}\0${f.bytes}\0${f.sha256}\n`);
  return { digest: hash.digest("hex"), files: sorted.map(({ path, bytes, sha256: sum }) => ({ path, bytes, sha256: sum })) };
}

/**
 * Reads a manifest that came from outside and holds it to its own digest.
 * @param where named in the problems
 * @throws BadInput if it is no manifest, or if its files do not give the digest that it names
 */
export function parseTreeManifest(text: string, where: string): TreeManifest {
  const remedy = "Store the folder again.";
  const refuse = (expected: string, got: string) => new BadInput("a folder's manifest", [{ where, expected, got, remedy }]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse("JSON", "something else");
  }
  if (!isManifest(value)) throw refuse("an object with a digest and files of path, bytes and sha256", "another shape");
  const manifest = treeManifest(value.files);
  if (manifest.digest !== value.digest) throw refuse(`files that give the digest ${value.digest}`, manifest.digest);
  return manifest;
}

function isManifest(value: unknown): value is TreeManifest {
  if (typeof value !== "object" || value === null) return false;
  const { digest, files } = value as Record<string, unknown>;
  return typeof digest === "string" && Array.isArray(files) && files.every(isTreeFile);
}

function isTreeFile(value: unknown): value is TreeFile {
  if (typeof value !== "object" || value === null) return false;
  const { path, bytes, sha256: sum } = value as Record<string, unknown>;
  return typeof path === "string" && Number.isSafeInteger(bytes) && (bytes as number) >= 0 && /^[0-9a-f]{64}$/.test(String(sum));
}

function treeProblems(files: readonly TreeFile[]): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const { path } of files) {
    if (!isPlainPath(path)) {
      problems.push({
        where: path,
        expected: "a relative path with forward slashes and no . or .. in it",
        got: JSON.stringify(path),
        remedy: "Rename the file.",
      });
    }
    if (seen.has(path)) problems.push({ where: path, expected: "each path once", got: "it twice", remedy: "Name each file once." });
    seen.add(path);
  }
  return problems;
}

/** Whether a path is relative, with forward slashes, and leads nowhere but down. */
export const isPlainPath = (path: string): boolean =>
  !/[\0\\]/.test(path) && path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
