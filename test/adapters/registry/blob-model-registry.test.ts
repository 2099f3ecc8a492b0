import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../../model-code/adapters/blob-store/connect";
import { putFolder } from "../../../model-code/adapters/blob-store/folders";
import { BlobModelRegistry } from "../../../model-code/adapters/registry/blob-model-registry";
import type { RegistryEntry } from "../../../model-code/core/lifecycle/step";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { type FaultyProxy, startFaultyProxy } from "../support/faulty-proxy";

let azurite: TestAzurite;
let registry: BlobModelRegistry;
beforeAll(async () => {
  azurite = await startAzurite();
  registry = new BlobModelRegistry(azurite.store);
});
afterAll(() => azurite.stop());

const entry = (digest: string): RegistryEntry => ({ digest, task: "classification", metrics: { auc: 0.7 }, gates: "passed" });

/** As many registries as there would be processes. */
const separate = () => new BlobModelRegistry(connect(azurite.location));

describe("the registry", () => {
  it("counts versions from 1 and keeps what was registered", async () => {
    expect(await registry.list("counting")).toEqual([]);
    expect(await registry.register("counting", entry("aa"))).toEqual({ version: 1, created: true });
    expect(await registry.register("counting", { ...entry("bb"), gates: "refused" })).toEqual({ version: 2, created: true });
    expect(await registry.list("counting")).toEqual([
      { version: 1, ...entry("aa") },
      { version: 2, ...entry("bb"), gates: "refused" },
    ]);
    expect(await separate().get("counting", 2)).toMatchObject({ version: 2, digest: "bb" });
  });

  it("gives the same digest the same version and does not change its entry", async () => {
    await registry.register("same", entry("aa"));
    await registry.register("same", entry("bb"));
    expect(await registry.register("same", { ...entry("aa"), metrics: { auc: 0.1 } })).toEqual({ version: 1, created: false });
    expect(await registry.list("same")).toEqual([
      { version: 1, ...entry("aa") },
      { version: 2, ...entry("bb") },
    ]);
  });

  it("says who adopted what nobody judged, and code that knows no adoption takes it for refused", async () => {
    const adoption = { who: "jane@example.com", why: "report 12", at: "2026-05-06T07:08:09.000Z" };
    const adopted = { ...entry("bb"), metrics: {}, gates: "adopted", adoption } as const;
    await registry.register("adopted", { ...entry("aa"), metrics: {} });
    // what was registered before anybody adopted it gets a version of its own, once
    expect(await registry.register("adopted", { ...adopted, digest: "aa" })).toEqual({ version: 2, created: true });
    expect(await registry.register("adopted", { ...adopted, digest: "aa" })).toEqual({ version: 2, created: false });
    await registry.register("adopted", adopted);
    expect((await separate().list("adopted")).slice(1)).toEqual([
      { version: 2, ...adopted, digest: "aa" },
      { version: 3, ...adopted },
    ]);
    const { content } = await azurite.store.get("models", "registry/adopted/0000000003.json");
    expect(JSON.parse(new TextDecoder().decode(content))).toMatchObject({ gates: "refused", adoption });
  });

  it.each([
    { gates: "passed", adoption: { who: "jane", why: "report 12", at: "2026-05-06T07:08:09.000Z" } },
    { gates: "refused", adoption: { who: "jane", why: "" } },
    { gates: "adopted" },
  ])("does not take %j for a version", async (odd) => {
    const text = JSON.stringify({ model: "odd", version: 1, digest: "aa", task: "regression", metrics: {}, ...odd });
    await azurite.store.put("models", "registry/odd/0000000001.json", text);
    await expect(registry.list("odd")).rejects.toThrow("expected version 1 with digest, task, metrics and gates");
  });

  it("gives 20 that register at once 20 versions, and loses none", async () => {
    const digests = Array.from({ length: 20 }, (_, i) => `digest-${i}`);
    const given = await Promise.all(digests.map((digest) => separate().register("crowd", entry(digest))));
    expect(given.map((g) => g.version).sort((a, b) => a - b)).toEqual(digests.map((_, i) => i + 1));
    expect(given.every((g) => g.created)).toBe(true);
    const listed = await registry.list("crowd");
    digests.forEach((digest, i) => {
      expect(listed[given[i]!.version - 1]?.digest).toBe(digest);
    });
  });

  it("gives 20 that register the same package at once one version, made by one of them", async () => {
    const given = await Promise.all(Array.from({ length: 20 }, () => separate().register("twins", entry("one"))));
    expect(given.filter((g) => g.created)).toHaveLength(1);
    expect(new Set(given.map((g) => g.version))).toEqual(new Set([1]));
    expect(await registry.list("twins")).toHaveLength(1);
  });

  it("lists the models that have a version", async () => {
    await registry.register("listed-a", entry("aa"));
    await registry.register("listed-b", entry("aa"));
    expect((await registry.models()).filter((m) => m.startsWith("listed"))).toEqual(["listed-a", "listed-b"]);
  });

  it("says which versions there are when asked for another", async () => {
    await registry.register("few", entry("aa"));
    for (const version of [0, 2, 1.5]) {
      await expect(registry.get("few", version)).rejects.toMatchObject({
        code: "BLOB_NOT_FOUND",
        message: expect.stringContaining("1 to 1"),
      });
    }
    await expect(registry.get("none", 1)).rejects.toMatchObject({ message: expect.stringContaining("no versions") });
  });

  it.each(["", "../other", "Upper", "a/b"])("refuses the name %j", async (name) => {
    await expect(registry.register(name, entry("aa"))).rejects.toMatchObject({ code: "BAD_INPUT" });
  });

  it.each(["{", '{"version":1}', '{"model":"other","version":1}', '{"model":"broken","version":2}'])(
    "does not go on after a version that it cannot read: %s",
    async (text) => {
      await azurite.store.put("models", "registry/broken/0000000001.json", text);
      await expect(registry.register("broken", entry("aa"))).rejects.toThrow(/models\/registry\/broken\/0000000001\.json/);
      expect(await azurite.store.list("models", "registry/broken/")).toHaveLength(1);
    },
  );

  it("gives no number twice: not even one whose blob is gone", async () => {
    for (const digest of ["aa", "bb", "cc"]) await registry.register("holed", entry(digest));
    await azurite.store.delete("models", "registry/holed/0000000002.json");
    await expect(registry.register("holed", entry("dd"))).rejects.toThrow("expected version 2 before version 3, got none");
  });
});

