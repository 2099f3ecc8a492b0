import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AuditLog } from "../../model-code/adapters/audit/audit-log";
import type { BlobStore } from "../../model-code/adapters/blob-store/blob-store";
import { connect } from "../../model-code/adapters/blob-store/connect";
import { type LocalStore, openLocalStore } from "../../model-code/adapters/local-store/open-local-store";
import { eraseSubject, findSubject } from "../../model-code/adapters/prediction-log/subject-records";
import { LAKE_ZONES } from "../../model-code/core/lifecycle/step";
import type { FeedbackRecord } from "../../model-code/core/serving/prediction-record";
import { prediction } from "../adapters/prediction-log/records";
import { inProcess } from "../support/in-process";
import { type Lab, mlops, openLab, sampleBars } from "../support/lab";

let lab: Lab;
let local: LocalStore;
let store: BlobStore;
let work: string;
let data: string;

const DAY = "date=2009-04-01";
const label = (id: string, change: Partial<FeedbackRecord>): FeedbackRecord => ({
  id,
  time: "2024-05-06T07:08:09.123Z",
  model: "ranges",
  prediction: null,
  about: null,
  subject: null,
  label: 1,
  source: "caller",
  ...change,
});
const lines = (...records: readonly object[]) => records.map((r) => `${JSON.stringify(r)}\n`).join("");
const of = (model: string, number: number, symbol: string) =>
  prediction(number, { model, subject: symbol, about: { symbol, date: "2009-04-01" }, features: { range_5: 0.01 } });
const seed = async (model: string) => {
  await store.put(
    "predictions",
    `${model}/predictions/${DAY}/w-1.jsonl`,
    lines(of(model, 1, "IBM"), of(model, 2, "MSFT"), of(model, 3, "IBM")),
  );
  await store.put("predictions", `${model}/predictions/${DAY}/w-2.jsonl`, lines(of(model, 4, "IBM")));
  await store.put(
    "predictions",
    `${model}/feedback/${DAY}/w-1.jsonl`,
    lines(
      label("by-subject", { model, subject: "IBM", about: { symbol: "IBM", date: "2009-04-01" } }),
      label("by-prediction", { model, prediction: "request-000004/0" }),
      label("of-another", { model, prediction: "request-000002/0" }),
    ),
  );
};
const text = async (zone: (typeof LAKE_ZONES)[number], name: string) => new TextDecoder().decode((await store.get(zone, name)).content);

/** Every blob in the lake that has the symbol anywhere, Parquet's columns included. */
async function holding(symbol: string): Promise<string[]> {
  const found: string[] = [];
  for (const zone of LAKE_ZONES)
    for (const { name } of await store.list(zone)) {
      const { content } = await store.get(zone, name);
      if (Buffer.from(content).includes(symbol)) found.push(`${zone}/${name}`);
    }
  return found;
}

beforeAll(async () => {
  lab = openLab();
  work = join(lab.folder, "work");
  lab.model("ranges", (m) => {
    m.sensitivity = "personal";
    m.privacy = { subject: "symbol" };
  });
  lab.model("impersonal");
  data = lab.data("bars", {
    "bars.csv": sampleBars((symbol, date) => ["IBM", "MSFT"].includes(symbol) && date >= "2006-01-01" && date < "2008-06-01"),
  });
  local = await openLocalStore(join(work, "store"));
  store = connect(local.location);
  await store.ensureContainers();
});
afterAll(async () => {
  await local.close();
  lab.close();
});

const args = (...own: string[]) => ["privacy", ...own, "--models", lab.models, "--work", work];
const privacy = (...own: string[]) => inProcess(args(...own));
const run = (until: string) =>
  inProcess(["run", "ranges", "--until", until, "--models", lab.models, "--data", data, "--work", work, "--json"]);

