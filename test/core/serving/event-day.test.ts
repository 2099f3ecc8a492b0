import { dayProblem, eventDay } from "../../../model-code/core/serving/event-day";

const dayOf = (date: string) => eventDay({ time: "2026-05-06T07:08:09.000Z", about: { symbol: "IBM", date } }, "date");

test("a record is about its row's day, or else about its own: never about a day that there is not", () => {
  expect(dayOf("2009-04-01")).toBe("2009-04-01");
  expect(dayOf("2009-04-01T23:59:59-05:00")).toBe("2009-04-01");
  for (const odd of ["2009-11-31", "2009-02-29", "2009-13-01", "0", "first quarter"]) expect(dayOf(odd)).toBe("2026-05-06");
  expect(eventDay({ time: "2026-05-06T07:08:09.000Z", about: null }, "date")).toBe("2026-05-06");
});

test("a key that looks like a day is none where rows have no time", () => {
  expect(eventDay({ time: "2026-05-06T07:08:09.000Z", about: { contract: "2019-01-31-0007" } }, null)).toBe("2026-05-06");
});

test.each([
  ["1980-01-01", true],
  ["1979-12-31", false],
  ["2009-11-31", false],
  ["2009-11-31T10:00:00Z", false],
  ["0000-00-00", false],
  // 366 days after 6 May 2026
  ["2027-05-07", true],
  ["2027-05-08", false],
  ["2013-03-04T16:00:00Z", true],
  ["2013-03-04 16:00:00.123456789-05:00", true],
  // RFC 3339 knows no time without a zone, which might be another day's
  ["2013-03-04T16:00:00", false],
  ["2013-03-04T25:00:00Z", false],
  ["2013-03-04../../x", false],
  ["2013-03-040", false],
  ["2013-3-4", false],
  ["04.03.2013", false],
  ["../../x", false],
  ["first quarter", false],
])("the time %s is one that a row can be about: %s", (time, isOne) => {
  expect(dayProblem(time, new Date("2026-05-06T23:59:59Z"), "about/date") === undefined).toBe(isOne);
});
