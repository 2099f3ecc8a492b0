import type { RegistryEntry } from "../../core/lifecycle/step";
import { BadInput } from "../../core/problem";

/** A package that has its version. */
export interface RegisteredVersion extends RegistryEntry {
  /** 1, 2, 3 … without gaps, in the order of registration. */
  readonly version: number;
}

/** The one document of a model's versions. Entries are only ever appended. */
export interface RegistryIndex {
  readonly model: string;
  /** By version, ascending. */
  readonly versions: readonly RegisteredVersion[];
}

/** @returns the version of an entry's digest, and the index that holds it: the same one if the digest had its version already */
export function withEntry(index: RegistryIndex, entry: RegistryEntry): { readonly index: RegistryIndex; readonly version: number } {
  const there = index.versions.find((v) => v.digest === entry.digest);
  if (there) return { index, version: there.version };
  const { digest, task, metrics, gates } = entry;
  const version = index.versions.length + 1;
  return { index: { ...index, versions: [...index.versions, { version, digest, task, metrics, gates }] }, version };
}

/**
 * @param where named in the problem
 * @throws BadInput if the text is not the index of this model
 */
export function parseIndex(text: string, model: string, where: string): RegistryIndex {
  const remedy = "It was written by another version of this code, or by hand; restore the blob's last good version.";
  const refuse = (expected: string, got: string) => new BadInput("the registry", [{ where, expected, got, remedy }]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse("JSON", "something else");
  }
  const { model: named, versions } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  if (named !== model) throw refuse(`the index of ${model}`, named === undefined ? "another shape" : `that of ${JSON.stringify(named)}`);
  if (!Array.isArray(versions)) throw refuse("a list of versions", "none");
  versions.forEach((entry: unknown, i) => {
    if (!isVersion(entry) || entry.version !== i + 1)
      throw refuse(`version ${i + 1} with digest, task, metrics and gates`, JSON.stringify(entry));
  });
  return { model, versions: versions as RegisteredVersion[] };
}

function isVersion(value: unknown): value is RegisteredVersion {
  if (typeof value !== "object" || value === null) return false;
  const { version, digest, task, metrics, gates } = value as Record<string, unknown>;
  return (
    typeof version === "number" &&
    typeof digest === "string" &&
    typeof task === "string" &&
    typeof metrics === "object" &&
    metrics !== null &&
    Object.values(metrics).every((m) => typeof m === "number") &&
    (gates === "passed" || gates === "refused")
  );
}
