import { AuditLog } from "../../../model-code/adapters/audit/audit-log";
import type { BlobStore } from "../../../model-code/adapters/blob-store/blob-store";
import { carryOut } from "../../../model-code/adapters/release/carry-out";
import { checkPackage } from "../../../model-code/adapters/release/check-package";
import { ReleaseConflict, ReleaseStore } from "../../../model-code/adapters/release/release-store";
import { retireModel } from "../../../model-code/adapters/release/retire-model";
import { PACKAGE_FILES } from "../../../model-code/core/package/layout";
import { rollBack, start } from "../../../model-code/core/release/transitions";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { storePackage } from "../../support/stored-package";

let azurite: TestAzurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

const now = new Date("2009-04-01T21:00:00Z");
const [A, B] = ["aa".repeat(32), "bb".repeat(32)];
const portsOf = (store: BlobStore) => ({ releases: new ReleaseStore(store), audit: new AuditLog(store, () => now) });
const said = (who: string) => ({ who, action: "start" as const, why: "drill", digest: B, evidence: null });
const json = async (name: string) => JSON.parse(new TextDecoder().decode((await azurite.store.get("releases", name)).content));

/** A store that breaks off before it writes blobs of a name. */
const breakingAt = (name: string): BlobStore =>
  new Proxy(azurite.store, {
    get: (store, key) =>
      key === "put"
        ? async (...args: Parameters<BlobStore["put"]>) => {
            if (args[1] === name) throw new Error("broken off");
            return store.put(...args);
          }
        : Reflect.get(store, key).bind(store),
  });

