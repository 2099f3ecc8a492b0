import { timeText } from "../../../model-code/core/serving/time-text";

test("a time is written as ISO 8601 UTC, whatever was written before, and one that is none is refused each time", () => {
  const [some, next] = [new Date("2009-04-01T12:34:56.789Z"), new Date("2009-04-01T12:34:56.790Z")];
  for (const time of [some, some, next, some, new Date(some.getTime())]) expect(timeText(time)).toBe(time.toISOString());
  for (const _ of [1, 2]) expect(() => timeText(new Date(Number.NaN))).toThrow(RangeError);
});
