import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { numbersOf, stringsOf, type Table } from "../../../model-code/core/data/table";
import type { StressScenario } from "../../../model-code/core/evaluate/evaluation";
import { STRESS } from "../../../model-code/core/evaluate/stress";
import { seededRandom } from "../../../model-code/core/random";
import type { ModelSpec } from "../../../model-code/core/spec/model-schema";
import { parseModel } from "../../../model-code/core/spec/parse-model";

const DAY = 86_400_000;
const FROM = 14_000;
const SYMBOLS = ["AAPL", "IBM", "MSFT"];
const BEFORE = 50;
const WITHIN = 130;

const bars = {
  name: "bars",
  required: true,
  time: "date",
  entity: "symbol",
  ohlcv: { open: "open", high: "high", low: "low", close: "close", volume: "volume", adjustedClose: "adj_close" },
};
const news = { name: "news", required: false, time: "published_at", entity: "symbol" };
const modelWith = (sources: object[]) => ({ sources }) as unknown as ModelSpec;
const model = modelWith([bars, news]);

/** Bars of each symbol and session, newest first, so that nothing rests on their order. */
function barTable(symbols: readonly string[]): Table {
  const random = seededRandom("bars");
  const rows = symbols
    .flatMap((symbol) => Array.from({ length: BEFORE + WITHIN }, (_, i) => ({ symbol, date: FROM - BEFORE + i })))
    .sort((a, b) => b.date - a.date);
  const closes = Float64Array.from(rows, () => 100 + random.normal());
  const number = (values: Float64Array) => ({ type: "number" as const, values });
  return {
    rows: rows.length,
    columns: {
      symbol: { type: "string", values: rows.map((r) => r.symbol) },
      date: { type: "date", values: Float64Array.from(rows, (r) => r.date) },
      session_close: { type: "timestamp", values: Float64Array.from(rows, (r) => r.date * DAY + 75_600_000) },
      open: number(closes.map((c) => c - 1)),
      high: number(closes.map((c) => c + 2)),
      low: number(closes.map((c) => c - 2)),
      close: number(closes),
      adj_close: number(closes.map((c) => c / 2)),
      volume: number(closes.map(() => 1000)),
    },
  };
}

const headlines: Table = {
  rows: 2,
  columns: {
    symbol: { type: "string", values: ["AAPL", "IBM"] },
    published_at: { type: "timestamp", values: Float64Array.of(13_000 * DAY, 14_001 * DAY) },
  },
};
const tables = { bars: barTable(SYMBOLS), news: headlines };
const put = (name: StressScenario, seed: string | number = 1, of: Record<string, Table> = tables) =>
  STRESS[name].apply(of, { model, from: FROM, random: seededRandom(seed) });

/** A column of one symbol in time order. */
function course(table: Table, symbol: string, column: string): number[] {
  const dates = numbersOf(table, "date");
  const values = numbersOf(table, column);
  return stringsOf(table, "symbol")
    .flatMap((s, row) => (s === symbol ? [row] : []))
    .sort((a, b) => dates[a]! - dates[b]!)
    .map((row) => values[row]!);
}

/** Lengths of the runs of positions that hold. */
const runs = (hits: readonly boolean[]): number[] =>
  hits.reduce<number[]>((found, hit, i) => {
    if (hit && hits[i - 1]) found[found.length - 1]!++;
    else if (hit) found.push(1);
    return found;
  }, []);

const calmCourse = (symbol: string, column: string) => course(tables.bars, symbol, column);

describe.each(SYMBOLS)("%s", (symbol) => {
  test("gap: prices fall to 80 % three times in 130 sessions and stay there, volumes stay", () => {
    const shocked = put("gap").bars!;
    const factor = course(shocked, symbol, "close").map((close, i) => close / calmCourse(symbol, "close")[i]!);
    expect(new Set(factor.slice(0, BEFORE))).toEqual(new Set([1]));
    const levels = [...new Set(factor.map((f) => f.toFixed(6)))];
    expect(levels.slice(-3)).toEqual(["0.800000", "0.640000", "0.512000"]);
    for (const column of ["open", "high", "low", "adj_close"]) {
      const calm = calmCourse(symbol, column);
      for (const [i, price] of course(shocked, symbol, column).entries()) expect(price / calm[i]!).toBeCloseTo(factor[i]!, 12);
    }
    expect(course(shocked, symbol, "volume")).toEqual(calmCourse(symbol, "volume"));
  });

  test("halt: five sessions in a row are missing, three times", () => {
    const left = new Set(course(put("halt").bars!, symbol, "date"));
    const missing = calmCourse(symbol, "date").map((date) => !left.has(date));
    expect(missing.slice(0, BEFORE)).not.toContain(true);
    expect(missing.filter(Boolean)).toHaveLength(15);
    for (const length of runs(missing)) expect(length % 5).toBe(0);
  });

  test("flat: fifteen bars are their close and without volume, the others are untouched", () => {
    const shocked = put("flat").bars!;
    const flat = course(shocked, symbol, "volume").map((volume) => volume === 0);
    expect(flat.slice(0, BEFORE)).not.toContain(true);
    expect(flat.filter(Boolean)).toHaveLength(15);
    for (const column of ["open", "high", "low", "close", "adj_close"]) {
      const meant = calmCourse(symbol, column === "adj_close" ? column : "close");
      const calm = calmCourse(symbol, column);
      expect(course(shocked, symbol, column)).toEqual(calm.map((price, i) => (flat[i] ? meant[i]! : price)));
    }
  });

  test("tenfold-volume: fifteen sessions, prices stay", () => {
    const shocked = put("tenfold-volume").bars!;
    const volumes = course(shocked, symbol, "volume");
    expect(new Set(volumes.slice(0, BEFORE))).toEqual(new Set([1000]));
    expect(volumes.filter((v) => v === 10_000)).toHaveLength(15);
    expect(volumes.filter((v) => v === 1000)).toHaveLength(BEFORE + WITHIN - 15);
    expect(course(shocked, symbol, "close")).toEqual(calmCourse(symbol, "close"));
  });
});

