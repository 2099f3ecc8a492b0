import { readFileSync } from "node:fs";
import { duckdb } from "../../../model-code/adapters/duckdb/sql-engine";
import { loadModel } from "../../../model-code/adapters/model-files";
import { newYorkCalendar } from "../../../model-code/core/data/calendar";
import { checkRows } from "../../../model-code/core/data/check-rows";
import { dayText, parseDay } from "../../../model-code/core/data/day";
import { parseCsv } from "../../../model-code/core/data/parse-csv";
import { adjustForSplits, findSplits } from "../../../model-code/core/data/splits";
import { standardize } from "../../../model-code/core/data/standardize";
import { numbersOf, stringsOf, type Table, takeRows } from "../../../model-code/core/data/table";

const model = loadModel("model-code/models", "market-volatility");
const calendar = newYorkCalendar();

/** The whole sample as the features see it. */
const whole: Record<string, Table> = Object.fromEntries(
  (
    [
      [model.spec.sources[0]!, "ohlcv-daily.csv"],
      [model.spec.sources[1]!, "news.csv"],
    ] as const
  ).map(([source, file]) => {
    const { accepted } = checkRows(
      source,
      parseCsv(readFileSync(`model-code/models/market-volatility/sample/${file}`, "utf8"), file, source),
      calendar,
    );
    return [source.name, standardize(source, adjustForSplits(source, accepted, findSplits(source, accepted)), calendar)];
  }),
);

/** The sample from a day on until the close of another: what is published later is the future. */
function curated(from: string, until: string, withNews = true): Record<string, Table> {
  const between = (table: Table, time: string, first: number, last: number) => {
    const times = numbersOf(table, time);
    return takeRows(
      table,
      Array.from(times.keys()).filter((i) => times[i]! >= first && times[i]! <= last),
    );
  };
  const news = between(whole.news!, "published_at", parseDay(from) * 86_400_000, withNews ? calendar.closeOf(parseDay(until)) : 0);
  return { bars: between(whole.bars!, "date", parseDay(from), parseDay(until)), news };
}

const rowsOf = (table: Table) =>
  Array.from({ length: table.rows }, (_, i) =>
    JSON.stringify(Object.entries(table.columns).map(([n, c]) => [n, c.type === "date" ? dayText(c.values[i]!) : (c.values[i] ?? null)])),
  );
const features = (tables: Record<string, Table>) => duckdb.query(model.file("features.sql"), tables);
const labels = (tables: Record<string, Table>) => duckdb.query(model.file("label.sql"), tables);

test("features never see the future: cutting it off changes no row", async () => {
  const all = rowsOf(await features(curated("2007-01-01", "2009-06-30")));
  for (const until of ["2008-03-14", "2008-10-10", "2009-02-27"]) {
    const cut = rowsOf(await features(curated("2007-01-01", until)));
    expect(cut.length).toBeGreaterThan(500);
    expect(all.slice(0, cut.length)).toEqual(cut);
  }
});

test("labels see one session ahead and no more", async () => {
  const all = await labels(curated("2008-01-01", "2008-12-31"));
  const cut = await labels(curated("2008-01-01", "2008-09-15"));
  const last = numbersOf(cut, "date").reduce((a, b) => Math.max(a, b));
  // the label of the 15th's row needs the 16th
  expect(dayText(last)).toBe("2008-09-12");
  expect(rowsOf(all).slice(0, cut.rows)).toEqual(rowsOf(cut));
});

