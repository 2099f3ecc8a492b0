import fc from "fast-check";
import { fires, parseCron } from "../../../model-code/core/spec/cron";

test("a field is a number, a list, a range, every n-th, or all", () => {
  expect(parseCron("5,35 8-18/5 */10 * 1-5")).toEqual({
    minutes: [5, 35],
    hours: [8, 13, 18],
    days: [1, 11, 21, 31],
    months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    weekdays: [1, 2, 3, 4, 5],
  });
});

test("the seventh day of the week is Sunday, as is day 0", () => {
  expect(parseCron("0 0 * * 7")?.weekdays).toEqual([0]);
  expect(parseCron("0 0 * * 5-7")?.weekdays).toEqual([0, 5, 6]);
});

test("a number with a step goes on to the end", () => {
  expect(parseCron("10/20 0 * * *")?.minutes).toEqual([10, 30, 50]);
});

test.each([
  "",
  "* * * *",
  "* * * * * *",
  "60 * * * *",
  "0 24 * * *",
  "0 0 0 * *",
  "0 0 * 13 *",
  "0 0 * * 8",
  "5-1 * * * *",
  "*/0 * * * *",
  "x * * * *",
  "1,,2 * * * *",
])("%j is none", (text) => {
  expect(parseCron(text)).toBeUndefined();
});

test.each([
  ["0 0 30 2 *", false],
  ["0 0 31 4,6,9,11 *", false],
  ["0 0 29 2 *", true],
  ["0 0 31 * *", true],
  ["0 0 31 2,3 *", true],
  ["0 0 30 2 1", true],
  ["0 0 * 2 *", true],
])("%s fires: %s", (text, expected) => {
  expect(fires(parseCron(text)!)).toBe(expected);
});

test("it fires when some minute of eight years is one of its times", () => {
  const day = fc.integer({ min: 1, max: 31 });
  const month = fc.integer({ min: 1, max: 12 });
  fc.assert(
    fc.property(day, month, fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }), (d, m, w) => {
      const found = Array.from({ length: 8 * 366 }, (_, i) => new Date(Date.UTC(2024, 0, 1 + i))).some(
        (at) => at.getUTCMonth() + 1 === m && (at.getUTCDate() === d || at.getUTCDay() === w),
      );
      expect(fires(parseCron(`0 0 ${d} ${m} ${w ?? "*"}`)!)).toBe(found);
    }),
  );
});
