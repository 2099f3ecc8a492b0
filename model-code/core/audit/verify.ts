import type { ReleaseManifest } from "../release/manifest";
import { type AuditHead, hashOf, manifestDigest, parseEntry, type SealedEntry } from "./chain";

export type AuditFault =
  | "UNREADABLE"
  | "TAMPERED"
  | "REORDERED"
  | "DELETED"
  | "REWRITTEN"
  | "TRUNCATED"
  | "ANCHOR_MISSING"
  | "ANCHOR_UNREADABLE"
  | "ANCHOR_BEHIND"
  | "ANCHOR_DIFFERS"
  | "MANIFEST_UNREADABLE"
  | "NOT_AUDITED"
  | "SET_BACK";

export interface AuditFinding {
  readonly fault: AuditFault;
  /** Number of the entry that it is about. */
  readonly sequence: number | null;
  readonly message: string;
}

export interface AuditVerdict {
  readonly model: string;
  readonly entries: number;
  readonly intact: boolean;
  readonly findings: readonly AuditFinding[];
  /** Whether the last entry was written and then not anchored: its writer broke off in between. The next append makes good for it. */
  readonly lastNotAnchored: boolean;
  /**
   * Entries of whose change of the manifest there is no trace: its writer broke off in between, or somebody else was first. No fault. A
   * manifest that was set back by the newest change alone looks the same.
   */
  readonly notCarriedOut: readonly number[];
}

/** There is a blob, but what it holds is not what should be in it. */
export type Unreadable = "unreadable";

/** A chain as it was found in the store, at one time. */
export interface FoundChain {
  readonly model: string;
  /** In the order of their numbers: by what number each blob is named, and what it holds. */
  readonly blobs: readonly { readonly sequence: number; readonly text: string }[];
  readonly anchor: AuditHead | Unreadable | undefined;
  /** The release manifest as it was before the blobs were listed. */
  readonly manifest: ReleaseManifest | Unreadable | undefined;
}

/**
 * Holds a chain to itself, to its anchor and to the release manifest.
 *
 * An entry n + 1 is written only when the anchor is at n, and the anchor is moved to it afterwards. So an anchor one behind the last entry
 * means that a writer broke off; one that is further behind, or ahead, was not left so by anybody who appends. And an entry is written
 * before the change that it announces, so a manifest that no entry announces was changed past the audit. What an entry began from was
 * there, so a manifest that does not come from it was set back: to the version before, or further. Only what nothing began from leaves no
 * trace once it is gone: a manifest set back by one change looks like one whose last writer broke off.
 */
export function verifyChain(chain: FoundChain): AuditVerdict {
  const entries = new Map<number, SealedEntry>();
  const findings: AuditFinding[] = [];
  for (const { sequence, text } of chain.blobs) {
    const entry = parseEntry(text);
    const finding = entry === undefined ? unreadable(sequence) : inPlace(entry, sequence, chain.model);
    if (finding !== undefined) findings.push(finding);
    else if (entry !== undefined) entries.set(sequence, entry);
  }
  const last = chain.blobs.at(-1)?.sequence ?? 0;
  const present = new Set(chain.blobs.map((b) => b.sequence));
  for (let n = 1; n <= last; n++) {
    if (!present.has(n)) findings.push({ fault: "DELETED", sequence: n, message: `entry ${n} is gone, while entry ${last} is there` });
    const [before, entry] = [entries.get(n - 1), entries.get(n)];
    if (entry !== undefined && (n === 1 || before !== undefined) && entry.previous !== (before?.hash ?? null))
      findings.push({
        fault: "REWRITTEN",
        sequence: n,
        message: `entry ${n} does not follow entry ${n - 1} as it is now: one of both was written anew`,
      });
  }
  const anchored = anchorFinding(chain.anchor, last, entries);
  if (anchored !== undefined) findings.push(anchored);
  const carriedOut = new Set<number>();
  const isKnown = chain.manifest !== "unreadable";
  if (chain.manifest === "unreadable") {
    const message = "the release manifest is none: it was damaged or replaced";
    findings.push({ fault: "MANIFEST_UNREADABLE", sequence: null, message });
  } else {
    const finding = followManifest(chain.manifest, [...entries.values()], carriedOut);
    // where an entry can't be read, nobody can say what it announced
    if (finding !== undefined && (finding.fault === "SET_BACK" || entries.size === last)) findings.push(finding);
  }
  return {
    model: chain.model,
    entries: chain.blobs.length,
    intact: findings.length === 0,
    findings,
    lastNotAnchored: last > 0 && chain.anchor !== "unreadable" && (chain.anchor?.sequence ?? 0) === last - 1,
    notCarriedOut: [...entries].filter(([n, { manifest }]) => isKnown && manifest !== null && !carriedOut.has(n)).map(([n]) => n),
  };
}