test("the figures are those of a plain calculation", async () => {
  const tables = curated("2008-01-01", "2008-09-15");
  const found = await features(tables);
  const [symbols, days] = [stringsOf(found, "symbol"), numbersOf(found, "date")];
  const at = Array.from(symbols.keys()).find((i) => symbols[i] === "IBM" && dayText(days[i]!) === "2008-09-15")!;
  const value = (name: string) => numbersOf(found, name)[at]!;
  const bars = tables.bars!;
  const ibm = Array.from({ length: bars.rows }, (_, i) => i).filter((i) => stringsOf(bars, "symbol")[i] === "IBM");
  const column = (name: string, n: number) => ibm.slice(-n).map((i) => numbersOf(bars, name)[i]!);
  const mean = (v: number[]) => v.reduce((a, b) => a + b, 0) / v.length;
  const deviation = (v: number[]) => Math.sqrt(v.reduce((a, b) => a + (b - mean(v)) ** 2, 0) / (v.length - 1));
  const close = column("close", 61);
  const returns = close.slice(1).map((c, i) => Math.log(c / close[i]!));
  const ranges = column("high", 60).map((h, i) => Math.log(h / column("low", 60)[i]!));
  const sorted = [...ranges].sort((a, b) => a - b);
  const median = (sorted[29]! + sorted[30]!) / 2;
  expect(value("return_1")).toBeCloseTo(returns.at(-1)!, 12);
  expect(value("return_20")).toBeCloseTo(Math.log(close.at(-1)! / close.at(-21)!), 12);
  expect(value("volatility_20")).toBeCloseTo(deviation(returns.slice(-20)), 12);
  expect(value("relative_range_5")).toBeCloseTo(Math.log(mean(ranges.slice(-5)) / median), 12);
  expect(value("volume_surprise")).toBeCloseTo(Math.log(column("volume", 1)[0]! / mean(column("volume", 20))), 12);
  expect(value("overnight_gap")).toBeCloseTo(Math.abs(Math.log(column("open", 1)[0]! / close.at(-2)!)) / deviation(returns.slice(-60)), 12);
});

test("without news their features are missing or 0, and nothing else changes", async () => {
  const [withNews, without] = [
    await features(curated("2008-01-01", "2008-12-31")),
    await features(curated("2008-01-01", "2008-12-31", false)),
  ];
  expect(without.rows).toBe(withNews.rows);
  expect(new Set(numbersOf(without, "news_count_5"))).toEqual(new Set([0]));
  expect(numbersOf(without, "news_sentiment_5").every(Number.isNaN)).toBe(true);
  expect(numbersOf(without, "volatility_20")).toEqual(numbersOf(withNews, "volatility_20"));
});

test("news of a session count in it and the four after", async () => {
  const tables = curated("2008-01-01", "2008-09-15");
  const headline = {
    symbol: "GOOG",
    published_at: calendar.closeOf(parseDay("2008-07-08")) + 1,
    session: parseDay("2008-07-09"),
    sentiment: 0.5,
  };
  tables.news = {
    rows: 1,
    columns: {
      symbol: { type: "string", values: [headline.symbol] },
      published_at: { type: "timestamp", values: Float64Array.of(headline.published_at) },
      headline: { type: "string", values: ["x"] },
      session: { type: "date", values: Float64Array.of(headline.session) },
      sentiment: { type: "number", values: Float64Array.of(headline.sentiment) },
    },
  };
  const found = await features(tables);
  const [symbols, days, counts] = [stringsOf(found, "symbol"), numbersOf(found, "date"), numbersOf(found, "news_count_5")];
  const counted = Array.from(symbols.keys())
    .filter((i) => counts[i]! > 0)
    .map((i) => `${symbols[i]} ${dayText(days[i]!)} ${counts[i]} ${numbersOf(found, "news_sentiment_5")[i]}`);
  expect(counted).toEqual(["09", "10", "11", "14", "15"].map((d) => `GOOG 2008-07-${d} 1 0.5`));
});

test("a market that stands still gives missing values, not an error", async () => {
  const tables = curated("2008-01-01", "2008-06-30", false);
  const flat = tables.bars!;
  const one = { type: "number" as const, values: new Float64Array(flat.rows).fill(5) };
  const bars = {
    rows: flat.rows,
    columns: {
      ...flat.columns,
      open: one,
      high: one,
      low: one,
      close: one,
      volume: { type: "number" as const, values: new Float64Array(flat.rows) },
    },
  };
  const found = await features({ ...tables, bars });
  expect(found.rows).toBeGreaterThan(100);
  expect(numbersOf(found, "relative_range_5").every(Number.isNaN)).toBe(true);
  expect(numbersOf(found, "volume_surprise").every(Number.isNaN)).toBe(true);
});