test("missing-news: optional tables are empty and keep their columns, bars are untouched", () => {
  const shocked = put("missing-news");
  expect(shocked.news!.rows).toBe(0);
  expect(Object.entries(shocked.news!.columns).map(([name, c]) => [name, c.type, c.values.length])).toEqual([
    ["symbol", "string", 0],
    ["published_at", "timestamp", 0],
  ]);
  expect(shocked.bars).toBe(tables.bars);
});

/** For each session of a symbol, whether its row is gone or not as it was. */
function sessionsHit(shocked: Table, calm: Table, symbol: string): boolean[] {
  const left = new Map(course(shocked, symbol, "date").map((date, i) => [date, i]));
  const figures = ["open", "volume"].map((c) => ({ now: course(shocked, symbol, c), was: course(calm, symbol, c) }));
  return course(calm, symbol, "date").map((date, i) => {
    const at = left.get(date);
    return at === undefined || figures.some(({ now, was }) => now[at] !== was[i]);
  });
}

const shocksOnBars = ["gap", "halt", "flat", "tenfold-volume"] as const;

describe.each(shocksOnBars)("%s", (name) => {
  test("leaves other sources alone, and what it is given unchanged", () => {
    const before = JSON.stringify(tables);
    expect(put(name).news).toBe(headlines);
    expect(JSON.stringify(tables)).toBe(before);
  });

  test("keeps the close of the session with its row", () => {
    const { bars: shocked } = put(name);
    const dates = numbersOf(shocked!, "date");
    expect(numbersOf(shocked!, "session_close").every((close, row) => close === dates[row]! * DAY + 75_600_000)).toBe(true);
  });

  test("a seed determines it, and hits entities at different times", () => {
    expect(put(name, 3)).toEqual(put(name, 3));
    expect(put(name, 3)).not.toEqual(put(name, 4));
    const [first, second] = SYMBOLS.map((symbol) => sessionsHit(put(name).bars!, tables.bars, symbol));
    expect(first).toContain(true);
    expect(second).not.toEqual(first);
  });

  test("another entity does not move an entity's shocks", () => {
    const alone = put(name, 1, { bars: barTable(["AAPL"]) }).bars!;
    const calmAlone = barTable(["AAPL"]);
    const together = put(name).bars!;
    expect(sessionsHit(alone, calmAlone, "AAPL")).toEqual(sessionsHit(together, tables.bars, "AAPL"));
  });

  test("a table without an optional column, or a source without a table, is no obstacle", () => {
    const { adj_close: _, ...columns } = tables.bars.columns;
    expect(put(name, 1, { bars: { ...tables.bars, columns } }).bars!.columns).not.toHaveProperty("adj_close");
    expect(put(name, 1, { news: headlines })).toEqual({ news: headlines });
  });

  test("applies only where there are bars", () => {
    expect(STRESS[name].applies(model)).toBe(true);
    expect(STRESS[name].applies(modelWith([news]))).toBe(false);
  });
});

test("missing-news applies only where a source is optional", () => {
  expect(STRESS["missing-news"].applies(model)).toBe(true);
  expect(STRESS["missing-news"].applies(modelWith([bars]))).toBe(false);
});

test("a time column of timestamps begins at the day's midnight; without an entity all rows are one", () => {
  const times = Float64Array.from({ length: 10 }, (_, i) => (FROM - 5 + i) * DAY);
  const ticks: Table = {
    rows: 10,
    columns: { at: { type: "timestamp", values: times }, v: { type: "number", values: new Float64Array(10).fill(1) } },
  };
  const { entity: _, ...alone } = { ...bars, time: "at", ohlcv: { open: "v", high: "v", low: "v", close: "v", volume: "v" } };
  const shocked = STRESS["tenfold-volume"].apply({ bars: ticks }, { model: modelWith([alone]), from: FROM, random: seededRandom(1) });
  expect([...numbersOf(shocked.bars!, "v")]).toEqual([1, 1, 1, 1, 1, 10, 10, 10, 10, 10]);
});

test("property: a shock lies within the test period, whatever its length", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: WITHIN }), fc.integer(), (into, seed) => {
      const from = FROM + into;
      const { bars: shocked } = STRESS["tenfold-volume"].apply(tables, { model, from, random: seededRandom(seed) });
      const dates = numbersOf(shocked!, "date");
      const hit = [...dates].filter((_, row) => numbersOf(shocked!, "volume")[row] === 10_000);
      // in every full 60 sessions one shock of 5, and one in the rest if it has 5
      const left = WITHIN - into;
      const shocks = Math.floor(left / 60) + (left % 60 >= 5 ? 1 : 0);
      expect(hit).toHaveLength(3 * 5 * shocks);
      expect(hit.every((date) => date >= from)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test("the sample model's scenarios all apply to it", () => {
  const yaml = readFileSync(join(__dirname, "../../../model-code/models/market-volatility/model.yaml"), "utf8");
  const sample = parseModel(yaml, "model.yaml");
  for (const name of sample.evaluation.stress) expect(STRESS[name].applies(sample)).toBe(true);
});
