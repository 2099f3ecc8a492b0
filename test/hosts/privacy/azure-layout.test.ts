import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BlobStore } from "../../../model-code/adapters/blob-store/blob-store";
import { duckdb } from "../../../model-code/adapters/duckdb/sql-engine";
import type { LakeZone } from "../../../model-code/core/lifecycle/step";
import { eraseFromLake } from "../../../model-code/hosts/privacy/erase-from-lake";
import { featureRows } from "../../../model-code/hosts/privacy/lake-folders";
import { memoryStore } from "../../support/memory-store";

const subject = { column: "customer_id", value: "c-17", isEntity: true };
const SHA = "a".repeat(64);
let store: BlobStore;

/** The bytes of a Parquet file with the rows of a query. */
async function parquet(query: string): Promise<Uint8Array> {
  const path = join(tmpdir(), `rows-${process.pid}-${Math.random()}.parquet`);
  await duckdb.copy(query, {}, path);
  const content = await readFile(path);
  await rm(path);
  return content;
}
async function rowsIn(zone: LakeZone, name: string, select = "*") {
  const path = join(tmpdir(), `read-${process.pid}-${Math.random()}.parquet`);
  await writeFile(path, (await store.get(zone, name)).content);
  const { columns } = await duckdb.query(`SELECT ${select} FROM rows`, { rows: { parquet: [path] } });
  await rm(path);
  return Object.fromEntries(Object.entries(columns).map(([column, { values }]) => [column, [...values]]));
}
const text = async (zone: LakeZone, name: string) => Buffer.from((await store.get(zone, name)).content).toString();
const names = async (zone: LakeZone) => (await store.list(zone)).map((b) => b.name);

const event = (body: string) => `SELECT 1 AS "SequenceNumber", encode('${body}') AS "Body"`;
const TABLE = "SELECT * FROM (VALUES ('C-17', 1), ('C-18', 2)) AS t(customer_id, x)";
const CSV = "churn/source/customers/2024.csv";
const EVENTS = "churn/source/clicks/clicks-1-2.parquet";

/** What Data Factory, `prepare`, a training run and a batch leave on Azure. */
beforeEach(async () => {
  store = memoryStore();
  const table = await parquet(TABLE);
  await store.put("raw", CSV, '\uFEFFCustomer ID,x\r\nc-18,"é\r\n"\r\n\r\nc-17,1\r\nc-19,3', {
    contentType: "text/csv",
    metadata: { window: "2024" },
  });
  await store.put(
    "raw",
    EVENTS,
    await parquet(
      [event('{"customer_id":"c-18"}'), event('{"customer_id":"c-17","n":1}'), event("torn c-17"), event("torn")].join(" UNION ALL "),
    ),
  );
  await store.put("raw", "churn/watermarks/customers.json", '{"c-17":1}');
  await store.put("raw", "churn/raw/customers/year=2024/month=01/rows.csv", "customer_id,x\nc-17,1\n");
  await store.put("raw", "churn/raw/watermark.json", '{"customers":{"newest":{}}}');
  await store.put("quarantine", "churn/quarantine/customers.csv", "customer_id,x\nc-17,?\n");
  await store.put("quarantine", "churn/quarantine/quality.json", "{}");
  await store.put("curated", "churn/curated/customers/year=2024/rows.parquet", table);
  await store.put("curated", "churn/clean/quality.json", '{"gaps":[{"entity":"C-17"}]}');
  await store.put("curated", `churn/${SHA}/customers/rows.parquet`, table);
  await store.put("curated", "other/clean/quality.json", '{"gaps":[]}');
  await store.put("features", "churn/features/features.parquet", table);
  await store.put("features", "churn/to-score/today.parquet", table);
  await store.put("models", "runs/churn-1/evaluation/predictions.parquet", table);
  await store.put("models", "runs/churn-1/evaluation/evaluation.json", "{}");
  await store.put("models", "runs/churn-1/verdict/verdict.json", "{}");
  await store.put("predictions", "churn/batch/job-1/today.jsonl", '{"customer_id":"c-17"}\n{"customer_id": "c-18"}\n');
});

