import fc from "fast-check";
import { ingest } from "../../../model-code/core/data/ingest";
import { parseCsv } from "../../../model-code/core/data/parse-csv";
import { parseRawRows, rawRowsText } from "../../../model-code/core/data/raw-rows";
import { bars, csv, line } from "../../support/source";

const source = bars();
const rows = (file: string, ...lines: string[]) => parseCsv(csv(...lines), file, source);
const kept = (result: ReturnType<typeof ingest>) =>
  result.rows.map((r) => `${r.partition} ${r.values.symbol} ${r.values.date} ${r.values.close}`);

test("puts rows into partitions by month, in the order of time and symbol", () => {
  const result = ingest(source, [], rows("a.csv", line("MSFT", "2012-02-01"), line("IBM", "2012-02-01"), line("IBM", "2012-01-31")), {});
  expect(kept(result)).toEqual([
    "year=2012/month=01 IBM 2012-01-31 10",
    "year=2012/month=02 IBM 2012-02-01 10",
    "year=2012/month=02 MSFT 2012-02-01 10",
  ]);
  expect(result.watermark).toEqual({ IBM: "2012-02-01", MSFT: "2012-02-01" });
});

test("a row that comes again is counted and changes nothing", () => {
  const first = ingest(source, [], rows("a.csv", line("IBM", "2012-01-03")), {});
  const second = ingest(source, first.rows, rows("b.csv", line("IBM", "2012-01-03")), first.watermark);
  expect(second.rows).toEqual(first.rows);
  expect([second.repeated, second.late, second.corrections.length]).toEqual([1, 0, 0]);
});

test("a corrected bar takes the place of the former, which is kept", () => {
  const first = ingest(source, [], rows("a.csv", line("IBM", "2012-01-03", 10)), {});
  const second = ingest(source, first.rows, rows("b.csv", line("IBM", "2012-01-03", 12)), first.watermark);
  expect(kept(second)).toEqual(["year=2012/month=01 IBM 2012-01-03 12"]);
  expect(second.corrections).toMatchObject([{ before: { file: "a.csv", values: { close: "10" } }, after: { file: "b.csv", line: 2 } }]);
});

test("a late bar is taken in and counted; the watermark stays", () => {
  const first = ingest(source, [], rows("a.csv", line("IBM", "2012-01-05")), {});
  const second = ingest(source, first.rows, rows("b.csv", line("IBM", "2012-01-04"), line("MSFT", "2012-01-04")), first.watermark);
  expect(second.rows).toHaveLength(3);
  expect(second.late).toBe(1); // MSFT has no watermark yet: its bar is new, not late
  expect(second.watermark).toEqual({ IBM: "2012-01-05", MSFT: "2012-01-04" });
});

test.each([
  ["no date", (i: number) => line("IBM", "", i)],
  ["a date that is none", (i: number) => line("IBM", "garbage", i)],
  ["a symbol that is none", (i: number) => line("<b>", "2012-01-03", i)],
  ["too few fields", (i: number) => `IBM,${i}`],
])("rows with %s take no other's place: each is kept for the contract to judge", (_, bad) => {
  const result = ingest(source, [], rows("a.csv", ...[10, 11, 12].map(bad)), {});
  expect(result.rows).toHaveLength(3);
  expect([result.corrections.length, result.watermark]).toEqual([0, {}]);
});

test("unusable rows of a file go when a file of its name comes again; its sound rows stay", () => {
  const first = ingest(source, [], rows("a.csv", line("IBM", "2012-01-03"), "IBM,3"), {});
  const other = ingest(source, first.rows, rows("b.csv", "MSFT,4"), first.watermark);
  expect(other.rows).toHaveLength(3);
  const mended = ingest(source, other.rows, rows("a.csv", line("IBM", "2012-01-04")), other.watermark);
  expect(mended.rows.map((r) => `${r.file} ${r.values.date ?? r.values._text}`)).toEqual([
    "b.csv MSFT,4",
    "a.csv 2012-01-03",
    "a.csv 2012-01-04",
  ]);
});

test("a symbol in small letters is the same symbol", () => {
  const result = ingest(source, [], rows("a.csv", line("ibm", "2012-01-03", 10), line("IBM", "2012-01-03", 11)), {});
  expect(result.rows).toHaveLength(1);
  expect(result.watermark).toEqual({ IBM: "2012-01-03" });
});

test("whatever comes in whatever parts and order, every key is there once with its last value", () => {
  const bar = fc.record({ symbol: fc.constantFrom("A", "B"), day: fc.integer({ min: 1, max: 9 }), close: fc.integer({ min: 5, max: 8 }) });
  fc.assert(
    fc.property(fc.array(fc.array(bar, { maxLength: 6 }), { maxLength: 4 }), (files) => {
      let state = ingest(source, [], [], {});
      const last = new Map<string, string>();
      for (const [i, file] of files.entries()) {
        state = ingest(
          source,
          state.rows,
          rows(`${i}.csv`, ...file.map((b) => line(b.symbol, `2012-01-0${b.day}`, b.close))),
          state.watermark,
        );
        for (const b of file) last.set(`${b.symbol} 2012-01-0${b.day}`, String(b.close));
      }
      const found = new Map(state.rows.map((r) => [`${r.values.symbol} ${r.values.date}`, r.values.close]));
      expect(found).toEqual(last);
      expect(state.rows).toHaveLength(last.size);
    }),
  );
});

test("raw rows are read back as they were written, problems and all", () => {
  const given = [
    ...rows("a.csv", line("IBM", "2012-01-03"), "IBM,3"),
    { values: { symbol: 'x"y', date: " z,\n" }, file: "b.csv", line: 7 },
  ];
  const read = parseRawRows(rawRowsText(source, given));
  expect(read.map((r) => [r.file, r.line, r.problem, r.values._text, r.values.symbol, r.values.date])).toEqual([
    ["a.csv", 2, undefined, undefined, "IBM", "2012-01-03"],
    ["a.csv", 3, "2 fields where the header has 8", "IBM,3", "", ""],
    ["b.csv", 7, undefined, undefined, 'x"y', " z,\n"],
  ]);
});
