import { canonicalJson } from "../../core/canonical-json";
import { retire } from "../../core/release/transitions";
import type { AuditLog } from "../audit/audit-log";
import type { BlobStore } from "../blob-store/blob-store";
import { NotFound, PreconditionFailed } from "../blob-store/errors";
import { carryOut, type ReleasePorts } from "./carry-out";
import type { StoredManifest } from "./release-store";

/** What is left of a model in `releases/<model>/tombstone.json`, for whoever asks where it went. */
export interface Tombstone {
  readonly model: string;
  /** ISO 8601 UTC. */
  readonly retiredAt: string;
  readonly who: string;
  readonly why: string;
  /** The package that answered last; null if none did. It stays in the package store. */
  readonly lastStable: string | null;
}

const nameOf = (model: string): string => `${model}/tombstone.json`;

/**
 * Ends a model for good: no host serves it any more once it has polled the manifest, and a tombstone says why. To be called again if it
 * broke off: it then sets what is missing.
 * @throws ReleaseConflict, NoSuchTransition if it was retired already and has its tombstone
 */
export async function retireModel(
  store: BlobStore,
  ports: ReleasePorts,
  current: StoredManifest,
  said: { readonly who: string; readonly why: string },
  now: Date,
): Promise<Tombstone> {
  const { model, state, stable } = current.manifest;
  const name = nameOf(model);
  if (state !== "retired" || (await store.head("releases", name)) !== undefined) {
    const next = retire(current.manifest, now);
    await carryOut(ports, current, next, { ...said, action: "retire", digest: stable, evidence: null });
  }
  const tombstone = await fromAudit(ports.audit, model);
  try {
    await store.put("releases", name, canonicalJson(tombstone), { ifNoneMatch: true, contentType: "application/json" });
  } catch (error) {
    if (!(error instanceof PreconditionFailed)) throw error;
  }
  return tombstone;
}

/** @returns undefined for a model that is not retired */
export async function findTombstone(store: BlobStore, model: string): Promise<Tombstone | undefined> {
  try {
    return JSON.parse(new TextDecoder().decode((await store.get("releases", nameOf(model))).content)) as Tombstone;
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

async function fromAudit(audit: AuditLog, model: string): Promise<Tombstone> {
  const entry = (await audit.entries(model)).findLast((e) => e.action === "retire")!;
  return { model, retiredAt: entry.time, who: entry.who, why: entry.why, lastStable: entry.digest };
}
