import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import type { Patience } from "../../../model-code/adapters/blob-store/attempt";
import { connect } from "../../../model-code/adapters/blob-store/connect";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { type FaultyProxy, startFaultyProxy } from "../support/faulty-proxy";

let azurite: TestAzurite;
let proxy: FaultyProxy;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());
beforeEach(async () => {
  proxy = await startFaultyProxy(azurite.location);
});
afterEach(() => proxy.stop());

const BRISK: Patience = { tries: 3, silentTries: 2, firstDelayMs: 5, idleMs: 250 };
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function failure(act: Promise<unknown>): Promise<{ readonly error: unknown; readonly seconds: number }> {
  const start = performance.now();
  try {
    await act;
  } catch (error) {
    return { error, seconds: (performance.now() - start) / 1000 };
  }
  throw new Error("did not fail");
}

describe("a store that is gone", () => {
  it("is given up within seconds by default, with its address and what to do", async () => {
    const location = `http://127.0.0.1:${await closedPort()}/devstoreaccount1`;
    const { error, seconds } = await failure(connect(location).put("raw", "x", "1"));
    expect(error).toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect((error as Error).message).toBe(
      `the blob store at ${location}: expected an answer, got connection refused, 4 times. ` +
        "Start the local store (`npm start` does) or give the location of one that runs, then run again: what was stored stays.",
    );
    expect(seconds).toBeLessThan(5);
  });
});

describe("a slow store", () => {
  it("is waited for as long as something comes", async () => {
    await azurite.store.put("raw", "slow", "0123456789");
    proxy.plan = () => ({ kind: "slow", pieces: 5, pauseMs: 100 });
    const blob = await connect(proxy.location, BRISK).get("raw", "slow");
    expect(text(blob.content)).toBe("0123456789");
    expect(proxy.requests).toHaveLength(1);
  });

  it.each(["get", "head", "put", "list", "delete"] as const)("that stays silent is given up in bounded time: %s", async (call) => {
    proxy.plan = () => ({ kind: "silent" });
    const store = connect(proxy.location, BRISK);
    const calls = {
      get: () => store.get("raw", "x"),
      head: () => store.head("raw", "x"),
      put: () => store.put("raw", "x", "1"),
      list: () => store.list("raw"),
      delete: () => store.delete("raw", "x"),
    };
    const { error, seconds } = await failure(calls[call]());
    expect(error).toMatchObject({ code: "STORE_UNAVAILABLE", message: expect.stringContaining("no answer within 0.25 s 2 times") });
    expect(proxy.requests).toHaveLength(2);
    expect(seconds).toBeGreaterThan(0.45);
    expect(seconds).toBeLessThan(5);
  });

  it("that says busy is asked again", async () => {
    await azurite.store.put("raw", "busy", "ready");
    proxy.plan = (number) => (number < 3 ? { kind: "status", status: 503, code: "ServerBusy" } : { kind: "none" });
    expect(text((await connect(proxy.location, BRISK).get("raw", "busy")).content)).toBe("ready");
  });

  it("that only says busy is unavailable", async () => {
    proxy.plan = () => ({ kind: "status", status: 503, code: "ServerBusy" });
    const { error } = await failure(connect(proxy.location, BRISK).put("raw", "busy", "x"));
    expect(error).toMatchObject({ code: "STORE_UNAVAILABLE", message: expect.stringContaining("HTTP 503 ServerBusy, 3 times") });
  });

  it("that breaks off an answer is asked again", async () => {
    await azurite.store.put("raw", "broken", "0123456789");
    proxy.plan = (number) => ({ kind: number === 1 ? "half-answer" : "none" });
    expect(text((await connect(proxy.location, BRISK).get("raw", "broken")).content)).toBe("0123456789");
    expect(proxy.requests).toHaveLength(2);
  });
});

describe("a store that refuses writes", () => {
  it("is not asked again, and reads go on", async () => {
    await azurite.store.put("raw", "readable", "yes");
    proxy.plan = (_, method) =>
      method === "PUT" ? { kind: "status", status: 403, code: "AuthorizationPermissionMismatch" } : { kind: "none" };
    const store = connect(proxy.location, BRISK);
    const { error } = await failure(store.put("raw", "x", "1"));
    expect(error).toMatchObject({ code: "STORE_REFUSED" });
    expect((error as Error).message).toMatch(/raw\/x in http.*HTTP 403 AuthorizationPermissionMismatch.*Storage Blob Data Contributor/);
    expect(proxy.requests).toHaveLength(1);
    expect(text((await store.get("raw", "readable")).content)).toBe("yes");
  });

  it.each([
    [409, "BlobImmutableDueToPolicy", "immutable"],
    [401, "InvalidAuthenticationInfo", "role"],
    [413, "RequestBodyTooLarge", "size"],
  ])("with %d %s says why", async (status, code, remedy) => {
    proxy.plan = () => ({ kind: "status", status, code });
    const { error } = await failure(connect(proxy.location, BRISK).put("raw", "x", "1"));
    expect(error).toMatchObject({ code: "STORE_REFUSED", message: expect.stringContaining(code) });
    expect((error as Error).message).toContain(remedy);
  });
});

describe("a conditional write whose answer was lost", () => {
  beforeEach(() => {
    proxy.plan = (number) => ({ kind: number === 1 ? "lose-answer" : "none" });
  });

  it("is recognized as done when tried again", async () => {
    const { etag } = await connect(proxy.location, BRISK).put("raw", "lost", "mine", { ifNoneMatch: true });
    expect((await azurite.store.head("raw", "lost"))?.etag).toBe(etag);
    expect(proxy.requests.length).toBeGreaterThan(1);
  });

  it("is refused if the blob is somebody else's, though equal", async () => {
    await azurite.store.put("raw", "theirs", "same", { ifNoneMatch: true });
    const { error } = await failure(connect(proxy.location, BRISK).put("raw", "theirs", "same", { ifNoneMatch: true }));
    expect(error).toMatchObject({ code: "PRECONDITION_FAILED" });
  });
});

it("a container that was never made is NotFound, with the remedy", async () => {
  proxy.plan = () => ({ kind: "status", status: 404, code: "ContainerNotFound" });
  const { error } = await failure(connect(proxy.location, BRISK).put("audit", "x", "1"));
  expect(error).toMatchObject({ code: "BLOB_NOT_FOUND", message: expect.stringContaining("ensureContainers") });
});
