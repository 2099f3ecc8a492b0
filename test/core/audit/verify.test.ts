import { createHash } from "node:crypto";
import fc from "fast-check";
import { type AuditEntry, manifestDigest, type SealedEntry, seal } from "../../../model-code/core/audit/chain";
import { type FoundChain, verifyChain } from "../../../model-code/core/audit/verify";
import { canonicalJson } from "../../../model-code/core/canonical-json";
import type { ReleaseManifest } from "../../../model-code/core/release/manifest";
import { advance, pause, promote, type ReleasePlan, resume, rollBack, start } from "../../../model-code/core/release/transitions";

const at = (minute: number) => new Date(Date.UTC(2009, 3, 1, 0, minute));
const [A, B] = ["aa".repeat(32), "bb".repeat(32)];

/** First A, then B in shadow, taken back, in shadow again and taken back. */
const manifests: ReleaseManifest[] = [start(undefined, "ranges", A, at(0))];
for (let i = 1; i <= 4; i++) {
  const before = manifests.at(-1)!;
  manifests.push(i % 2 === 1 ? start(before, "ranges", B, at(i)) : rollBack(before, at(i)));
}
const entryOf = (from: ReleaseManifest | undefined, to: ReleaseManifest): AuditEntry => ({
  who: "jane",
  action: to.candidate === null && to.version > 1 ? "roll-back" : "start",
  why: "drill",
  digest: B,
  manifest: { version: to.version, from: from === undefined ? null : manifestDigest(from), to: manifestDigest(to) },
  evidence: { requests: 500 },
});
function chainOf(entries: readonly AuditEntry[]): SealedEntry[] {
  const sealed: SealedEntry[] = [];
  for (const [i, entry] of entries.entries()) sealed.push(seal("ranges", entry, sealed.at(-1), at(i)));
  return sealed;
}
const chain = chainOf(manifests.map((m, i) => entryOf(manifests[i - 1], m)));
const found = (entries: readonly SealedEntry[], change: Partial<FoundChain> = {}): FoundChain => ({
  model: "ranges",
  blobs: entries.map((e) => ({ sequence: e.sequence, text: canonicalJson(e) })),
  anchor: entries.at(-1),
  manifest: manifests[4],
  ...change,
});
const faults = (chain: FoundChain) => verifyChain(chain).findings.map((f) => [f.fault, f.sequence]);
const replaced = (at: number, text: string): FoundChain => {
  const whole = found(chain);
  return { ...whole, blobs: whole.blobs.map((b) => (b.sequence === at ? { ...b, text } : b)) };
};

test("an entry's hash is the sha256 of its canonical JSON, with the hash of the one before in it", () => {
  const { hash, ...rest } = chain[1]!;
  const text = `{"action":"start","digest":"${B}","evidence":{"requests":500},"manifest":{"from":"${manifestDigest(manifests[0]!)}","to":"${manifestDigest(manifests[1]!)}","version":2},"model":"ranges","previous":"${chain[0]!.hash}","schema":1,"sequence":2,"time":"2009-04-01T00:01:00.000Z","who":"jane","why":"drill"}`;
  expect(canonicalJson(rest)).toBe(text);
  expect(hash).toBe(createHash("sha256").update(text).digest("hex"));
});

test("a chain that nobody touched is intact", () => {
  expect(verifyChain(found(chain))).toEqual({
    model: "ranges",
    entries: 5,
    intact: true,
    findings: [],
    lastNotAnchored: false,
    notCarriedOut: [],
  });
  expect(verifyChain(found([], { manifest: undefined })).intact).toBe(true);
});

test("a changed entry is found by its hash", () => {
  const forged = replaced(2, canonicalJson({ ...chain[1]!, who: "somebody else" }));
  expect(verifyChain(forged).findings).toEqual([
    { fault: "TAMPERED", sequence: 2, message: "entry 2 is not what was sealed: its content does not give its hash" },
  ]);
});

