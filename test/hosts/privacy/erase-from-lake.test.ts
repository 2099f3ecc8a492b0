import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { BlobStore } from "../../../model-code/adapters/blob-store/blob-store";
import { NotFound } from "../../../model-code/adapters/blob-store/errors";
import { hasFolder, putFolder } from "../../../model-code/adapters/blob-store/folders";
import { canonicalJson } from "../../../model-code/core/canonical-json";
import type { LakeZone } from "../../../model-code/core/lifecycle/step";
import { eraseFromLake } from "../../../model-code/hosts/privacy/erase-from-lake";
import { foldersAbout } from "../../../model-code/hosts/privacy/lake-folders";
import { memoryStore } from "../../support/memory-store";

let store: BlobStore;
beforeEach(() => {
  store = memoryStore();
});

const subject = { column: "customer_id", value: "4711" };
const HEAD = "datasets/churn/deliveries.json";
const mark = (newest: Record<string, string>, rows: number) => ({
  customers: { newest, rows, files: [{ name: "a.csv", sha256: "f".repeat(64), rows: 2 }], late: 0, corrected: 0, repeated: 0 },
});

async function put(zone: LakeZone, name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "put-"));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const { manifest } = await putFolder(store, zone, name, folder);
  await rm(folder, { recursive: true });
  return manifest.digest;
}
const record = (step: string, output: string, zone: LakeZone, digest: string) =>
  store.put("models", `steps/${step}/${digest}.json`, canonicalJson({ step, outputs: { [output]: { zone, digest } } }));

/** A lake with one delivery, what was derived from it, and what is of others. */
async function lake() {
  const raw = await put("raw", "raw", {
    "customers/2024/rows.csv": "customer_id,x\n4711,1\n4712,2\n",
    "customers/2023/rows.csv": "customer_id,x\n4711,1\n",
    "files/customers/ffffffffffff-a.csv": "Customer ID,X\n4711,1\n4712,2\n",
    "watermark.json": canonicalJson(mark({ "4711": "2024-01-01", "4712": "2024-01-02" }, 3)),
  });
  const older = await put("raw", "raw", {
    "customers/2023/rows.csv": "customer_id,x\n4711,1\n",
    "watermark.json": canonicalJson(mark({}, 1)),
  });
  const quality = await put("curated", "clean", { "quality.json": '{"gaps":[{"entity":"4711"}]}', "other.json": "{}" });
  const others = await put("curated", "clean", { "quality.json": '{"gaps":[{"entity":"4712"}],"rows":4711}' });
  await store.put("raw", HEAD, canonicalJson({ digest: raw }));
  await record("ingest", "raw", "raw", raw);
  await record("ingest", "raw", "raw", older);
  await record("clean", "clean", "curated", quality);
  await record("clean", "clean", "curated", others);
  return { raw, older, quality, others };
}
const text = async (name: string) => new TextDecoder().decode((await store.get("raw", name)).content);

test("raw data is written again without the person; what came of it, and the steps that made it, are forgotten", async () => {
  const { raw, older, quality, others } = await lake();
  const { folders, rows } = await eraseFromLake(store, subject);
  expect(folders.map((f) => [f.zone, f.digest]).sort()).toEqual(
    [
      ["raw", raw],
      ["raw", older],
      ["curated", quality],
    ].sort(),
  );
  // two rows, one in the delivered file, the watermark; a row of the older folder; a document
  expect(rows).toBe(6);
  expect(await foldersAbout(store, subject)).toEqual([]);
  const { digest } = JSON.parse(await text(HEAD)) as { digest: string };
  expect(digest).not.toBe(raw);
  expect(await text(`raw/${digest}/customers/2024/rows.csv`)).toBe("customer_id,x\n4712,2\n");
  await expect(text(`raw/${digest}/customers/2023/rows.csv`)).rejects.toThrow(NotFound);
  expect(await text(`raw/${digest}/files/customers/ffffffffffff-a.csv`)).toBe("Customer ID,X\n4712,2\n");
  expect(JSON.parse(await text(`raw/${digest}/watermark.json`))).toEqual(mark({ "4712": "2024-01-02" }, 1));
  expect((await store.list("models", "steps/")).map((b) => b.name)).toEqual([`steps/clean/${others}.json`]);
  expect(await hasFolder(store, { container: "curated", prefix: "clean", digest: others })).toBe(true);
});

test("broken off at any write, it leaves nothing that points to what is gone, and a second call ends it", async () => {
  let ended = false;
  for (let allowed = 0; !ended; allowed++) {
    store = memoryStore();
    await lake();
    let left = allowed;
    const write = <T>(work: () => Promise<T>) => (left-- > 0 ? work() : Promise.reject(new Error("killed")));
    const breaking: BlobStore = {
      location: store.location,
      get: (...args) => store.get(...args),
      head: (...args) => store.head(...args),
      list: (...args) => store.list(...args),
      ensureContainers: () => store.ensureContainers(),
      put: (...args) => write(() => store.put(...args)),
      delete: (...args) => write(() => store.delete(...args)),
    };
    ended = await eraseFromLake(breaking, subject).then(
      () => true,
      (error: Error) => {
        expect(error.message).toBe("killed");
        return false;
      },
    );
    const { digest } = JSON.parse(await text(HEAD)) as { digest: string };
    expect(await hasFolder(store, { container: "raw", prefix: "raw", digest })).toBe(true);
    for (const { name } of await store.list("models", "steps/")) {
      const { outputs } = JSON.parse(new TextDecoder().decode((await store.get("models", name)).content)) as {
        outputs: Record<string, { zone: LakeZone; digest: string }>;
      };
      for (const [prefix, output] of Object.entries(outputs))
        expect(await hasFolder(store, { container: output.zone, prefix, digest: output.digest })).toBe(true);
    }
    await eraseFromLake(store, subject);
    expect(await foldersAbout(store, subject)).toEqual([]);
  }
});
