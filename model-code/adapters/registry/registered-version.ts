import { canonicalJson } from "../../core/canonical-json";
import type { RegistryEntry } from "../../core/lifecycle/step";
import { BadInput } from "../../core/problem";

/** A package that has its version. */
export interface RegisteredVersion extends RegistryEntry {
  /** 1, 2, 3 … without gaps, in the order of registration. */
  readonly version: number;
}

/**
 * A version as it is stored. What was adopted is written as refused, with the adoption beside it: code that is older than adoptions reads
 * the first of both, and lets nothing pass that nobody judged.
 */
export const writeVersion = (model: string, { version, digest, task, metrics, gates, adoption }: RegisteredVersion): string =>
  canonicalJson({ model, version, digest, task, metrics, ...(gates === "adopted" ? { gates: "refused", adoption } : { gates }) });

/**
 * @param where named in the problem
 * @throws BadInput if the text is not this version of this model
 */
export function parseVersion(text: string, model: string, version: number, where: string): RegisteredVersion {
  const remedy = "It was written by another version of this code, or by hand; restore the blob's last good version.";
  const refuse = (expected: string, got: string) => new BadInput("the registry", [{ where, expected, got, remedy }]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse("JSON", "something else");
  }
  const { model: named, ...entry } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  if (named !== model) throw refuse(`a version of ${model}`, named === undefined ? "another shape" : `one of ${JSON.stringify(named)}`);
  if (!isVersion(entry) || entry.version !== version)
    throw refuse(`version ${version} with digest, task, metrics and gates`, JSON.stringify(entry));
  return entry.adoption === undefined ? entry : { ...entry, gates: "adopted" };
}

function isVersion(value: unknown): value is RegisteredVersion {
  const { version, digest, task, metrics, gates, adoption } = value as Record<string, unknown>;
  return (
    typeof version === "number" &&
    typeof digest === "string" &&
    typeof task === "string" &&
    typeof metrics === "object" &&
    metrics !== null &&
    Object.values(metrics).every((m) => typeof m === "number") &&
    (adoption === undefined ? gates === "passed" || gates === "refused" : gates === "refused" && isAdoption(adoption))
  );
}

function isAdoption(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { who, why, at } = value as Record<string, unknown>;
  return [who, why, at].every((text) => typeof text === "string" && text !== "");
}