test("on Azure, too, deliveries lose the person's rows and nothing else, and folders that steps wrote go", async () => {
  const unlisted: string[] = [];
  const erased = await eraseFromLake(store, subject, async (folders) => {
    for (const { zone, name, digest } of folders) if (digest !== undefined) unlisted.push(`${zone}/${name}/${digest}`);
    expect(await names("curated")).toContain(`churn/${SHA}/customers/rows.parquet`);
  });
  expect(await text("raw", CSV)).toBe('\uFEFFCustomer ID,x\r\nc-18,"é\r\n"\r\nc-19,3');
  expect(await store.head("raw", CSV)).toMatchObject({ contentType: "text/csv", metadata: { window: "2024" } });
  expect(await rowsIn("raw", EVENTS, 'decode("Body") AS body')).toEqual({ body: ['{"customer_id":"c-18"}', "torn"] });
  expect(await names("raw")).toEqual([EVENTS, CSV, "churn/watermarks/customers.json"]);
  expect(await names("quarantine")).toEqual([]);
  expect(await names("curated")).toEqual(["other/clean/quality.json"]);
  expect(await names("features")).toEqual(["churn/to-score/today.parquet"]);
  expect(await rowsIn("features", "churn/to-score/today.parquet")).toEqual({ customer_id: ["C-18"], x: [2] });
  expect(await names("models")).toEqual(["runs/churn-1/verdict/verdict.json"]);
  expect(await text("predictions", "churn/batch/job-1/today.jsonl")).toBe('{"customer_id": "c-18"}\n');
  expect(unlisted).toEqual([`curated/churn/${SHA}`]);
  // of deliveries 1 and 2, to score 1, scored 1; of folders: raw, quarantine, curated twice, clean, features, evaluation
  expect(erased).toMatchObject({ files: 4, rows: 12, left: [], unsearched: [] });
  expect(erased.folders.map((f) => `${f.zone}/${f.name}`).sort()).toEqual([
    "curated/churn",
    "curated/churn/clean",
    "curated/churn/curated",
    "features/churn/features",
    "models/runs/churn-1/evaluation",
    "quarantine/churn/quarantine",
    "raw/churn/raw",
  ]);
  expect(await eraseFromLake(store, subject)).toMatchObject({ files: 0, rows: 0, folders: [], left: [] });
});

test("the feature tables that a job on Azure wrote are given out", async () => {
  expect(await featureRows(store, subject)).toEqual({ "features/churn/features/features.parquet": [{ customer_id: "C-17", x: 1 }] });
});

test("a number names the person however it is written in a table", async () => {
  await store.put("features", "n/features/features.parquet", await parquet("SELECT 17.0::DOUBLE AS id UNION ALL SELECT 18"));
  expect(await featureRows(store, { column: "id", value: "17" })).toEqual({ "features/n/features/features.parquet": [{ id: 17 }] });
});

test("a delivery that comes while it is rewritten is read again, and none of it is lost", async () => {
  let raced = false;
  const racing: BlobStore = {
    ...store,
    async put(zone, name, content, options) {
      if (name === CSV && !raced) {
        raced = true;
        await store.put(zone, name, "customer_id,x\nc-17,1\nc-20,4\n");
      }
      return store.put(zone, name, content, options);
    },
  };
  await eraseFromLake(racing, subject);
  expect(await text("raw", CSV)).toBe("customer_id,x\nc-20,4\n");
});

test("what a run writes again in the meantime is told, and so is what can't be searched", async () => {
  await store.put("raw", "captured/hub/0/1.avro", "Obj");
  await store.put("raw", "churn/source/customers/latin.csv", Buffer.from("customer_id,x\nc-17,\xe9\n", "latin1"));
  await store.put("raw", "churn/source/clicks/torn.parquet", "no Parquet");
  for (const file of ["quality.json", "rows.parquet"]) await store.put("curated", `torn-${file}/clean/${file}`, "{");
  const table = await parquet(TABLE);
  const busy: BlobStore = {
    ...store,
    // of years of captured files none is fetched only to be left as it is
    get: (zone, name) => (name.endsWith(".avro") ? Promise.reject(new Error("fetched")) : store.get(zone, name)),
    async delete(zone, name) {
      await store.delete(zone, name);
      if (name === "churn/features/features.parquet") await store.put(zone, name, table);
    },
  };
  expect(await eraseFromLake(busy, subject)).toMatchObject({
    left: ["features/churn/features/features.parquet"],
    unsearched: ["raw/captured/hub/0/1.avro", "raw/churn/source/clicks/torn.parquet", "raw/churn/source/customers/latin.csv"],
  });
  // what can't be read of a folder that a step wrote is made anew
  expect(await names("curated")).toEqual(["other/clean/quality.json"]);
});

test("broken off at any write, it is ended by a second call", async () => {
  const all = await Promise.all(
    (["raw", "quarantine", "curated", "features", "models", "predictions"] as const).map(
      async (zone) => [zone, await Promise.all((await names(zone)).map(async (name) => [name, await text(zone, name)] as const))] as const,
    ),
  );
  const texts = all.map(([zone, blobs]) => [zone, blobs.filter(([name]) => !name.endsWith(".parquet"))] as const);
  for (let ended = false, allowed = 0; !ended; allowed++) {
    store = memoryStore();
    for (const [zone, blobs] of texts) for (const [name, content] of blobs) await store.put(zone, name, content);
    let writes = 0;
    const write = <T>(work: () => Promise<T>) => (writes++ < allowed ? work() : Promise.reject(new Error("killed")));
    const breaking = {
      ...store,
      put: (...args: Parameters<BlobStore["put"]>) => write(() => store.put(...args)),
      delete: (...args: Parameters<BlobStore["delete"]>) => write(() => store.delete(...args)),
    };
    ended = await eraseFromLake(breaking, subject).then(
      () => true,
      () => false,
    );
    await eraseFromLake(store, subject);
    expect(await names("raw")).toEqual([CSV, "churn/watermarks/customers.json"]);
    expect([...(await names("quarantine")), ...(await names("curated"))]).toEqual(["other/clean/quality.json"]);
    expect(await text("raw", CSV)).not.toContain("c-17");
  }
});