test("an entry that was written anew with a hash that fits is found by the one after", () => {
  const forged = seal("ranges", { ...entryOf(manifests[0], manifests[1]!), who: "somebody else" }, chain[0], at(1));
  expect(faults(replaced(2, canonicalJson(forged)))).toEqual([["REWRITTEN", 3]]);
});

test("the last entry, written anew, is found by the anchor", () => {
  const forged = seal("ranges", { ...entryOf(manifests[3], manifests[4]!), why: "another" }, chain[3], at(4));
  expect(faults(replaced(5, canonicalJson(forged)))).toEqual([["ANCHOR_DIFFERS", 5]]);
});

test("entries that changed places are found, and those of another model", () => {
  const [second, third] = [canonicalJson(chain[1]!), canonicalJson(chain[2]!)];
  const whole = found(chain);
  const swapped = whole.blobs.map((b) => ({ ...b, text: b.sequence === 2 ? third : b.sequence === 3 ? second : b.text }));
  const { findings } = verifyChain({ ...whole, blobs: swapped });
  expect(findings.map((f) => [f.fault, f.sequence])).toEqual([
    ["REORDERED", 2],
    ["REORDERED", 3],
  ]);
  expect(findings[0]!.message).toBe("in the place of entry 2 of ranges is entry 3 of ranges");
  expect(faults(replaced(1, canonicalJson(seal("others", entryOf(undefined, manifests[0]!), undefined, at(0)))))).toEqual([
    ["REORDERED", 1],
  ]);
});

test("an entry that is gone from the middle, and one that is no entry, are found", () => {
  const whole = found(chain);
  expect(faults({ ...whole, blobs: whole.blobs.filter((b) => b.sequence !== 3) })).toEqual([["DELETED", 3]]);
  for (const text of ["", "{}", canonicalJson({ ...chain[2]!, hash: undefined })])
    expect(faults(replaced(3, text))).toEqual([["UNREADABLE", 3]]);
});

test("a chain that was cut off is found by its anchor, to the last entry", () => {
  expect(verifyChain(found(chain.slice(0, 3), { anchor: chain[4], manifest: manifests[2] })).findings).toEqual([
    { fault: "TRUNCATED", sequence: 3, message: "the chain ends at entry 3, but its anchor is at 5: the last 2 were cut off" },
  ]);
  expect(faults(found([], { anchor: chain[0], manifest: undefined }))).toEqual([["TRUNCATED", 0]]);
});

test("an anchor one behind means that a writer broke off; further behind, or gone, that somebody moved it", () => {
  expect(verifyChain(found(chain, { anchor: chain[3] }))).toMatchObject({ intact: true, lastNotAnchored: true });
  expect(verifyChain(found(chain.slice(0, 1), { anchor: undefined, manifest: manifests[0] }))).toMatchObject({
    intact: true,
    lastNotAnchored: true,
  });
  expect(faults(found(chain, { anchor: chain[2] }))).toEqual([["ANCHOR_BEHIND", 3]]);
  expect(faults(found(chain, { anchor: undefined }))).toEqual([["ANCHOR_MISSING", null]]);
});

test("an entry whose change never happened is told, and is no fault", () => {
  // the last writer broke off before it wrote the manifest
  expect(verifyChain(found(chain, { manifest: manifests[3] }))).toMatchObject({ intact: true, notCarriedOut: [5] });
  // two announced version 3: the second was first to write it
  const rival = rollBack(manifests[1]!, at(30));
  const raced = chainOf([
    ...[0, 1].map((i) => entryOf(manifests[i - 1], manifests[i]!)),
    entryOf(manifests[1], manifests[2]!),
    entryOf(manifests[1], rival),
  ]);
  expect(verifyChain(found(raced, { manifest: rival }))).toMatchObject({ intact: true, notCarriedOut: [3] });
});

