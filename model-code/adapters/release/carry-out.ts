import { type AuditEntry, manifestDigest } from "../../core/audit/chain";
import type { ReleaseManifest } from "../../core/release/manifest";
import type { AuditLog } from "../audit/audit-log";
import { ReleaseConflict, type ReleaseStore, type StoredManifest } from "./release-store";

/** What a change of a release needs of the world. */
export interface ReleasePorts {
  readonly releases: ReleaseStore;
  readonly audit: AuditLog;
}

/**
 * Changes a release: announces the change in the audit, then writes the manifest. Whoever breaks off in between leaves an entry that was
 * not carried out, which verification tells, and never a change that nobody announced.
 * @param current as it was read when the change was decided; undefined for a model that was never released
 * @throws ReleaseConflict, with who was first, if it is no longer so; the entry stays, as one that was not carried out
 */
export async function carryOut(
  { releases, audit }: ReleasePorts,
  current: StoredManifest | undefined,
  next: ReleaseManifest,
  entry: Omit<AuditEntry, "manifest">,
): Promise<StoredManifest> {
  const from = current === undefined ? null : manifestDigest(current.manifest);
  await audit.append(next.model, { ...entry, manifest: { version: next.version, from, to: manifestDigest(next) } });
  try {
    return await releases.write(current, next);
  } catch (error) {
    if (!(error instanceof ReleaseConflict)) throw error;
    throw new ReleaseConflict({ ...error.problem, got: `${error.problem.got}${await whoWas({ releases, audit }, next.model)}` });
  }
}

/** By whom the manifest became what it is. */
async function whoWas({ releases, audit }: ReleasePorts, model: string): Promise<string> {
  const there = await releases.read(model);
  if (there === undefined) return "";
  const digest = manifestDigest(there.manifest);
  const entry = (await audit.entries(model)).find((e) => e.manifest?.to === digest);
  return entry === undefined ? "" : ` by ${entry.who} (${entry.action}, ${entry.time})`;
}