test("what is kept of a person is given out, then erased, and doesn't come back", async () => {
  expect((await run("extract-features")).code).toBe(0);
  await seed("ranges");
  await store.put("quarantine", `dead-letters/hub/${DAY}/1.json`, JSON.stringify({ id: "1", event: { about: { symbol: "IBM" } } }));

  const given = await privacy("export", "ranges", "--subject", "IBM");
  expect([given.code, given.stderr]).toEqual([0, ""]);
  const all = JSON.parse(given.stdout) as {
    predictions: { id: string }[];
    feedback: { id: string }[];
    features: Record<string, { symbol: string; date: string }[]>;
    deadLetters: Record<string, { id: string }>;
  };
  expect(all.predictions.map((p) => p.id)).toEqual(["request-000001/0", "request-000003/0", "request-000004/0"]);
  expect(all.feedback.map((f) => f.id)).toEqual(["by-subject", "by-prediction"]);
  expect(Object.keys(all.deadLetters)).toEqual([`dead-letters/hub/${DAY}/1.json`]);
  const tables = Object.entries(all.features);
  expect(tables.map(([name]) => name.replace(/[0-9a-f]{64}/, "<digest>"))).toEqual([
    "features/features/<digest>/features.parquet",
    "features/features/<digest>/labels.parquet",
  ]);
  expect(tables.every(([, rows]) => rows.length > 0 && rows.every((r) => r.symbol === "IBM" && /^200[678]-/.test(r.date)))).toBe(true);
  expect((await holding("IBM")).length).toBeGreaterThan(0);

  const erased = await mlops(args("erase", "ranges", "--subject", "IBM", "--who", "an-officer"));
  expect([erased.code, erased.stderr]).toEqual([0, ""]);
  expect(erased.stdout).toMatch(/^3 predictions, 2 labels, 1 dead letter, \d+ rows in \d+ folders and 0 files of the lake erased\n/);
  expect(erased.stdout).not.toContain("IBM");
  const audit = new AuditLog(store, () => new Date());
  expect(await audit.entries("ranges")).toEqual([
    expect.objectContaining({
      action: "erase",
      who: "an-officer",
      manifest: null,
      evidence: {
        predictions: 3,
        feedback: 2,
        deadLetters: 1,
        rows: expect.any(Number),
        folders: expect.any(Number),
        files: 0,
        left: 0,
        unsearched: 0,
        purge: false,
      },
    }),
  ]);
  expect(await audit.verify("ranges", undefined)).toMatchObject({ intact: true, entries: 1, notCarriedOut: [] });
  expect(await holding("IBM")).toEqual([]);
  expect(await text("predictions", `ranges/predictions/${DAY}/w-1.jsonl`)).toBe(lines(of("ranges", 2, "MSFT")));
  expect(await text("predictions", `ranges/predictions/${DAY}/w-2.jsonl`)).toBe("");
  expect(await text("predictions", `ranges/feedback/${DAY}/w-1.jsonl`)).toBe(
    lines(label("of-another", { prediction: "request-000002/0" })),
  );
  // every record that is left points to what is there
  for (const { name } of await store.list("models", "steps/")) {
    const { outputs } = JSON.parse(await text("models", name)) as { outputs: Record<string, { zone: "raw"; digest: string }> };
    for (const [output, { zone, digest }] of Object.entries(outputs))
      expect([name, await store.head(zone, `${output}/${digest}/_manifest.json`)]).toEqual([name, expect.objectContaining({})]);
  }
  const copies = existsSync(join(work, "stage")) ? readdirSync(join(work, "stage"), { recursive: true, encoding: "utf8" }) : [];
  for (const copy of copies.filter((c) => c.endsWith(".csv"))) expect(readFileSync(join(work, "stage", copy), "utf8")).not.toContain("IBM");

  // the delivered file still has the person's rows, but is known already
  expect(readFileSync(join(data, "bars.csv"), "utf8")).toContain("IBM");
  expect((await run("ingest")).code).toBe(0);
  expect(await holding("IBM")).toEqual([]);
  expect((await holding("MSFT")).filter((name) => /^raw\/raw\/\w+\/bars\/.*rows.csv$/.test(name)).length).toBeGreaterThan(0);

  const nothing = await privacy("erase", "ranges", "--subject", "IBM");
  expect(nothing.stdout).toBe("0 predictions, 0 labels, 0 dead letters, 0 rows in 0 folders and 0 files of the lake erased\n");
});

