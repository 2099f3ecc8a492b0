import { readFileSync } from "node:fs";
import { newYorkCalendar } from "../../../model-code/core/data/calendar";
import { dayText, parseDay } from "../../../model-code/core/data/day";

const calendar = newYorkCalendar();
const SAMPLE = "model-code/models/market-volatility/sample/ohlcv-daily.csv";

test("its sessions are exactly the days on which IBM traded, from March 2000 to March 2013", () => {
  const traded = readFileSync(SAMPLE, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("IBM,"))
    .map((line) => line.split(",")[1]!);
  const sessions: string[] = [];
  for (let day = parseDay(traded[0]!); day <= parseDay(traded.at(-1)!); day++) if (calendar.isSession(day)) sessions.push(dayText(day));
  expect(sessions).toEqual(traded);
});

// the exchange's own announcements
test.each([
  ["2022-06-20", false, "Juneteenth on a Sunday is kept on Monday"],
  ["2021-06-18", true, "Juneteenth was not kept before 2022"],
  ["2021-12-31", true, "New Year's Day of 2022 is a Saturday, which is not kept"],
  ["2021-12-24", false, "Christmas of 2021 is a Saturday, kept on Friday"],
  ["2024-03-29", false, "Good Friday"],
  ["1997-01-20", true, "Martin Luther King's day was not kept before 1998"],
  ["2018-12-05", false, "funeral of George H. W. Bush"],
  ["2025-01-09", false, "funeral of Jimmy Carter"],
  ["2026-11-26", false, "Thanksgiving"],
  ["2026-11-21", false, "a Saturday"],
])("%s is a session: %s (%s)", (date, isSession) => {
  expect(calendar.isSession(parseDay(date))).toBe(isSession);
});

test.each([
  ["2012-07-16", "2012-07-16T20:00:00.000Z", "daylight saving time"],
  ["2012-01-17", "2012-01-17T21:00:00.000Z", "standard time"],
  ["2007-03-12", "2007-03-12T20:00:00.000Z", "first session of the longer daylight saving time"],
  ["2006-03-13", "2006-03-13T21:00:00.000Z", "before 2007 it began in April"],
  ["2012-11-23", "2012-11-23T18:00:00.000Z", "13:00 after Thanksgiving"],
  ["2012-12-24", "2012-12-24T18:00:00.000Z", "13:00 on Christmas Eve"],
  ["2012-07-03", "2012-07-03T17:00:00.000Z", "13:00 before Independence Day"],
])("%s closes at %s (%s)", (date, close) => {
  expect(new Date(calendar.closeOf(parseDay(date))).toISOString()).toBe(close);
});

test("counts sessions between two days, neither forwards nor backwards twice", () => {
  // Friday to Tuesday over a weekend: Monday and Tuesday
  expect(calendar.sessionsBetween(parseDay("2012-07-13"), parseDay("2012-07-17"))).toBe(2);
  expect(calendar.sessionsBetween(parseDay("2012-07-17"), parseDay("2012-07-13"))).toBe(0);
  expect(dayText(calendar.sessionFrom(parseDay("2001-09-11")))).toBe("2001-09-17");
});

test("what is no day is refused, rather than counted to for ever", () => {
  for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, 0.5]) expect(() => calendar.sessionFrom(odd)).toThrow(RangeError);
});