describe("the store of manifests", () => {
  test("gives back what was written, and lists models", async () => {
    const { releases } = portsOf(azurite.store);
    expect(await releases.read("kept")).toBeUndefined();
    const first = start(undefined, "kept", A, now);
    const written = await releases.write(undefined, first);
    expect(await releases.read("kept")).toEqual(written);
    await azurite.store.put("releases", "kept/audit-head.json", "{}");
    expect(await releases.models()).toContain("kept");
    expect(await releases.models()).not.toContain("kept/audit-head");
  });

  test("of two that write at once one wins, and the other is told", async () => {
    const { releases } = portsOf(azurite.store);
    const first = await releases.write(undefined, start(undefined, "raced", A, now));
    const next = start(first.manifest, "raced", B, now);
    const both = await Promise.allSettled([releases.write(first, next), releases.write(first, next)]);
    expect(both.map((b) => b.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(both.find((b) => b.status === "rejected")).toMatchObject({
      reason: {
        code: "RELEASE_CONFLICT",
        message:
          "releases/raced.json: expected version 1, as it was read, got version 2. Look at `npx mlops release status raced`, then decide anew.",
      },
    });
    await expect(releases.write(undefined, start(undefined, "raced", A, now))).rejects.toThrow("expected none, got version 2");
  });

  test("does not read what is no manifest of the model", async () => {
    await azurite.store.put("releases", "odd.json", JSON.stringify({ ...start(undefined, "even", A, now) }));
    await expect(portsOf(azurite.store).releases.read("odd")).rejects.toThrow("releases/odd.json: expected that of odd, got that of even");
  });
});

describe("a change of a release", () => {
  test("is announced, then made; who comes second learns who was first, and verification tells whose was not carried out", async () => {
    const ports = portsOf(azurite.store);
    const first = await carryOut(ports, undefined, start(undefined, "announced", A, now), said("jane"));
    const next = start(first.manifest, "announced", B, now);
    const [jane, john] = [next, { ...next, since: "2009-04-01T21:00:01.000Z" }];
    await carryOut(ports, first, jane, said("jane"));
    const second = carryOut(ports, first, john, said("john"));
    await expect(second).rejects.toBeInstanceOf(ReleaseConflict);
    await expect(second).rejects.toThrow("got version 2 by jane (start, 2009-04-01T21:00:00.000Z)");
    const { manifest } = (await ports.releases.read("announced"))!;
    expect(manifest).toEqual(jane);
    expect(await ports.audit.verify("announced", manifest)).toMatchObject({ intact: true, entries: 3, notCarriedOut: [3] });
  });

  test("that breaks off before the manifest is written leaves an entry that was not carried out", async () => {
    const ports = portsOf(azurite.store);
    const first = await carryOut(ports, undefined, start(undefined, "broken", A, now), said("jane"));
    const next = start(first.manifest, "broken", B, now);
    await expect(carryOut(portsOf(breakingAt("broken.json")), first, next, said("jane"))).rejects.toThrow("broken off");
    expect(await ports.audit.verify("broken", first.manifest)).toMatchObject({ intact: true, notCarriedOut: [2] });
    const again = await carryOut(ports, first, next, said("jane"));
    expect(await ports.audit.verify("broken", again.manifest)).toMatchObject({ intact: true, notCarriedOut: [2] });
  });

  test("that nobody announced is found", async () => {
    const ports = portsOf(azurite.store);
    const first = await carryOut(ports, undefined, start(undefined, "silent", A, now), said("jane"));
    const { manifest } = await ports.releases.write(first, start(first.manifest, "silent", B, now));
    const { intact, findings } = await ports.audit.verify("silent", manifest);
    expect([intact, findings.map((f) => f.fault)]).toEqual([false, ["NOT_AUDITED"]]);
  });
});

describe("a package that is to be released", () => {
  const check = (digest: string, model = "ranges") => checkPackage(azurite.store, model, digest);

  test("is in the store, this model's, and let through by its gates", async () => {
    await check(await storePackage(azurite.store, "ranges", "sound"));
    await expect(check(A)).rejects.toMatchObject({ code: "BLOB_NOT_FOUND" });
    await expect(check(await storePackage(azurite.store, "others", "foreign"))).rejects.toThrow(
      "expected a package of ranges, got one of others",
    );
    const refused = { passed: false, gates: [{ passed: false, why: "AUC 0.690 is below 0.700" }] };
    await expect(check(await storePackage(azurite.store, "ranges", "refused", { [PACKAGE_FILES.verdict]: refused }))).rejects.toThrow(
      "expected gates that let it pass, got AUC 0.690 is below 0.700. Release another version.",
    );
    await expect(check(await storePackage(azurite.store, "ranges", "unjudged", { [PACKAGE_FILES.verdict]: undefined }))).rejects.toThrow(
      "expected the verdict of its gates, or somebody who adopted it, got neither",
    );
  });

  test("is what its digest says, to the last file", async () => {
    const digest = await storePackage(azurite.store, "ranges", "damaged");
    await azurite.store.put("models", `package/${digest}/mark.json`, '"another"');
    await expect(check(digest)).rejects.toMatchObject({ code: "DAMAGED_BLOB" });
  });
});

describe("retirement", () => {
  test("ends a release for good and leaves a tombstone, even if it broke off in between", async () => {
    const ports = portsOf(azurite.store);
    const first = await carryOut(ports, undefined, start(undefined, "old", A, now), said("jane"));
    const reason = { who: "jane", why: "its market is closed" };
    await expect(retireModel(breakingAt("old/tombstone.json"), ports, first, reason, now)).rejects.toThrow("broken off");
    const retired = (await ports.releases.read("old"))!;
    expect(retired.manifest).toMatchObject({ state: "retired", stable: null, version: 2 });
    const tombstone = { model: "old", retiredAt: "2009-04-01T21:00:00.000Z", ...reason, lastStable: A };
    expect(await retireModel(azurite.store, ports, retired, { who: "john", why: "again" }, now)).toEqual(tombstone);
    expect(await json("old/tombstone.json")).toEqual(tombstone);
    expect(await ports.audit.verify("old", retired.manifest)).toMatchObject({ intact: true, entries: 2 });
    await expect(retireModel(azurite.store, ports, retired, reason, now)).rejects.toThrow("Retirement is for good");
    expect(() => rollBack(retired.manifest, now)).toThrow("got retired");
  });
});
