import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { duckdb, readParquet } from "../../../model-code/adapters/duckdb/sql-engine";
import { numbersOf, stringsOf } from "../../../model-code/core/data/table";
import { type BatchPackage, openBatchPackage } from "../../../model-code/hosts/batch/batch-package";
import { scoreFile } from "../../../model-code/hosts/batch/score-file";
import { linearAnswer, linearPackage } from "../../support/linear-package";

let folder: string;
let model: BatchPackage;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "score-file-"));
  const digest = await linearPackage(join(folder, "package"));
  model = await openBatchPackage(join(folder, "package"), digest, 1);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

let files = 0;
const place = (extension: string) => join(folder, `${files++}.${extension}`);
const written = (extension: string, text: string) => {
  const file = place(extension);
  writeFileSync(file, text);
  return file;
};
const score = (input: string, output: string, partRows?: number) =>
  scoreFile({ input, output, package: model, ...(partRows === undefined ? {} : { partRows }) });
const quarantine = (output: string): unknown[] =>
  readFileSync(`${output}.quarantine.jsonl`, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

test("a CSV file: what is no feature is handed on as it was, scores are the package's", async () => {
  const input = written(
    "csv",
    '\uFEFFsymbol,a,"note, long",c,b,d\r\nIBM,1,"says ""so"", twice",x,2,9\r\nMSFT, 2.5 ,,y,,\r\n"F\nB",-1,plain,z,1e1,9\r\n',
  );
  const output = place("csv");
  await expect(score(input, output)).resolves.toEqual({ scored: 3, quarantined: 0, resumedAfter: 0 });
  // 10 + 2·1 + 2/2 + 3 = 16, 10 + 2·2.5 + 1/2 = 15.5, 10 − 2 + 10/2 = 13; a, b and c of the last are new to the package
  expect(readFileSync(output, "utf8")).toBe(
    'symbol,"note, long",score,out_of_range\nIBM,"says ""so"", twice",16.0,\nMSFT,,15.5,\n"F\nB",plain,13.0,a;b;c\n',
  );
  expect(existsSync(`${output}.quarantine.jsonl`)).toBe(false);
  expect(readdirSync(folder).filter((name) => /progress|partial/.test(name))).toEqual([]);
});

const DAYS = ["2013-03-04", "2013-03-04T21:00:00Z", "", "04.03.2013", "2013-3-4", "2013-02-30", "2013-03-04T25:00:00Z", "../../x"];
test.each([
  ["csv", `date,a,b,c\n${DAYS.map((day) => `${day},1,,y\n`).join("")}`],
  ["jsonl", DAYS.map((date) => `${JSON.stringify({ date, a: 1, b: null, c: "y" })}\n`).join("")],
])("rows of a %s file that are about no day are put aside with the reason", async (extension, text) => {
  const output = place("jsonl");
  await expect(score(written(extension, text), output)).resolves.toMatchObject({ scored: 3, quarantined: 5 });
  expect(quarantine(output)).toMatchObject(
    DAYS.slice(3).map((date, i) => ({ row: i + 4, problems: [`date: expected a date YYYY-MM-DD, or a time of RFC 3339, got ${date}`] })),
  );
});

test("a time by its type is one, whatever it looks like as a text", async () => {
  const input = place("parquet");
  const times = "SELECT TIMESTAMP '2013-03-04 21:00:00' AS date, 1 AS a, 1.5 AS b, 'y' AS c";
  await duckdb.copy(times, {}, input);
  await expect(score(input, place("csv"))).resolves.toMatchObject({ scored: 1, quarantined: 0 });
});

test("rows of a CSV file that are not in order are put aside with every reason, the others are scored", async () => {
  const input = written("csv", "symbol,a,b,c\nok,1,,x\nA,abc,,x\nB,1,NaN,\nC,1,2\nok,2,,y\nD,1,inf,x,9\nE,,,y\nF,1e999,,y\nok,3,,y\n");
  const output = place("jsonl");
  await expect(score(input, output)).resolves.toMatchObject({ scored: 3, quarantined: 6 });
  expect(
    readFileSync(output, "utf8")
      .trimEnd()
      .split("\n")
      .map((l) => JSON.parse(l)),
  ).toEqual([
    { symbol: "ok", score: 15.5, out_of_range: null },
    { symbol: "ok", score: 14.5, out_of_range: null },
    { symbol: "ok", score: 16.5, out_of_range: null },
  ]);
  expect(quarantine(output)).toEqual([
    { row: 2, problems: ["a: expected a finite number, got abc"], values: { symbol: "A", a: "abc", b: null, c: "x" } },
    {
      row: 3,
      problems: ["b: expected a finite number, or nothing where it is missing, got NaN", "c: expected a text, got nothing"],
      values: { symbol: "B", a: "1", b: "NaN", c: null },
    },
    { row: 5, problems: ["a: expected a finite number, got nothing"], values: { symbol: "E", a: null, b: null, c: "y" } },
    { row: 6, problems: ["a: expected a finite number, got 1e999"], values: { symbol: "F", a: "1e999", b: null, c: "y" } },
    { line: 5, problems: ["Expected Number of Columns: 4 Found: 3"], values: "C,1,2" },
    { line: 7, problems: ["Expected Number of Columns: 4 Found: 5"], values: "D,1,inf,x,9" },
  ]);
});

test("JSON lines: types are held to the contract as the scorer holds a request", async () => {
  const lines = [
    '{"a":1,"b":2,"c":"x","id":7}',
    '{"a":2,"b":null,"c":"y","symbol":"Zürich \\u00e9"}',
    "",
    '{"a":"1","b":2,"c":"x"}',
    '{"b":2,"c":3}',
    "[1,2]",
    '{"a":1,"b":',
    '{"a":true,"b":1e400,"c":null}',
    '{"c":"y","a":1e2,"b":-5}',
  ];
  const output = place("jsonl");
  await expect(score(written("jsonl", lines.join("\n")), output)).resolves.toMatchObject({ scored: 3, quarantined: 5 });
  expect(
    readFileSync(output, "utf8")
      .trimEnd()
      .split("\n")
      .map((l) => JSON.parse(l)),
  ).toEqual([
    { id: "7", symbol: null, score: 16, out_of_range: null },
    { id: null, symbol: "Zürich é", score: 14.5, out_of_range: null },
    { id: null, symbol: null, score: 207.5, out_of_range: null },
  ]);
  const finite = "expected a finite number";
  expect(quarantine(output)).toEqual([
    { row: 3, problems: [`a: ${finite}, got "1"`], values: { a: "1", b: 2, c: "x" } },
    { row: 4, problems: [`a: ${finite}, got nothing`, "c: expected a text, got 3"], values: { b: 2, c: 3 } },
    { row: 5, problems: ["expected a JSON object"], values: [1, 2] },
    { row: 6, problems: ["expected a JSON object"], values: '{"a":1,"b":' },
    {
      row: 7,
      problems: [`a: ${finite}, got true`, `b: ${finite}, or nothing where it is missing, got 1e400`, "c: expected a text, got nothing"],
      values: { a: true, b: Number.POSITIVE_INFINITY, c: null },
    },
  ]);
});

const made = async (rows: number) => {
  const input = place("parquet");
  const query = `SELECT DATE '2009-01-01' + CAST(i AS INTEGER) AS date, 'S' || (i % 7) AS symbol, (i % 101)::INTEGER AS a,
    CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN 'nan'::DOUBLE ELSE i % 3 END AS b, CASE WHEN i % 2 = 0 THEN 'x' ELSE 'y' END AS c FROM range(${rows}) AS made(i)`;
  await duckdb.copy(query, {}, input);
  return input;
};

test("Parquet, through many parts: each row's score beside its own key, in the file's order; a null and NaN are missing", async () => {
  const output = place("parquet");
  await expect(score(await made(10_000), output, 999)).resolves.toEqual({ scored: 10_000, quarantined: 0, resumedAfter: 0 });
  const table = await readParquet([output]);
  expect(Object.keys(table.columns)).toEqual(["date", "symbol", "score", "out_of_range"]);
  expect([...numbersOf(table, "date")]).toEqual(Array.from({ length: 10_000 }, (_, i) => 14_245 + i));
  expect(stringsOf(table, "symbol").slice(0, 8)).toEqual(["S0", "S1", "S2", "S3", "S4", "S5", "S6", "S0"]);
  const expected = Array.from({ length: 10_000 }, (_, i) => linearAnswer(i % 101, i % 5 < 2 ? null : i % 3, i % 2 === 0 ? "x" : "y"));
  expect([...numbersOf(table, "score")]).toEqual(expected);
});

test("a part larger than one run of the graph is scored in several, and each row keeps its score", async () => {
  const rows = 20_001;
  const output = place("parquet");
  const runs: number[] = [];
  const run: BatchPackage["graph"]["run"] = (feeds, some) => {
    runs.push(some);
    return model.graph.run(feeds, some);
  };
  await scoreFile({ input: await made(rows), output, package: { ...model, graph: { ...model.graph, run } } });
  expect(runs).toEqual([10_000, 10_000, 1]);
  const expected = Array.from({ length: rows }, (_, i) => linearAnswer(i % 101, i % 5 < 2 ? null : i % 3, i % 2 === 0 ? "x" : "y"));
  expect([...numbersOf(await readParquet([output]), "score")]).toEqual(expected);
});

/** The graph, which fails in one of its runs. */
function strikesAt(nth: number): BatchPackage["graph"] {
  let runs = 0;
  return { ...model.graph, run: (...args) => (++runs === nth ? Promise.reject(new Error("struck")) : model.graph.run(...args)) };
}

test("what a run that broke off has done is not done again, and the bytes are those of a run in one go", async () => {
  const input = await made(5000);
  const [calm, rough] = [place("parquet"), place("parquet")];
  await score(input, calm, 1000);
  await expect(scoreFile({ input, output: rough, package: { ...model, graph: strikesAt(4) }, partRows: 1000 })).rejects.toThrow("struck");
  expect(existsSync(rough)).toBe(false);
  const seen: number[] = [];
  const outcome = await scoreFile({ input, output: rough, package: model, partRows: 1000, onProgress: (rows) => seen.push(rows) });
  expect([outcome, seen]).toEqual([{ scored: 5000, quarantined: 0, resumedAfter: 3000 }, [4000, 5000]]);
  expect(readFileSync(rough).equals(readFileSync(calm))).toBe(true);
});

test("parts of another input, or of another package, are not gone on with", async () => {
  const output = place("csv");
  const [first, second] = [await made(20), await made(30)];
  const brokenOff = () => scoreFile({ input: first, output, package: { ...model, graph: strikesAt(2) }, partRows: 10 });
  await expect(brokenOff()).rejects.toThrow("struck");
  await expect(score(second, output, 10)).resolves.toEqual({ scored: 30, quarantined: 0, resumedAfter: 0 });
  await expect(brokenOff()).rejects.toThrow("struck");
  const other = { ...model, digest: "1".repeat(64) };
  await expect(scoreFile({ input: first, output, package: other, partRows: 10 })).resolves.toMatchObject({ resumedAfter: 0 });
});

test("a file of a header and nothing else gives a header and nothing else", async () => {
  const output = place("csv");
  await expect(score(written("csv", "symbol,a,b,c\n"), output)).resolves.toEqual({ scored: 0, quarantined: 0, resumedAfter: 0 });
  expect(readFileSync(output, "utf8")).toBe("symbol,score,out_of_range\n");
});

test.each<[string, () => string | Promise<string>, string]>([
  [
    "without a feature's column",
    () => written("csv", "symbol,a,c\nIBM,1,x\n"),
    "expected the columns a, b, c, got symbol, a, c: without b",
  ],
  ["with a column twice", () => written("csv", "a,a,b,c\n1,1,1,x\n"), "column a: expected each column once, got it twice"],
  ["with a column that the result adds", () => written("csv", "score,a,b,c\n1,1,1,x\n"), "column score: expected another name"],
  ["with a key that the result adds", () => written("jsonl", '{"score":1,"a":1,"b":1,"c":"x"}\n'), "column score: expected another name"],
  ["that is empty", () => written("csv", ""), "expected a CSV file with a header, got an empty file"],
  ["that is not there", () => "/nowhere/rows.csv", "/nowhere/rows.csv: expected a file, got nothing there"],
  [
    "of noise by the name of Parquet",
    () => written("parquet", "no rows at all, though the name says so"),
    ".parquet: expected a Parquet file, got something else, or a part of one",
  ],
  ["of another kind", () => written("xlsx", "PK"), "expected a name that ends in .csv, .parquet, .jsonl, .ndjson, got .xlsx"],
  [
    "whose numbers are texts",
    async () => {
      const input = place("parquet");
      await duckdb.copy("SELECT '1' AS a, 2 AS b, 3 AS c", {}, input);
      return input;
    },
    "column a: expected numbers, got VARCHAR",
  ],
])("refuses a file %s, and writes nothing", async (_, input, message) => {
  const output = place("csv");
  await expect(score(await input(), output)).rejects.toThrow(message);
  expect(existsSync(output)).toBe(false);
});
