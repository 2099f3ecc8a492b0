import { newYorkCalendar } from "../../../model-code/core/data/calendar";
import { checkRows, readValue, reasonKind } from "../../../model-code/core/data/check-rows";
import { type DateFormat, dayText, parseDay } from "../../../model-code/core/data/day";
import { parseCsv } from "../../../model-code/core/data/parse-csv";
import { numbersOf, stringsOf } from "../../../model-code/core/data/table";
import { bars, csv, line, news } from "../../support/source";

const calendar = newYorkCalendar();
const check = (...lines: string[]) => checkRows(bars(), parseCsv(csv(...lines), "a.csv", bars()), calendar);

test("gives sound rows typed, in the order of time and symbol, whatever the order in the file", () => {
  const { accepted, rejected } = check(line("MSFT", "2012-01-04", 20), line("IBM", "2012-01-04", 10), line("IBM", "2012-01-03", 11));
  expect(rejected).toEqual([]);
  expect(stringsOf(accepted, "symbol")).toEqual(["IBM", "IBM", "MSFT"]);
  expect(Array.from(numbersOf(accepted, "date"), dayText)).toEqual(["2012-01-03", "2012-01-04", "2012-01-04"]);
  expect([...numbersOf(accepted, "close")]).toEqual([11, 10, 20]);
});

test.each([
  ["IBM,2012-01-03,NaN,11,9,10,5,10", 'open is no number: "NaN"'],
  ["IBM,2012-01-03,10,Infinity,9,10,5,10", 'high is no number: "Infinity"'],
  ["IBM,2012-01-03,10,1e999,9,10,5,10", 'high is no number: "1e999"'],
  ["IBM,2012-01-03,ten,11,9,10,5,10", 'open is no number: "ten"'],
  ["IBM,2012-01-03,10,11,-9,10,5,10", "low is not above 0: -9"],
  ["IBM,2012-01-03,10,11,0,10,5,10", "low is not above 0: 0"],
  ["IBM,2012-01-03,10,11,9,10,-1,10", "volume is below 0: -1"],
  ["IBM,2012-01-03,8,11,9,10,5,10", "low <= open does not hold: 9 and 8"],
  ["IBM,2012-01-03,10,11,9,12,5,10", "close <= high does not hold: 12 and 11"],
  ["IBM,2012-01-03,10,11,9,,5,10", "close is missing"],
  ["IBM,2012-13-03,10,11,9,10,5,10", 'date is no date YYYY-MM-DD: "2012-13-03"'],
  ["IBM,2011-02-29,10,11,9,10,5,10", 'date is no date YYYY-MM-DD: "2011-02-29"'],
  ["IBM,03/01/2012,10,11,9,10,5,10", 'date is no date YYYY-MM-DD: "03/01/2012"'],
  ["IBM,2012-01-02,10,11,9,10,5,10", "date is no session of XNYS: 2012-01-02"],
  ["IBM,2012-01-07,10,11,9,10,5,10", "date is no session of XNYS: 2012-01-07"],
  ["<b>,2012-01-03,10,11,9,10,5,10", 'symbol does not match ^[A-Za-z0-9.^=_-]{1,16}$: "<b>"'],
  ["IBM,2012-01-03", "the line can't be cut into columns: 2 fields where the header has 8"],
])("quarantines %s: %s", (bad, reason) => {
  const { accepted, rejected } = check(bad, line("IBM", "2012-01-04"));
  expect(accepted.rows).toBe(1);
  expect(rejected).toMatchObject([{ file: "a.csv", line: 2, reasons: [reason] }]);
});

test.each<[DateFormat, string, string | undefined]>([
  ["DD.MM.YYYY", "03.01.2012", "2012-01-03"],
  ["DD.MM.YYYY", "3.1.2012", "2012-01-03"],
  ["MM/DD/YYYY", "01/13/2012", "2012-01-13"],
  ["YYYY/MM/DD", "2012/02/29", "2012-02-29"],
  ["DD/MM/YYYY", "01/13/2012", undefined],
  ["DD.MM.YYYY", "29.02.2011", undefined],
  ["DD.MM.YYYY", "03.01.12", undefined],
  ["DD.MM.YYYY", "2012-01-03", undefined],
  ["DD.MM.YYYY", "3.1.2012.", undefined],
  ["YYYY-MM-DD", "2012-01-03", "2012-01-03"],
])("a date that a contract says is written %s: %s is %s", (format, text, day) => {
  const column = { type: "date", optional: false, format } as const;
  expect(readValue(text, "date", column)).toEqual(
    day === undefined ? { reason: `date is no date ${format}: "${text}"` } : { value: parseDay(day) },
  );
});

test("a row says everything that is wrong with it", () => {
  const { rejected, reasons } = check("IBM,2012-01-07,x,11,9,12,-1,10");
  expect(rejected[0]!.reasons).toEqual([
    'open is no number: "x"',
    "volume is below 0: -1",
    "close <= high does not hold: 12 and 11",
    "date is no session of XNYS: 2012-01-07",
  ]);
  expect(Object.keys(reasons)).toEqual(rejected[0]!.reasons.map(reasonKind));
});

test("the second row of a key is quarantined, also when it writes the symbol otherwise", () => {
  const { accepted, rejected } = check(line("IBM", "2012-01-03", 10), line("ibm", "2012-01-03", 11));
  expect([...numbersOf(accepted, "close")]).toEqual([10]);
  expect(rejected[0]!.reasons).toEqual(["a second row with the key symbol, date: the first is a.csv line 2"]);
});

test("symbols have one form before splits are looked for in them", () => {
  expect(stringsOf(check(line("aapl", "2012-01-03"), line("AAPL", "2012-01-04")).accepted, "symbol")).toEqual(["AAPL", "AAPL"]);
});

test("a row after the as-of date is quarantined", () => {
  const { accepted, rejected } = checkRows(
    bars(),
    parseCsv(csv(line("IBM", "2012-01-03"), line("IBM", "2999-01-04")), "a.csv", bars()),
    calendar,
    parseDay("2012-01-04"),
  );
  expect([accepted.rows, rejected.map((r) => r.reasons)]).toEqual([1, [["date lies after the as-of date 2012-01-04"]]]);
});

test("a missing optional value is no fault, and compares with nothing", () => {
  const { accepted } = check("IBM,2012-01-03,10,11,9,10,5,");
  expect(Number.isNaN(numbersOf(accepted, "adj_close")[0]!)).toBe(true);
});

test.each([
  ["", "published_at is missing"],
  ["2012-01-03", 'published_at is no time with a zone: "2012-01-03"'],
  ["2012-01-03T10:00:00", 'published_at is no time with a zone: "2012-01-03T10:00:00"'],
])("news of the time %j is quarantined", (time, reason) => {
  const { rejected } = checkRows(news, parseCsv(`symbol,published_at,headline\nIBM,${time},up\n`, "n.csv", news), calendar);
  expect(rejected).toMatchObject([{ reasons: [reason] }]);
});

test("times with other zones are the same moment", () => {
  const { accepted } = checkRows(
    news,
    parseCsv("symbol,published_at,headline\nIBM,2012-01-03T10:00:00-05:00,up\nIBM,2012-01-03T15:00:00Z,down\n", "n.csv", news),
    calendar,
  );
  const [a, b] = numbersOf(accepted, "published_at");
  expect(a).toBe(b);
});
