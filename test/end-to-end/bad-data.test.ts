import { symlinkSync } from "node:fs";
import { join } from "node:path";
import type { Bundle } from "../../model-code/hosts/bundle";
import { startAzurite, type TestAzurite } from "../support/azurite";
import { builtBundle, digests, type Lab, openLab, sampleBars } from "../support/lab";
import { csv, HEADER, line } from "../support/source";

let azurite: TestAzurite;
let bundle: Bundle;
let lab: Lab;
beforeAll(async () => {
  [azurite, bundle] = await Promise.all([startAzurite(), builtBundle()]);
  lab = openLab();
  lab.model("ranges");
});
afterAll(async () => {
  lab.close();
  await azurite.stop();
});

const GOOD = sampleBars((symbol, date) => symbol === "IBM" && date >= "2006-01-01" && date < "2006-07-01");
const until = (name: string, files: Record<string, string>, more = {}) =>
  lab.run(azurite.store, bundle, "ranges", lab.data(name, files), { until: "validate", ...more });

test.each<[string, Record<string, string>, string]>([
  [
    "a file with missing columns",
    { "a.csv": "symbol,date,open\nIBM,2012-01-03,10\n" },
    "a.csv line 1: expected the columns symbol, date, open, high, low, close, volume, got symbol, date, open: without high, low, close, volume",
  ],
  ["a wrong header", { "a.csv": GOOD.replace(/^.*\n/, "a,b,c,d,e,f,g,h\n") }, "without symbol, date, open, high, low, close, volume"],
  [
    "an empty file",
    { "good.csv": GOOD, "empty.csv": "" },
    "empty.csv: expected a CSV file with the columns symbol, date, open, high, low, close, volume, got an empty file",
  ],
  ["no file at all", { "readme.txt": "x" }, "source bars: expected a file like *.csv, !news*.csv, got readme.txt"],
])("refuses %s before anything is written", async (name, files, message) => {
  const before = (await azurite.store.list("raw")).length;
  const run = await until(name.replace(/\W+/g, "-"), files);
  expect([run.status, run.steps]).toEqual(["failed", []]);
  expect(run.reasons[0]).toContain(message);
  expect(await azurite.store.list("raw")).toHaveLength(before);
});

test("10 % broken rows are over the limit: refused, and every one is in quarantine with its reason", async () => {
  const lines = GOOD.trimEnd().split("\n");
  const broken = lines.map((l, i) => (i > 0 && i % 10 === 0 ? l.replace(/^(IBM,[^,]+),[^,]+/, "$1,NaN") : l));
  const run = await until("broken", { "a.csv": broken.join("\n") });
  const count = broken.filter((l) => l.includes("NaN")).length;
  expect(run.status).toBe("refused");
  expect(run.reasons).toEqual([
    `bars: ${count} of ${lines.length - 1} rows (${((100 * count) / (lines.length - 1)).toFixed(2)} %) are quarantined, over 2.00 %; most often: open is no number (${count})`,
  ]);
  const { content } = await azurite.store.get("quarantine", `quarantine/${digests(run).quarantine}/bars.csv`);
  const kept = new TextDecoder().decode(content).trimEnd().split("\n").slice(1);
  expect(kept).toHaveLength(count);
  for (const row of kept) expect(row).toMatch(/^IBM,.*,a\.csv,\d+,,,"?open is no number: ""NaN"""?$/);
});

test("10 % rows without a date that is one are over the limit too; the corrected file, under the same name, is accepted", async () => {
  const [head, ...lines] = GOOD.trimEnd().split("\n");
  const broken = lines.map((l, i) => (i % 10 === 0 ? l.replace(/^IBM,[^,]+/, "IBM,garbage") : l));
  const refused = await until("mended", { "a.csv": [head, ...broken].join("\n") });
  const count = broken.filter((l) => l.includes("garbage")).length;
  expect([refused.status, refused.steps[1]!.metrics["bars.quarantined"]]).toEqual(["refused", count]);
  const mended = await until("mended", { "a.csv": GOOD });
  expect([mended.status, mended.steps[1]!.metrics]).toMatchObject(["done", { "bars.quarantined": 0, "bars.accepted": lines.length }]);
});

