import { newYorkCalendar } from "../../../model-code/core/data/calendar";
import { checkRows } from "../../../model-code/core/data/check-rows";
import { dayText } from "../../../model-code/core/data/day";
import { parseCsv } from "../../../model-code/core/data/parse-csv";
import { standardize } from "../../../model-code/core/data/standardize";
import { numbersOf, stringsOf } from "../../../model-code/core/data/table";
import { bars, csv, line, news } from "../../support/source";

const calendar = newYorkCalendar();
const standardNews = (...lines: string[]) =>
  standardize(
    news,
    checkRows(news, parseCsv(["symbol,published_at,headline", ...lines].join("\n"), "n.csv", news), calendar).accepted,
    calendar,
  );

test.each([
  ["2012-01-17T20:59:59Z", "2012-01-17", "a second before the close"],
  ["2012-01-17T21:00:00Z", "2012-01-17", "at the close"],
  ["2012-01-17T21:00:01Z", "2012-01-18", "a second after it"],
  ["2012-01-13T22:00:00Z", "2012-01-17", "after Friday's close, before a holiday"],
  ["2012-01-14T12:00:00Z", "2012-01-17", "on a Saturday"],
  ["2012-01-18T02:00:00Z", "2012-01-18", "in the evening in New York, the next day in UTC"],
  ["2012-11-23T18:30:00Z", "2012-11-26", "after an early close"],
])("news of %s are known at the close of %s (%s)", (time, session) => {
  expect(dayText(numbersOf(standardNews(`IBM,${time},up`), "session")[0]!)).toBe(session);
});

test("brings symbols and headlines to one form", () => {
  const table = standardNews("ibm,2012-01-17T12:00:00Z,\u201Cﬁne\u00A0  day\u201D");
  expect(stringsOf(table, "symbol")).toEqual(["IBM"]);
  expect(stringsOf(table, "headline")).toEqual(["\u201Cfine day\u201D"]);
});

test("scores headlines: bad below 0, good above, plain 0", () => {
  const table = standardNews(
    "A,2012-01-17T12:00:00Z,A terrible disaster",
    "B,2012-01-17T12:00:00Z,A great success",
    "C,2012-01-17T12:00:00Z,Meeting on Tuesday",
  );
  const [bad, good, plain] = numbersOf(table, "sentiment");
  expect(bad).toBeLessThan(-0.5);
  expect(good).toBeGreaterThan(0.5);
  expect(plain).toBe(0);
});

test("gives bars their weekday and their close in UTC", () => {
  const source = bars();
  const table = standardize(
    source,
    checkRows(source, parseCsv(csv(line("X", "2012-07-16")), "a.csv", source), calendar).accepted,
    calendar,
  );
  expect(stringsOf(table, "weekday")).toEqual(["Mon"]);
  expect(new Date(numbersOf(table, "session_close")[0]!).toISOString()).toBe("2012-07-16T20:00:00.000Z");
});

test("a source that did not come has the same columns as one that did", () => {
  const types = (t: ReturnType<typeof standardNews>) => Object.entries(t.columns).map(([n, c]) => `${n} ${c.type}`);
  expect(types(standardNews())).toEqual(types(standardNews("IBM,2012-01-17T12:00:00Z,up")));
});
