import { AuditLog } from "../../../model-code/adapters/audit/audit-log";
import type { BlobStore } from "../../../model-code/adapters/blob-store/blob-store";
import { PreconditionFailed } from "../../../model-code/adapters/blob-store/errors";
import { loadModel } from "../../../model-code/adapters/model-files";
import { type AuditEntry, type SealedEntry, seal } from "../../../model-code/core/audit/chain";
import { canonicalJson } from "../../../model-code/core/canonical-json";
import { type AuditTick, auditTick } from "../../../model-code/hosts/control/audit-tick";
import { startAzurite, type TestAzurite } from "../../support/azurite";

let azurite: TestAzurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

const shipped = loadModel("model-code/models", "market-volatility").spec;
const clock = () => new Date("2009-05-01T22:00:00Z");
const entry = (why: string): AuditEntry => ({ who: "jane", action: "pause", why, digest: null, manifest: null, evidence: null });
const append = (name: string, why: string) => new AuditLog(azurite.store, clock).append(name, entry(why));

/** A table that notes what it takes. */
const table = () => {
  const batches: (readonly SealedEntry[])[] = [];
  return { batches, send: async (entries: readonly SealedEntry[]) => void batches.push(entries) };
};
const tick = (name: string, auditTable: AuditTick["auditTable"], environment: BlobStore = azurite.store): AuditTick => ({
  model: { ...shipped, name },
  places: { packages: azurite.store, environment },
  clock,
  auditTable,
});
const whys = (batches: readonly (readonly SealedEntry[])[]) => batches.map((b) => b.map((e) => e.why));

test("sends what was decided since, by whomever, in order, and each entry as the chain has it", async () => {
  const there = table();
  expect(await auditTick(tick("since", there))).toBe(0);
  const first = await append("since", "one");
  await append("since", "two");
  expect(await auditTick(tick("since", there))).toBe(2);
  expect(await auditTick(tick("since", there))).toBe(0);
  await append("since", "three");
  expect(await auditTick(tick("since", there))).toBe(1);
  expect(whys(there.batches)).toEqual([["one", "two"], ["three"]]);
  expect(there.batches[0]![0]).toEqual(first);
});

test("a table out of reach stops no decision, and gets all of them once it is back", async () => {
  const gone = { send: () => Promise.reject(new Error("gone")) };
  await append("back", "one");
  await expect(auditTick(tick("back", gone))).rejects.toThrow("gone");
  await append("back", "two");
  await expect(auditTick(tick("back", gone))).rejects.toThrow("gone");
  expect((await new AuditLog(azurite.store, clock).verify("back", undefined)).intact).toBe(true);
  const there = table();
  expect(await auditTick(tick("back", there))).toBe(2);
  expect(whys(there.batches)).toEqual([["one", "two"]]);
});

test("what was taken but not noted is sent once more, by the same hash", async () => {
  await append("twice", "one");
  const there = table();
  const forgetful: BlobStore = new Proxy(azurite.store, {
    get: (store, key) => (key === "put" ? () => Promise.reject(new Error("gone")) : Reflect.get(store, key).bind(store)),
  });
  await expect(auditTick(tick("twice", there, forgetful))).rejects.toThrow("gone");
  expect(await auditTick(tick("twice", there))).toBe(1);
  const hashes = there.batches.flat().map((e) => e.hash);
  expect([hashes.length, new Set(hashes).size]).toEqual([2, 1]);
});

test("of two at once one notes how far they are, and neither moves it back", async () => {
  await append("both", "one");
  const there = table();
  const behind: BlobStore = new Proxy(azurite.store, {
    get: (store, key) =>
      key === "put"
        ? () => Promise.reject(new PreconditionFailed({ where: "releases/both", expected: "the same etag", got: "another", remedy: "" }))
        : Reflect.get(store, key).bind(store),
  });
  expect(await auditTick(tick("both", there, behind))).toBe(1);
  expect(await auditTick(tick("both", there))).toBe(1);
  expect(await auditTick(tick("both", there))).toBe(0);
});

test("a long chain goes in parts; what was noted is kept where one of them fails", async () => {
  let head: SealedEntry | undefined;
  const puts: Promise<unknown>[] = [];
  for (let n = 1; n <= 250; n++) {
    head = seal("long", entry(String(n)), head, clock());
    puts.push(azurite.store.put("audit", `long/${String(n).padStart(10, "0")}.json`, canonicalJson(head)));
  }
  await Promise.all(puts);
  await azurite.store.put("releases", "long/audit-head.json", canonicalJson({ sequence: 250, hash: head!.hash }));
  const there = table();
  const second = {
    send: async (of: readonly SealedEntry[]) => (there.batches.length === 0 ? there.send(of) : Promise.reject(new Error("gone"))),
  };
  await expect(auditTick(tick("long", second))).rejects.toThrow("gone");
  expect(await auditTick(tick("long", there))).toBe(50);
  expect(there.batches.map((b) => [b[0]!.sequence, b.at(-1)!.sequence])).toEqual([
    [1, 200],
    [201, 250],
  ]);
});

test("says what is wrong with what it noted, and what to do", async () => {
  await azurite.store.put("releases", "odd/audit-sent.json", "{}");
  await expect(auditTick(tick("odd", table()))).rejects.toThrow(/audit-sent\.json.*expected a whole number, got \{\}.*Delete it/s);
});