test("a correction that is taken back is taken back", async () => {
  const plain = await until("reverted", { "a.csv": GOOD });
  const corrected = await until("reverted", { "a.csv": GOOD.replace(/^(IBM,2006-03-01,.*),[^,]+$/m, "$1,99") });
  const reverted = await until("reverted", { "a.csv": GOOD });
  expect(digests(corrected).valid).not.toBe(digests(plain).valid);
  expect(digests(reverted).valid).toBe(digests(plain).valid);
});

test("what belongs to no source is not read: a link, a manifest, another kind of file", async () => {
  const place = lab.data("guests", { "a.csv": GOOD, "_manifest.json": "{}", "notes.txt": "x" });
  symlinkSync("/nowhere", join(place, "link.csv"));
  const run = await lab.run(azurite.store, bundle, "ranges", place, { until: "validate" });
  expect([run.status, digests(run).valid]).toEqual(["done", digests(await until("plain-again", { "a.csv": GOOD })).valid]);
});

test("a work folder whose name looks like a partition changes no byte", async () => {
  const plain = await until("named", { "a.csv": GOOD });
  const odd = await until("named", { "a.csv": GOOD }, { work: join(lab.folder, "close=1"), from: "ingest", until: "curate" });
  const same = await until("named", { "a.csv": GOOD }, { until: "curate" });
  expect(digests(odd)).toEqual(digests(same));
  expect(digests(odd).valid).toBe(digests(plain).valid);
});

test("a file of 200,000 rows is taken in", async () => {
  const many = Array.from({ length: 200_000 }, (_, i) => line(`S${i % 10_000}`, `2006-01-${10 + Math.floor(i / 10_000)}`));
  const run = await until("many", { "a.csv": [HEADER, ...many].join("\n") }, { until: "ingest" });
  expect([run.status, run.steps[0]!.metrics["bars.rows"]]).toEqual(["done", 200_000]);
});

test("a few broken rows go to quarantine and the run goes on without them", async () => {
  const run = await until("few", { "a.csv": GOOD.replace(/^(IBM,2006-03-01),[^,]+/m, "$1,-5") });
  expect([run.status, run.steps[1]!.metrics["bars.quarantined"]]).toEqual(["done", 1]);
});

test("dates out of order, the same file twice and CRLF make no difference", async () => {
  const [head, ...lines] = GOOD.trimEnd().split("\n");
  const plain = await until("plain", { "a.csv": GOOD });
  const odd = await until("odd", { "a.csv": `\uFEFF${[head, ...lines.reverse()].join("\r\n")}\r\n`, "b.csv": GOOD, "c.csv": GOOD });
  const valid = async (digest: string) => (await azurite.store.list("curated", `valid/${digest}/bars.parquet`))[0]!.bytes;
  expect(odd.steps[1]!.metrics).toEqual(plain.steps[1]!.metrics);
  expect(await valid(digests(odd).valid!)).toBe(await valid(digests(plain).valid!));
});

test("a source that has not moved for too long is refused by the as-of date", async () => {
  const run = await until("stale", { "a.csv": GOOD }, { asOf: "2006-07-12" });
  // the last row is of Friday, 30 June; the 4th of July is no session: 3, 5, 6, 7, 10, 11, 12
  expect([run.status, run.reasons]).toEqual(["refused", ["bars: the newest row is 7 sessions older than 2006-07-12, more than 3"]]);
});

test("a symbol that ended early is a warning, not a refusal", async () => {
  const run = await until("ended", { "a.csv": GOOD, "b.csv": csv(line("OLD", "2006-01-03"), line("OLD", "2006-01-04")) });
  expect(run.status).toBe("done");
  expect(run.steps[1]!.warnings).toEqual([expect.stringMatching(/^bars: OLD ends on 2006-01-04, \d+ sessions before 2006-06-30$/)]);
});