describe("in a container that is immutable, as that of packages is on Azure", () => {
  let proxy: FaultyProxy;
  beforeEach(async () => {
    proxy = await startFaultyProxy(azurite.location);
    const written = new Set<string>();
    proxy.plan = (_, method) => {
      const path = proxy.requests.at(-1)!.split(/[ ?]/)[1]!;
      if (method === "DELETE") return { kind: "status", status: 409, code: "BlobImmutableDueToPolicy" };
      if (method !== "PUT") return { kind: "none" };
      if (written.has(path)) return { kind: "status", status: 409, code: "BlobImmutableDueToPolicy" };
      written.add(path);
      return { kind: "none" };
    };
  });
  afterEach(() => proxy.stop());

  it("packages are stored and get their versions, one after the other and at once, by whoever comes", async () => {
    const store = connect(proxy.location);
    const registries = Array.from({ length: 4 }, () => new BlobModelRegistry(connect(proxy.location)));
    const stored: string[] = [];
    for (const content of ["first", "second"]) {
      const folder = mkdtempSync(join(azurite.folder, "package-"));
      writeFileSync(join(folder, "model.onnx"), content);
      for (const created of [true, false]) expect(await putFolder(store, "models", "package", folder)).toMatchObject({ created });
      const { digest } = (await putFolder(store, "models", "package", folder)).stored;
      expect(await registries[0]!.register("kept", entry(digest))).toEqual({ version: stored.push(digest), created: true });
    }
    const given = await Promise.all(registries.map((r, i) => r.register("kept", entry(`digest-${i}`))));
    expect(given.map((g) => g.version).sort()).toEqual([3, 4, 5, 6]);
    expect(await registries[1]!.register("kept", entry(stored[1]!))).toEqual({ version: 2, created: false });
    expect((await registries[2]!.list("kept")).map((v) => v.version)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("what would change a blob is refused, and says why", async () => {
    const store = connect(proxy.location);
    await store.put("models", "package/x", "1");
    await expect(store.put("models", "package/x", "2")).rejects.toThrow(/HTTP 409 BlobImmutableDueToPolicy.*protected/);
    await expect(store.put("models", "package/x", "2", { ifNoneMatch: true })).rejects.toMatchObject({ code: "PRECONDITION_FAILED" });
  });
});

describe("a registration whose answer was lost", () => {
  let proxy: FaultyProxy;
  beforeEach(async () => {
    proxy = await startFaultyProxy(azurite.location);
  });
  afterEach(() => proxy.stop());

  it("gets one version all the same", async () => {
    let writes = 0;
    proxy.plan = (_, method) => ({ kind: method === "PUT" && ++writes === 1 ? "lose-answer" : "none" });
    const patience = { tries: 3, silentTries: 1, firstDelayMs: 5, idleMs: 2000 };
    const given = await new BlobModelRegistry(connect(proxy.location, patience)).register("lost", entry("aa"));
    expect(given).toEqual({ version: 1, created: true });
    expect(await registry.list("lost")).toHaveLength(1);
  });
});
