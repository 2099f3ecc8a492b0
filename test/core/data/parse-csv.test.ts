import { decodeText } from "../../../model-code/core/data/decode-text";
import { parseCsv, writeCsv } from "../../../model-code/core/data/parse-csv";
import { bars, csv, HEADER, line } from "../../support/source";

const parse = (text: string) => parseCsv(text, "a.csv", bars());

test("a byte order mark, CRLF, blank lines, capitals and spaces in the header do no harm", () => {
  const text = `\uFEFFSymbol,Date,Open,High,Low,Close,Volume,Adj Close\r\n\r\nIBM,2012-01-03, 10 ,11,9,10,5,9.5\r\n`;
  expect(parse(text)).toEqual([
    {
      values: { symbol: "IBM", date: "2012-01-03", open: "10", high: "11", low: "9", close: "10", volume: "5", adj_close: "9.5" },
      file: "a.csv",
      line: 3,
    },
  ]);
});

test("columns may come in any order, unknown ones are left, an optional one may be absent", () => {
  const [row] = parse("note,close,date,symbol,low,high,open,volume\nx,10,2012-01-03,IBM,9,11,10,5\n");
  expect(row!.values).toEqual({ symbol: "IBM", date: "2012-01-03", open: "10", high: "11", low: "9", close: "10", volume: "5" });
});

test.each([
  ["", "got an empty file"],
  ["\uFEFF\n \n", "got an empty file"],
  ["symbol,date,open\nIBM,2012-01-03,10\n", "without high, low, close, volume"],
  ["2012-01-03,IBM,10,11,9,10,5,10\n", "without symbol, date, open, high, low, close, volume"],
  [`${HEADER},close\nIBM,2012-01-03,10,11,9,10,5,10,11\n`, "got close twice"],
])("refuses the file %j as a whole, and says why", (text, why) => {
  expect(() => parse(text)).toThrow(why);
  expect(() => parse(text)).toThrow("nothing was written");
});

test("a line with too few or too many fields is kept with its problem", () => {
  const rows = parse(csv("IBM,2012-01-03,10", line("IBM", "2012-01-04"), `${line("IBM", "2012-01-05")},extra`));
  expect(rows.map((r) => [r.line, r.problem])).toEqual([
    [2, "3 fields where the header has 8"],
    [3, undefined],
    [4, "9 fields where the header has 8"],
  ]);
  expect(rows[0]!.values._text).toBe("IBM,2012-01-03,10");
});

test("an open quote loses no line", () => {
  const rows = parse(csv(line("IBM", "2012-01-03"), '"IBM,2012-01-04,10,11,9,10,5,10', line("IBM", "2012-01-05")));
  const text = JSON.stringify(rows);
  for (const date of ["2012-01-03", "2012-01-04", "2012-01-05"]) expect(text).toContain(date);
});

test("writes fields so that they are read back: commas, quotes, line breaks, spaces at the ends", () => {
  const values = { symbol: 'a"b', date: "x,y", open: "1\n2", high: "" };
  const text = writeCsv(["symbol", "date", "open", "high"], [values]);
  expect(text).toBe('symbol,date,open,high\n"a""b","x,y","1\n2",\n');
});

test.each([
  ["UTF-16", Uint8Array.of(0xff, 0xfe, 0x61, 0x00), "got UTF-16"],
  ["Latin-1", Uint8Array.of(0x5a, 0xfc, 0x72, 0x69), "got another encoding, such as Latin-1"],
])("a file in %s is refused as what it is", (_, bytes, got) => {
  expect(() => decodeText(bytes, "a.csv")).toThrow(`a.csv: expected text in UTF-8, ${got}. Save the file as UTF-8`);
});

test("a file with semicolons is told how to mend it", () => {
  expect(() => parse("symbol;date;open;high;low;close;volume\nIBM;2012-01-03;1;1;1;1;1\n")).toThrow("Separate the columns by commas");
});