const unreadable = (sequence: number): AuditFinding => ({
  fault: "UNREADABLE",
  sequence,
  message: `entry ${sequence} is no audit entry: it was damaged or replaced`,
});

function inPlace(entry: SealedEntry, sequence: number, model: string): AuditFinding | undefined {
  if (hashOf(entry) !== entry.hash)
    return { fault: "TAMPERED", sequence, message: `entry ${sequence} is not what was sealed: its content does not give its hash` };
  if (entry.sequence !== sequence || entry.model !== model)
    return {
      fault: "REORDERED",
      sequence,
      message: `in the place of entry ${sequence} of ${model} is entry ${entry.sequence} of ${entry.model}`,
    };
  return undefined;
}

function anchorFinding(anchor: FoundChain["anchor"], last: number, entries: ReadonlyMap<number, SealedEntry>): AuditFinding | undefined {
  if (anchor === "unreadable")
    return { fault: "ANCHOR_UNREADABLE", sequence: null, message: "what should be the anchor is none: it was damaged or replaced" };
  const at = anchor?.sequence ?? 0;
  if (at > last)
    return {
      fault: "TRUNCATED",
      sequence: last,
      message: `the chain ends at entry ${last}, but its anchor is at ${at}: the last ${at - last} were cut off`,
    };
  if (anchor === undefined)
    return last > 1
      ? { fault: "ANCHOR_MISSING", sequence: null, message: `the anchor is gone, while there are entries up to ${last}` }
      : undefined;
  if (at < last - 1)
    return {
      fault: "ANCHOR_BEHIND",
      sequence: at,
      message: `the anchor is at entry ${at}, but the chain goes to ${last}: it was set back, or entries were written past it`,
    };
  const entry = entries.get(at);
  return entry !== undefined && entry.hash !== anchor.hash
    ? {
        fault: "ANCHOR_DIFFERS",
        sequence: at,
        message: `the anchor remembers another entry ${at} than is there: the chain or it was replaced`,
      }
    : undefined;
}

/**
 * Goes back from the manifest, by what each change began from: what lies on that way was carried out, and so was what others began from.
 * @param carriedOut gets the numbers of these entries
 * @returns what is wrong with the manifest
 */
function followManifest(
  manifest: ReleaseManifest | undefined,
  entries: readonly SealedEntry[],
  carriedOut: Set<number>,
): AuditFinding | undefined {
  const notAudited = (message: string): AuditFinding => ({ fault: "NOT_AUDITED", sequence: null, message });
  const begunFrom = new Map(entries.flatMap((e) => (e.manifest?.from == null ? [] : [[e.manifest.from, e.sequence] as const])));
  if (manifest === undefined)
    return begunFrom.size > 0 ? notAudited("the release manifest is gone, while there are entries that began from one") : undefined;
  const onTheWay = new Set<string>();
  let wanted: string | null = manifestDigest(manifest);
  for (let i = entries.length - 1; i >= 0 && wanted !== null; i--) {
    const { sequence, manifest: change } = entries[i]!;
    if (change?.to !== wanted) continue;
    carriedOut.add(sequence);
    onTheWay.add(wanted);
    wanted = change.from;
  }
  if (wanted !== null)
    return carriedOut.size === 0
      ? notAudited(`no entry announces version ${manifest.version} of the release manifest as it is: it was changed past the audit`)
      : notAudited(`no entry announces what entry ${Math.min(...carriedOut)} began from: the release manifest was changed past the audit`);
  const left = entries.filter(({ manifest: change }) => change !== null && begunFrom.has(change.to) && !onTheWay.has(change.to));
  for (const { sequence } of left) carriedOut.add(sequence);
  const newest = left.at(-1);
  if (newest === undefined) return undefined;
  const { version, to } = newest.manifest!;
  const message = `the release manifest was set back: entry ${begunFrom.get(to)} began from version ${version}, which entry ${newest.sequence} made, and version ${manifest.version} as it is does not come from it. Put the newest version of the blob back, unless somebody has gone on since`;
  return { fault: "SET_BACK", sequence: newest.sequence, message };
}
