import { readFileSync } from "node:fs";
import { newYorkCalendar } from "../../../model-code/core/data/calendar";
import { parseDay } from "../../../model-code/core/data/day";
import { sampleNews } from "../../../model-code/core/data/sample-news";
import { type Table, takeRows } from "../../../model-code/core/data/table";
import { seededRandom } from "../../../model-code/core/random";
import { sampleNewsText } from "../../../model-code/models/market-volatility/sample/generate-news";

test("the sample's news are what the generator makes of the sample's bars", () => {
  expect(readFileSync("model-code/models/market-volatility/sample/news.csv", "utf8")).toBe(sampleNewsText());
});

test("what was published until a session's close is the same when no later bar exists", () => {
  const random = seededRandom("bars");
  const days = Array.from({ length: 300 }, (_, i) => parseDay("2010-01-04") + i).filter((d) => newYorkCalendar().isSession(d));
  const close = days.map(() => 10 * Math.exp(0.04 * random.normal()));
  const number = (values: number[]) => ({ type: "number" as const, values: Float64Array.from(values) });
  const table: Table = {
    rows: days.length,
    columns: {
      symbol: { type: "string", values: days.map(() => "X") },
      date: { type: "date", values: Float64Array.from(days) },
      open: number(close.map((c) => c * 1.01)),
      close: number(close),
      volume: number(days.map(() => 100 + random.integer(300))),
      adj_close: number(close),
    },
  };
  const whole = sampleNews(table, seededRandom("n")).split("\n");
  expect(whole.length).toBeGreaterThan(50);
  for (const until of [50, 100, 150]) {
    const some = sampleNews(
      takeRows(
        table,
        Array.from({ length: until }, (_, i) => i),
      ),
      seededRandom("n"),
    )
      .trimEnd()
      .split("\n");
    expect(whole.slice(0, some.length)).toEqual(some);
  }
});