test("a manifest that was changed past the audit is found, now or earlier, and one that is gone", () => {
  const { findings } = verifyChain(found(chain, { manifest: { ...manifests[4]!, stable: B } }));
  expect(findings).toEqual([
    {
      fault: "NOT_AUDITED",
      sequence: null,
      message: "no entry announces version 5 of the release manifest as it is: it was changed past the audit",
    },
  ]);
  const silent = { ...manifests[1]!, stable: B };
  const later = rollBack(silent, at(9));
  const gap = chainOf([entryOf(undefined, manifests[0]!), entryOf(silent, later)]);
  expect(verifyChain(found(gap, { manifest: later })).findings[0]!.message).toContain("no entry announces what entry 2 began from");
  expect(faults(found(chain, { manifest: undefined }))).toEqual([["NOT_AUDITED", null]]);
});

const plan = { canary: [{ weight: 0.5, minRequests: 1, bakeMinutes: 0 }] } as unknown as ReleasePlan;
type Step = (manifest: ReleaseManifest, now: Date) => ReleaseManifest;
const STEPS: readonly Step[] = [
  (m, now) => start(m, "ranges", m.stable === A ? B : A, now),
  (m, now) => advance(m, plan, now),
  (m, now) => promote(m, plan, now),
  pause,
  resume,
  rollBack,
];

/** What a step makes; one that makes no sense where the release is gives way to the next one that does. */
function stepped(manifest: ReleaseManifest, which: number, now: Date): ReleaseManifest {
  for (let i = 0; ; i++)
    try {
      return STEPS[(which + i) % STEPS.length]!(manifest, now);
    } catch (error) {
      if (i === STEPS.length) throw error;
    }
}

test("a manifest that was set back by two changes or more is found, whatever they were and whoever else announced some; by one it looks like an entry that was not carried out", () => {
  const step = fc.record({ which: fc.nat(5), rivals: fc.array(fc.record({ which: fc.nat(5), first: fc.boolean() }), { maxLength: 2 }) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 3, maxLength: 12 }), fc.nat(), (steps, by) => {
      const versions = [start(undefined, "ranges", A, at(0))];
      const entries = [entryOf(undefined, versions[0]!)];
      for (const [i, { which, rivals }] of steps.entries()) {
        const before = versions.at(-1)!;
        const after = stepped(before, which, at(10 * i + 1));
        // the others were too late: what they announced never came
        const lost = rivals.map((r, j) => ({ ...r, entry: entryOf(before, stepped(before, r.which, at(10 * i + 2 + j))) }));
        const told = (first: boolean) => lost.filter((r) => r.first === first).map((r) => r.entry);
        entries.push(...told(true), entryOf(before, after), ...told(false));
        versions.push(after);
      }
      const announced = chainOf(entries);
      const seen = (back: number) => verifyChain(found(announced, { manifest: versions.at(-1 - back)! }));
      const never = announced.filter((e) => !versions.some((v) => manifestDigest(v) === e.manifest!.to)).map((e) => e.sequence);
      expect(seen(0)).toMatchObject({ intact: true, notCarriedOut: never });
      const newest = announced.find((e) => e.manifest!.to === manifestDigest(versions.at(-1)!))!.sequence;
      const gone = [...never, newest].sort((a, b) => a - b);
      expect(seen(1)).toMatchObject({ intact: true, notCarriedOut: gone });
      const back = seen(2 + (by % (versions.length - 2)));
      expect([back.intact, back.findings.map((f) => f.fault), back.notCarriedOut]).toEqual([false, ["SET_BACK"], gone]);
    }),
  );
});

test("a manifest that was set back is found also once others have gone on from it, and it is told what to put back", () => {
  expect(verifyChain(found(chain, { manifest: manifests[1] })).findings).toEqual([
    {
      fault: "SET_BACK",
      sequence: 4,
      message:
        "the release manifest was set back: entry 5 began from version 4, which entry 4 made, and version 2 as it is does not come from it. Put the newest version of the blob back, unless somebody has gone on since",
    },
  ]);
  const goneOn = rollBack(manifests[1]!, at(9));
  const entries = chainOf([...manifests.map((m, i) => entryOf(manifests[i - 1], m)), entryOf(manifests[1], goneOn)]);
  expect(faults(found(entries, { manifest: goneOn }))).toEqual([["SET_BACK", 4]]);
});
