import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect } from "../../../model-code/adapters/blob-store/connect";
import { startAzurite, type TestAzurite } from "../../support/azurite";

let azurite: TestAzurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe("a blob", () => {
  it("comes back with its content, type, metadata and etag", async () => {
    const { etag } = await azurite.store.put("raw", "dir/a b%ü.json", '{"a":1}', {
      contentType: "application/json",
      metadata: { rows: "3" },
    });
    const blob = await azurite.store.get("raw", "dir/a b%ü.json");
    expect(text(blob.content)).toBe('{"a":1}');
    expect(blob).toMatchObject({ etag, bytes: 7, contentType: "application/json", metadata: { rows: "3" } });
    const { content: _, ...head } = blob;
    expect(await azurite.store.head("raw", "dir/a b%ü.json")).toEqual(head);
  });

  it.each([0, 1, 5_000_000])("may have %d bytes", async (bytes) => {
    const content = Uint8Array.from({ length: bytes }, (_, i) => i % 251);
    await azurite.store.put("raw", `size-${bytes}`, content);
    expect(Buffer.compare((await azurite.store.get("raw", `size-${bytes}`)).content, content)).toBe(0);
  });

  it("that is absent is NotFound to read, undefined to head, and no error to delete", async () => {
    await expect(azurite.store.get("raw", "nothing")).rejects.toMatchObject({ code: "BLOB_NOT_FOUND" });
    expect(await azurite.store.head("raw", "nothing")).toBeUndefined();
    await azurite.store.put("raw", "gone", "x");
    await azurite.store.delete("raw", "gone");
    await azurite.store.delete("raw", "gone");
    expect(await azurite.store.head("raw", "gone")).toBeUndefined();
  });

  it("is listed under its prefix, sorted, with an etag that conditions take", async () => {
    for (const name of ["l/b", "l/a/x", "l/B", "m/c"]) await azurite.store.put("raw", name, name);
    const listed = await azurite.store.list("raw", "l/");
    expect(listed.map((b) => [b.name, b.bytes])).toEqual([
      ["l/B", 3],
      ["l/a/x", 5],
      ["l/b", 3],
    ]);
    await azurite.store.put("raw", "l/B", "again", { ifMatch: listed[0]!.etag });
  });
});

it("a directory of a hierarchical namespace is no blob", async () => {
  await azurite.store.put("raw", "hns/dir", "", { metadata: { hdi_isfolder: "true" } });
  await azurite.store.put("raw", "hns/dir/file", "x");
  expect((await azurite.store.list("raw", "hns/")).map((b) => b.name)).toEqual(["hns/dir/file"]);
});

describe("a conditional write", () => {
  it("with ifNoneMatch succeeds for one of many at once", async () => {
    const all = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) => azurite.store.put("raw", "once", `${i}`, { ifNoneMatch: true })),
    );
    const lost = all.filter((r) => r.status === "rejected");
    expect(lost).toHaveLength(9);
    for (const { reason } of lost) expect(reason).toMatchObject({ code: "PRECONDITION_FAILED" });
  });

  it("with ifMatch refuses what somebody else has changed", async () => {
    const { etag } = await azurite.store.put("raw", "guarded", "1");
    await azurite.store.put("raw", "guarded", "2", { ifMatch: etag });
    await expect(azurite.store.put("raw", "guarded", "3", { ifMatch: etag })).rejects.toMatchObject({ code: "PRECONDITION_FAILED" });
    expect(text((await azurite.store.get("raw", "guarded")).content)).toBe("2");
  });
});

it("a byte flipped on the disk is found when the blob is read", async () => {
  const content = "unmistakable ".repeat(20);
  await azurite.store.put("raw", "flipped", content);
  const extents = join(azurite.folder, "store", "blobs");
  for (const name of await readdir(extents)) {
    const bytes = await readFile(join(extents, name));
    const at = bytes.indexOf(content);
    if (at < 0) continue;
    bytes[at + 100]! ^= 1;
    await writeFile(join(extents, name), bytes);
  }
  await expect(azurite.store.get("raw", "flipped")).rejects.toMatchObject({
    code: "DAMAGED_BLOB",
    message: expect.stringMatching(/raw\/flipped: expected content of sha256 [0-9a-f]{64}, got [0-9a-f]{64}\. Delete/),
  });
});

describe("connect", () => {
  it.each([
    "http://example.org:10000/devstoreaccount1",
    "http://10.0.0.1:10000/devstoreaccount1",
    "http://127.0.0.1:10000/other",
    "http://account.blob.core.windows.net",
    "https://account.blob.core.windows.net.example.org",
    "https://account.blob.core.windows.net/container",
    "https://account.blob.core.windows.net/?sv=2026&sig=secret",
    "https://user:secret@account.blob.core.windows.net",
    "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=secret",
    "",
  ])("refuses %s", (location) => {
    expect(() => connect(location)).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
  });

  it("takes Azure Storage without asking it anything, and repeats no secret in a refusal", () => {
    expect(connect("https://account.blob.core.windows.net").location).toBe("https://account.blob.core.windows.net");
    expect(() => connect("https://account.blob.core.windows.net/?sig=secret")).not.toThrow(/secret/);
    expect(() => connect("AccountName=a;AccountKey=secret")).not.toThrow(/secret/);
  });
});
