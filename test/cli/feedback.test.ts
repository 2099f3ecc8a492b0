import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { joinLabels } from "../../model-code/core/serving/join-labels";
import { startAzurite, type TestAzurite } from "../support/azurite";
import { inProcess } from "../support/in-process";
import { type Lab, mlops, openLab } from "../support/lab";
import { readFeedback } from "../support/read-log";

let lab: Lab;
let azurite: TestAzurite;
beforeAll(async () => {
  lab = openLab();
  lab.model("ranges");
  azurite = await startAzurite();
});
afterAll(async () => {
  await azurite.stop();
  lab.close();
});

const place = () => ["--models", lab.models, "--work", join(lab.folder, "work"), "--store", azurite.location];
/** From the first day that a label here is about to the one after today, on which those are that name no day. */
const EVER = { from: "2009-04-01", to: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10) };

test("labels are imported once however often their file is, and what is wrong of a file is told and put aside", async () => {
  const file = join(lab.folder, "labels.csv");
  writeFileSync(
    file,
    [
      "\uFEFFSymbol,Date,Label,Prediction",
      "IBM,2009-04-01,1,",
      ",,0,request-1/0",
      "MSFT,2009-04-02,2,",
      "MSFT,,1,",
      "AAPL,2009-04-03,,",
      ",,1,",
      '"A,B",2009-04-03,0,,surplus',
      "AAPL,2009-04-03,0x1,",
      "",
    ].join("\r\n"),
  );
  const { code, stdout, stderr } = await mlops(["feedback", "import", "ranges", "--file", file, ...place()]);
  expect(stderr).toBe("");
  expect(code).toBe(1);
  expect(stdout).toContain("2 labels imported, 6 lines rejected\n");
  for (const line of [4, 5, 6, 7, 8, 9]) expect(stdout).toMatch(new RegExp(`^ {2}line ${line}: .*expected`, "m"));
  const aside = readFileSync(`${file}.quarantine.csv`, "utf8");
  expect(aside.split("\n")[0]).toBe("symbol,date,label,prediction,_more,_line,_reasons");
  expect(aside).toMatch(/^MSFT,2009-04-02,2,,,4,"?label: expected 0 or 1, got/m);
  expect(aside).toMatch(/^"A,B",2009-04-03,0,,surplus,8,/m);

  const first = await readFeedback(azurite.store, "ranges", EVER);
  expect(first.map(({ prediction, about, label, source }) => ({ prediction, about, label, source }))).toEqual(
    expect.arrayContaining([
      { prediction: null, about: { symbol: "IBM", date: "2009-04-01" }, label: 1, source: "import" },
      { prediction: "request-1/0", about: null, label: 0, source: "import" },
    ]),
  );
  expect(await readFeedback(azurite.store, "ranges", { from: "2009-04-01", to: "2009-04-01" })).toHaveLength(1);

  // its lines are mended in the quarantine, which is a file of labels itself
  rmSync(file);
  writeFileSync(file, `${aside.split("\n")[0]}\nMSFT,2009-04-02,1,,,4,was wrong\nIBM,2009-04-01,1,,,,again\n`);
  const again = await inProcess(["feedback", "import", "ranges", "--file", file, ...place()]);
  expect([again.code, again.stdout]).toEqual([0, "2 labels imported, 0 lines rejected\n"]);
  const now = await readFeedback(azurite.store, "ranges", EVER);
  expect(now).toHaveLength(3);
  const labels = (records: typeof now) => records.map(({ id, label }) => ({ id, label }));
  expect(labels(now)).toEqual(expect.arrayContaining(labels(first)));
});

test("a label about a day that is none is put aside with its reason", async () => {
  const file = join(lab.folder, "undated.csv");
  const odd = ["04.03.2013", "2013-3-4", "nonsense", "../../x"];
  writeFileSync(file, ["symbol,date,label", ...odd.map((date) => `ODD,${date},1`), "ODD,2013-03-04T21:00:00Z,1", ""].join("\n"));
  const { code, stdout } = await inProcess(["feedback", "import", "ranges", "--file", file, ...place()]);
  expect([code, stdout]).toEqual([1, expect.stringContaining("1 labels imported, 4 lines rejected\n")]);
  for (const [i, date] of odd.entries())
    expect(stdout).toContain(
      `  line ${i + 2}: about/date: expected a date YYYY-MM-DD, or a time of RFC 3339, got "${date}". Write the day as`,
    );
  const about = (await readFeedback(azurite.store, "ranges", EVER)).map((r) => r.about).filter((a) => a?.symbol === "ODD");
  expect(about).toEqual([{ symbol: "ODD", date: "2013-03-04T21:00:00Z" }]);
});

test("of lines of a file that contradict each other the later counts, by whatever they name the row, and it is told how many", async () => {
  const file = join(lab.folder, "contradictions.csv");
  const rows = Array.from({ length: 50 }, (_, i) => ({ id: `r-${i}/0`, about: { symbol: `S${i}`, date: "2013-03-04" } }));
  const said = (label: number) => rows.map(({ about: { symbol, date } }) => `${symbol},${date},,${label}`);
  // once more by the answer's id: that the row is the same is known only when labels are brought to it
  const byId = rows.slice(25).map(({ id }) => `,,${id},1`);
  writeFileSync(file, ["symbol,date,prediction,label", ...said(1), ...said(1), ...said(0), ...byId, ""].join("\n"));
  const { code, stdout } = await inProcess(["feedback", "import", "ranges", "--file", file, ...place()]);
  expect([code, stdout]).toEqual([0, "175 labels imported, 50 superseded by a later line, 0 lines rejected\n"]);
  const stored = await readFeedback(azurite.store, "ranges", EVER);
  expect(joinLabels(rows, stored).rows.map((r) => r.label)).toEqual(rows.map((_, i) => (i < 25 ? 0 : 1)));
});

test("a file without the columns that say what a label is for is refused whole", async () => {
  const file = join(lab.folder, "odd.csv");
  writeFileSync(file, "symbol,label\nIBM,1\n");
  const { code, stderr } = await inProcess(["feedback", "import", "ranges", "--file", file, ...place()]);
  expect(code).toBe(1);
  expect(stderr).toContain(`${file} line 1: expected the columns label and either prediction or symbol, date, got symbol, label.`);
  const absent = await inProcess(["feedback", "import", "ranges", "--file", `${file}x`, ...place()]);
  expect([absent.code, absent.stderr]).toEqual([2, expect.stringContaining("which is not there")]);
});
