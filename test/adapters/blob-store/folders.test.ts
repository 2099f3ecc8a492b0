import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { getFolder, hasFolder, putFolder } from "../../../model-code/adapters/blob-store/folders";
import { startAzurite, type TestAzurite } from "../../support/azurite";

let azurite: TestAzurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

let count = 0;
async function localFolder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = join(azurite.folder, `local-${count++}`);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}
const target = () => join(azurite.folder, `got-${count++}`);
const random = (bytes: number) => Uint8Array.from({ length: bytes }, (_, i) => (i * 2_654_435_761) >>> 24);

describe("putFolder and getFolder", () => {
  it("bring a folder back byte for byte, whatever its names", async () => {
    const files = { "a.json": "{}", "deep/er/b %ü#?.bin": random(300_000), empty: "", "part=1/x.parquet": random(10) };
    const { stored, manifest, created } = await putFolder(azurite.store, "curated", "round", await localFolder(files));
    expect(created).toBe(true);
    expect(manifest.files.map((f) => f.path)).toEqual(Object.keys(files).sort());
    const into = target();
    expect(await getFolder(azurite.store, stored, into)).toEqual(manifest);
    for (const [path, content] of Object.entries(files)) {
      expect(Buffer.compare(await readFile(join(into, path)), Buffer.from(content as string))).toBe(0);
    }
  });

  it("store equal folders once, under one digest, and say so", async () => {
    const first = await putFolder(azurite.store, "features", "same", await localFolder({ x: "1", y: "2" }));
    const before = await azurite.store.list("features", "same/");
    const second = await putFolder(azurite.store, "features", "same", await localFolder({ y: "2", x: "1" }));
    expect(second).toEqual({ ...first, created: false });
    expect(await azurite.store.list("features", "same/")).toEqual(before);
  });

  it("let many writers store the same folder at once, of whom one is the first", async () => {
    const folder = await localFolder({ x: "crowd", y: "ed" });
    const all = await Promise.all(Array.from({ length: 6 }, () => putFolder(azurite.store, "features", "crowd", folder)));
    expect(all.filter((r) => r.created)).toHaveLength(1);
    await getFolder(azurite.store, all[0]!.stored, target());
  });

  it("count a folder as absent until its manifest is there", async () => {
    const { stored } = await putFolder(azurite.store, "raw", "half", await localFolder({ x: "1" }));
    await azurite.store.delete("raw", `half/${stored.digest}/_manifest.json`);
    expect(await hasFolder(azurite.store, stored)).toBe(false);
    await expect(getFolder(azurite.store, stored, target())).rejects.toMatchObject({ code: "BLOB_NOT_FOUND" });
    expect((await putFolder(azurite.store, "raw", "half", await localFolder({ x: "1" }))).created).toBe(true);
    expect(await hasFolder(azurite.store, stored)).toBe(true);
  });

  it("refuse links, and name each", async () => {
    const folder = await localFolder({ x: "1" });
    await symlink(join(folder, "x"), join(folder, "link-1"));
    await symlink(folder, join(folder, "link-2"));
    const refused = putFolder(azurite.store, "raw", "odd", folder);
    await expect(refused).rejects.toThrow(/link-1: expected a plain file[\s\S]*link-2: expected a plain file/);
  });

  it("leave out a manifest that lies in the folder already", async () => {
    const bare = await putFolder(azurite.store, "raw", "listed", await localFolder({ x: "1" }));
    const listed = await putFolder(azurite.store, "raw", "listed", await localFolder({ x: "1", "_manifest.json": "{}" }));
    expect(listed).toEqual({ ...bare, created: false });
  });
});

describe("damage in a stored folder", () => {
  const damages: readonly [string, string, (bytes: Uint8Array) => Uint8Array | undefined][] = [
    ["a flipped byte", "deep/data.bin", flip],
    ["a file cut short", "deep/data.bin", (b) => b.slice(0, -1)],
    ["a file gone", "deep/data.bin", () => undefined],
    ["a flipped byte in the manifest", "_manifest.json", flip],
    ["a manifest that lists a file less", "_manifest.json", (b) => Buffer.from(`${Buffer.from(b)}`.replace(/,\{"bytes.*?\}/, ""))],
  ];

  it.each(damages)("%s is named with digests and remedy, and leaves nothing behind", async (what, path, damage) => {
    const folder = await localFolder({ "deep/data.bin": random(5000), other: "2" });
    const prefix = `damage/${what.replaceAll(" ", "-")}`;
    const { stored } = await putFolder(azurite.store, "models", prefix, folder);
    const name = `${prefix}/${stored.digest}/${path}`;
    const damaged = damage((await azurite.store.get("models", name)).content);
    if (damaged) await azurite.store.put("models", name, damaged);
    else await azurite.store.delete("models", name);

    const into = target();
    await expect(getFolder(azurite.store, stored, into)).rejects.toMatchObject({
      code: "DAMAGED_BLOB",
      container: "models",
      blob: name,
      expectedDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      message: expect.stringContaining("_manifest.json and run again"),
    });
    const leftovers = (await readdir(azurite.folder)).filter((n) => into.endsWith(n) || n.includes("partial"));
    expect(leftovers).toEqual([]);
  });

  it("is mended by the remedy", async () => {
    const folder = await localFolder({ x: "precious" });
    const { stored } = await putFolder(azurite.store, "models", "mend", folder);
    await azurite.store.put("models", `mend/${stored.digest}/x`, "precioux");
    await expect(getFolder(azurite.store, stored, target())).rejects.toMatchObject({ code: "DAMAGED_BLOB" });
    await azurite.store.delete("models", `mend/${stored.digest}/_manifest.json`);
    await putFolder(azurite.store, "models", "mend", folder);
    const into = target();
    await getFolder(azurite.store, stored, into);
    expect(await readFile(join(into, "x"), "utf8")).toBe("precious");
  });
});

function flip(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[Math.floor(copy.length / 2)]! ^= 1;
  return copy;
}
