import { AuditLog } from "../../../model-code/adapters/audit/audit-log";
import type { BlobStore } from "../../../model-code/adapters/blob-store/blob-store";
import { connect } from "../../../model-code/adapters/blob-store/connect";
import type { AuditEntry } from "../../../model-code/core/audit/chain";
import { startAzurite, type TestAzurite } from "../../support/azurite";

let azurite: TestAzurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

const clock = () => new Date("2009-04-01T21:00:00Z");
const log = (store: BlobStore = azurite.store) => new AuditLog(store, clock);
const entry = (why: string): AuditEntry => ({
  who: "jane",
  action: "start",
  why,
  digest: "aa".repeat(32),
  manifest: { version: 1, from: null, to: "bb".repeat(32) },
  evidence: null,
});
const name = (model: string, n: number) => `${model}/${String(n).padStart(10, "0")}.json`;
const faults = async (model: string) => (await log().verify(model, undefined)).findings.map((f) => f.fault);
const anchor = async (model: string) =>
  JSON.parse(new TextDecoder().decode((await azurite.store.get("releases", `${model}/audit-head.json`)).content)) as { sequence: number };

/** A store that goes away before one kind of write. */
const without = (container: string): BlobStore =>
  new Proxy(azurite.store, {
    get: (store, key) =>
      key === "put"
        ? async (...args: Parameters<BlobStore["put"]>) => {
            if (args[0] === container) throw new Error("gone");
            return store.put(...args);
          }
        : Reflect.get(store, key).bind(store),
  });

test("entries come back in order, each a blob of its own, and the anchor is at the last", async () => {
  for (const why of ["one", "two", "three"]) await log().append("plain", entry(why));
  expect((await log().entries("plain")).map((e) => [e.sequence, e.why])).toEqual([
    [1, "one"],
    [2, "two"],
    [3, "three"],
  ]);
  expect((await azurite.store.list("audit", "plain/")).map((b) => b.name)).toEqual([1, 2, 3].map((n) => name("plain", n)));
  expect(await anchor("plain")).toMatchObject({ sequence: 3 });
  expect(await log().verify("plain", undefined)).toMatchObject({ intact: true, entries: 3, lastNotAnchored: false });
  expect(await log().models()).toContain("plain");
});

test("the newest entries come first, one that is not anchored yet included, and no more are read than asked for", async () => {
  expect(await log().newest("nobody", 3)).toEqual([]);
  for (const why of ["one", "two", "three", "four"]) await log().append("newest", entry(why));
  const whys = async (most: number) => (await log().newest("newest", most)).map((e) => e.why);
  expect(await whys(10)).toEqual(["four", "three", "two", "one"]);
  await expect(log(without("releases")).append("newest", entry("five"))).rejects.toThrow("gone");
  expect(await whys(3)).toEqual(["five", "four", "three"]);
  await azurite.store.put("audit", name("newest", 2), "{}");
  expect(await whys(2)).toEqual(["five", "four"]);
  await expect(log().newest("newest", 4)).rejects.toThrow("audit/newest/0000000002.json: expected an audit entry");
});

test("the entries after one come in order, one that is not anchored yet included; one that lacks is told", async () => {
  expect(await log().after("nobody", 0, 3)).toEqual([]);
  for (const why of ["one", "two", "three"]) await log().append("after", entry(why));
  const whys = async (sequence: number, most: number) => (await log().after("after", sequence, most)).map((e) => e.why);
  expect(await whys(0, 2)).toEqual(["one", "two"]);
  expect(await whys(2, 2)).toEqual(["three"]);
  expect(await whys(3, 2)).toEqual([]);
  await expect(log(without("releases")).append("after", entry("four"))).rejects.toThrow("gone");
  expect(await whys(1, 9)).toEqual(["two", "three", "four"]);
  expect(await whys(4, 9)).toEqual([]);
  await azurite.store.delete("audit", name("after", 3));
  await expect(log().after("after", 1, 9)).rejects.toThrow("audit/after/0000000003.json: expected an audit entry");
});

test("a dozen that append at once make one chain, and lose nothing", async () => {
  const whys = Array.from({ length: 12 }, (_, i) => `writer ${i}`);
  await Promise.all(whys.map((why) => log(connect(azurite.location)).append("crowd", entry(why))));
  expect((await log().entries("crowd")).map((e) => e.why).sort()).toEqual([...whys].sort());
  expect(await log().verify("crowd", undefined)).toMatchObject({ intact: true, entries: 12, lastNotAnchored: false });
});

test("a writer that broke off before it anchored is no fault, and the next one makes good for it", async () => {
  await log().append("broken-off", entry("one"));
  await expect(log(without("releases")).append("broken-off", entry("two"))).rejects.toThrow("gone");
  expect(await log().verify("broken-off", undefined)).toMatchObject({ intact: true, entries: 2, lastNotAnchored: true });
  await log().append("broken-off", entry("three"));
  expect(await log().verify("broken-off", undefined)).toMatchObject({ intact: true, entries: 3, lastNotAnchored: false });
});

test("what somebody does to the blobs is found", async () => {
  for (const model of ["cut", "holed", "changed", "swapped", "set-back"])
    for (const why of ["one", "two", "three"]) await log().append(model, entry(why));
  const text = async (model: string, n: number) => new TextDecoder().decode((await azurite.store.get("audit", name(model, n))).content);
  await azurite.store.delete("audit", name("cut", 3));
  await azurite.store.delete("audit", name("holed", 2));
  await azurite.store.put("audit", name("changed", 2), (await text("changed", 2)).replace("two", "too"));
  const [first, second] = [await text("swapped", 1), await text("swapped", 2)];
  await azurite.store.put("audit", name("swapped", 1), second);
  await azurite.store.put("audit", name("swapped", 2), first);
  const { hash } = JSON.parse(await text("set-back", 1));
  await azurite.store.put("releases", "set-back/audit-head.json", JSON.stringify({ sequence: 1, hash }));
  expect(await Promise.all(["cut", "holed", "changed", "swapped", "set-back"].map(faults))).toEqual([
    ["TRUNCATED"],
    ["DELETED"],
    ["TAMPERED"],
    ["REORDERED", "REORDERED"],
    ["ANCHOR_BEHIND"],
  ]);
});

test("nothing is appended after an entry that does not follow the anchored one", async () => {
  await log().append("forged", entry("one"));
  await azurite.store.put("audit", name("forged", 2), "{}");
  await expect(log().append("forged", entry("two"))).rejects.toMatchObject({
    code: "AUDIT_BROKEN",
    message: expect.stringContaining("`npx mlops audit verify` says what is wrong with the chain."),
  });
  await azurite.store.put("releases", "forged/audit-head.json", "{}");
  await expect(log().append("forged", entry("two"))).rejects.toThrow("forged/audit-head.json: expected the anchor of the audit");
});

test("evidence that holds a subject's key is refused before anything is written", async () => {
  const evidence = { subject: "customer-4711" } as unknown as AuditEntry["evidence"];
  await expect(log().append("private", { ...entry("one"), evidence })).rejects.toMatchObject({ code: "BAD_INPUT" });
  expect(await azurite.store.list("audit", "private/")).toEqual([]);
});
