import { canonicalJson } from "../canonical-json";
import { sha256 } from "../package/tree-digest";
import type { ReleaseManifest } from "../release/manifest";
import { compileSchema } from "../spec/compile-schema";
import { type AuditEvidence, checkEvidence } from "./evidence";

export const AUDIT_ACTIONS = ["start", "advance", "promote", "roll-back", "pause", "resume", "retire", "erase"] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** The change of the release manifest that an entry announces. */
export interface AuditedChange {
  readonly version: number;
  /** `manifestDigest` of what it began from; null if there was none. */
  readonly from: string | null;
  /** `manifestDigest` of what it makes. */
  readonly to: string;
}

/** Who did what, why, and on what evidence. */
export interface AuditEntry {
  readonly who: string;
  readonly action: AuditAction;
  readonly why: string;
  /** The package that it is about; null where it is about none. */
  readonly digest: string | null;
  /** null for what changes none, which is an erasure of personal data. */
  readonly manifest: AuditedChange | null;
  readonly evidence: AuditEvidence | null;
}

/** An entry in its place in the chain. */
export interface SealedEntry extends AuditEntry {
  readonly schema: 1;
  readonly model: string;
  /** 1, 2, 3 … */
  readonly sequence: number;
  /** Hash of the entry before; null for the first. */
  readonly previous: string | null;
  /** ISO 8601 UTC. */
  readonly time: string;
  /** sha256 of the canonical JSON of all of the above. */
  readonly hash: string;
}

/** The last entry as somebody else than the chain remembers it. */
export interface AuditHead {
  readonly sequence: number;
  readonly hash: string;
}

export const manifestDigest = (manifest: ReleaseManifest): string => sha256(canonicalJson(manifest));

export function hashOf({ hash: _, ...entry }: SealedEntry): string {
  return sha256(canonicalJson(entry));
}

/**
 * Puts an entry at the end of a chain. Each entry holds the hash of the one before, so that none can be changed, moved or taken out of
 * the middle without changing all after it.
 * @param head the entry before; undefined for the first
 * @throws BadInput for evidence that holds anything but figures
 * @see Haber and Stornetta, How to Time-Stamp a Digital Document (1991)
 */
export function seal(model: string, entry: AuditEntry, head: AuditHead | undefined, now: Date): SealedEntry {
  if (entry.evidence !== null) checkEvidence(entry.evidence);
  const { who, action, why, digest, manifest, evidence } = entry;
  const sealed = {
    schema: 1,
    model,
    sequence: (head?.sequence ?? 0) + 1,
    previous: head?.hash ?? null,
    time: now.toISOString(),
    ...{ who, action, why, digest, manifest, evidence },
  } as const;
  return { ...sealed, hash: sha256(canonicalJson(sealed)) };
}

const sum = { type: "string", pattern: "^[0-9a-f]{64}$" } as const;
const sumOrNone = { ...sum, type: ["string", "null"] } as const;
const text = { type: "string", minLength: 1 } as const;
const count = { type: "integer", minimum: 1 } as const;

const isSealed = compileSchema<SealedEntry>(
  {
    type: "object",
    additionalProperties: false,
    required: ["schema", "model", "sequence", "previous", "time", "who", "action", "why", "digest", "manifest", "evidence", "hash"],
    properties: {
      schema: { const: 1 },
      model: text,
      sequence: count,
      previous: sumOrNone,
      time: text,
      who: text,
      action: { enum: [...AUDIT_ACTIONS] },
      why: text,
      digest: sumOrNone,
      manifest: {
        type: ["object", "null"],
        additionalProperties: false,
        required: ["version", "from", "to"],
        properties: { version: count, from: sumOrNone, to: sum },
      },
      evidence: { type: ["object", "null"] },
      hash: sum,
    },
  },
  { allowUnionTypes: true },
);

/** @returns undefined if the text is no entry */
export function parseEntry(text: string): SealedEntry | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isSealed(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
