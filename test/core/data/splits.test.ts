import { readFileSync } from "node:fs";
import { checkRows } from "../../../model-code/core/data/check-rows";
import { parseCsv } from "../../../model-code/core/data/parse-csv";
import { adjustForSplits, findSplits } from "../../../model-code/core/data/splits";
import { numbersOf, type Table } from "../../../model-code/core/data/table";
import { bars, csv } from "../../support/source";

const source = bars();
const read = (text: string): Table => checkRows(source, parseCsv(text, "a.csv", source), undefined).accepted;
const sample = readFileSync("model-code/models/market-volatility/sample/ohlcv-daily.csv", "utf8");

// what the companies announced
const ANNOUNCED = [
  { entity: "AAPL", date: "2000-06-21", ratio: 2 },
  { entity: "MSFT", date: "2003-02-18", ratio: 2 },
  { entity: "AAPL", date: "2005-02-28", ratio: 2 },
];

test("finds the three splits of the sample, each confirmed by the adjusted close", () => {
  expect(findSplits(source, read(sample))).toEqual(ANNOUNCED.map((s) => ({ ...s, confirmed: true })));
});

test("finds the same three without the adjusted close, and takes Apple's fall of 2000-09-29 for none", () => {
  const without = sample
    .split("\n")
    .map((line) => line.split(",").slice(0, 7).join(","))
    .join("\n");
  expect(findSplits(source, read(without))).toEqual(ANNOUNCED.map((s) => ({ ...s, confirmed: null })));
});

test("a fall by half that the adjusted close follows is no split", () => {
  const table = read(csv("X,2012-01-03,100,101,99,100,10,100", "X,2012-01-04,50,51,49,50,10,50"));
  const splits = findSplits(source, table);
  expect(splits).toEqual([{ entity: "X", date: "2012-01-04", ratio: 2, confirmed: false }]);
  expect(adjustForSplits(source, table, splits)).toBe(table);
});

test.each([
  ["3 for 2", "90,91,89,90,10,90", "60,61,59,60,10,90", 1.5],
  ["1 for 10", "2,2.1,1.9,2,1000,20", "20,21,19,20,100,20", 0.1],
])("finds a split of %s", (_, before, after, ratio) => {
  expect(findSplits(source, read(csv(`X,2012-01-03,${before}`, `X,2012-01-04,${after}`)))).toEqual([
    { entity: "X", date: "2012-01-04", ratio: expect.closeTo(ratio, 12), confirmed: true },
  ]);
});

test("a dividend, at which the adjusted close steps by hundredths, is no split", () => {
  // 3 % of the price is paid out: the factor before it is 0.97
  expect(findSplits(source, read(csv("X,2012-01-03,100,101,99,100,10,97", "X,2012-01-04,97,98,96,97,10,97")))).toEqual([]);
});

test("brings prices before two splits to today's shares: 100 → 25, 400 shares of volume from 100", () => {
  const table = read(csv("X,2012-01-03,100,104,96,100,100,25", "X,2012-01-04,50,52,48,50,200,25", "X,2012-01-05,25,26,24,25,400,25"));
  const adjusted = adjustForSplits(source, table, findSplits(source, table));
  expect([...numbersOf(adjusted, "close")]).toEqual([25, 25, 25]);
  expect([...numbersOf(adjusted, "high")]).toEqual([26, 26, 26]);
  expect([...numbersOf(adjusted, "volume")]).toEqual([400, 400, 400]);
  expect([...numbersOf(adjusted, "adj_close")]).toEqual([25, 25, 25]);
});

test("other symbols keep their prices", () => {
  const table = read(csv("X,2012-01-03,100,101,99,100,10,50", "Y,2012-01-03,100,101,99,100,10,100", "X,2012-01-04,50,51,49,50,10,50"));
  expect([...numbersOf(adjustForSplits(source, table, findSplits(source, table)), "close")]).toEqual([50, 100, 50]);
});