test("what lies as a job on Azure left it is erased in place; what can't be searched is told, and counted in the audit", async () => {
  const delivered = "ranges/source/bars/new.csv";
  await store.put("raw", delivered, "Symbol,close\nIBM,1\nMSFT,2\n");
  await store.put("raw", "captured/hub/0/1.avro", "Obj");
  const { code, stdout, stderr } = await privacy("erase", "ranges", "--subject", "ibm");
  expect([code, stdout]).toEqual([0, expect.stringContaining(" 1 row in 0 folders and 1 file of the lake erased\n")]);
  expect(stderr).toContain("not searched: 1 file in raw/captured/hub/0, of a kind that can't be rewritten");
  expect(await text("raw", delivered)).toBe("Symbol,close\nMSFT,2\n");
  const entries = await new AuditLog(store, () => new Date()).entries("ranges");
  expect(entries.at(-1)).toMatchObject({ evidence: { rows: 1, files: 1, left: 0, unsearched: 1 } });
  await store.delete("raw", "captured/hub/0/1.avro");
});

test("an erasure whose purge fails is in the audit: the lake's part is done", async () => {
  const audit = new AuditLog(store, () => new Date());
  const before = (await audit.entries("ranges")).length;
  await seed("ranges");
  const workspace = `/subscriptions/${"0".repeat(36)}/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/logs`;
  // no variable of that credential is set
  const refused = await inProcess(args("erase", "ranges", "--subject", "IBM", "--logs", workspace), {
    AZURE_TOKEN_CREDENTIALS: "EnvironmentCredential",
  });
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toContain("EnvironmentCredential");
  const entries = await audit.entries("ranges");
  expect(entries).toHaveLength(before + 1);
  expect(entries.at(-1)).toMatchObject({ action: "erase", evidence: { predictions: 3, feedback: 2, purge: true } });
});

test("an erasure that was broken off anywhere is gone on with by the same command", async () => {
  const subject = { column: "symbol", value: "IBM" };
  await seed("broken-off");
  for (let allowed = 0; ; allowed++) {
    let writes = 0;
    const breaking: BlobStore = {
      ...bound(store),
      put: (...args) => (writes++ < allowed ? store.put(...args) : Promise.reject(new Error("killed"))),
    };
    const outcome = await eraseSubject(breaking, "broken-off", subject).catch((error: Error) => error.message);
    if (outcome !== "killed") break;
    // what can still be found of the person includes the label that names only a prediction
    const left = await findSubject(store, "broken-off", subject);
    expect(left.predictions.length).toBeGreaterThan(0);
  }
  expect(await findSubject(store, "broken-off", subject)).toEqual({ predictions: [], feedback: [] });
  expect(await text("predictions", `broken-off/feedback/${DAY}/w-1.jsonl`)).toBe(
    lines(label("of-another", { model: "broken-off", prediction: "request-000002/0" })),
  );
});

test("records that come while it erases are neither lost nor overwritten", async () => {
  const subject = { column: "symbol", value: "IBM" };
  await seed("busy");
  const name = `busy/predictions/${DAY}/w-1.jsonl`;
  let changed = false;
  const racing: BlobStore = {
    ...bound(store),
    async put(zone, blob, content, options) {
      if (blob === name && !changed) {
        changed = true;
        await store.put(zone, blob, lines(of("busy", 2, "MSFT"), of("busy", 3, "IBM")));
      }
      return store.put(zone, blob, content, options);
    },
  };
  expect(await eraseSubject(racing, "busy", subject)).toEqual({ predictions: 2, feedback: 2 });
  expect(await text("predictions", name)).toBe(lines(of("busy", 2, "MSFT")));
});

/** A store's methods, free of the store. */
const bound = (s: BlobStore): BlobStore => ({
  location: s.location,
  get: (...args) => s.get(...args),
  head: (...args) => s.head(...args),
  put: (...args) => s.put(...args),
  list: (...args) => s.list(...args),
  delete: (...args) => s.delete(...args),
  ensureContainers: () => s.ensureContainers(),
});

test.each([
  [["export", "impersonal", "--subject", "17"], 'expected one with privacy.subject in its model.yaml, got "impersonal"'],
  [["erase", "nobody", "--subject", "17"], 'model: expected one of impersonal, ranges, got "nobody"'],
  [["erase", "ranges", "--subject", "a\nb"], "--subject: expected 1 to 256 characters without control characters"],
])("privacy %j is wrong use", async (own, message) => {
  const { code, stderr } = await privacy(...own);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});

test("a workspace is named by its ARM id", async () => {
  for (const option of ["--logs", "--ml"]) {
    const { code, stderr } = await privacy("erase", "ranges", "--subject", "17", option, "log-dev");
    expect([code, stderr]).toEqual([1, expect.stringContaining(`${option}: expected an ARM id`)]);
  }
});
