import { newYorkCalendar } from "../../../model-code/core/data/calendar";
import { tradingHours } from "../../../model-code/core/data/trading-hours";

// the exchange's own list for 2026: https://www.nyse.com/markets/hours-calendars
test("New York's hours of 2026 are the exchange's own: ten holidays, two early ends", () => {
  expect(tradingHours(newYorkCalendar(), 2026, 2026)).toEqual({
    timeZone: "America/New_York",
    opensAt: 570,
    closesAt: 960,
    closed: [
      ...["2026-01-01", "2026-01-19", "2026-02-16", "2026-04-03", "2026-05-25"],
      ...["2026-06-19", "2026-07-03", "2026-09-07", "2026-11-26", "2026-12-25"],
    ],
    early: { "2026-11-27": 780, "2026-12-24": 780 },
  });
});
