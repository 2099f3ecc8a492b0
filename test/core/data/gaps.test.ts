import { newYorkCalendar } from "../../../model-code/core/data/calendar";
import { checkRows } from "../../../model-code/core/data/check-rows";
import { dayText, parseDay } from "../../../model-code/core/data/day";
import { findGaps, freshness } from "../../../model-code/core/data/gaps";
import { carrySessions } from "../../../model-code/core/data/missing-sessions";
import { parseCsv } from "../../../model-code/core/data/parse-csv";
import { numbersOf, stringsOf } from "../../../model-code/core/data/table";
import { bars, csv, line } from "../../support/source";

const calendar = newYorkCalendar();
const source = bars();
const read = (...lines: string[]) => checkRows(source, parseCsv(csv(...lines), "a.csv", source), calendar).accepted;

test("a weekend and a holiday are no gap, a session without a row is", () => {
  // 2012-01-13 was a Friday, the 16th Martin Luther King's day, the 17th and 18th sessions
  expect(findGaps(source, read(line("X", "2012-01-13"), line("X", "2012-01-17")), calendar)).toEqual([]);
  expect(findGaps(source, read(line("X", "2012-01-13"), line("Y", "2012-01-17"), line("X", "2012-01-19")), calendar)).toEqual([
    { entity: "X", after: "2012-01-13", until: "2012-01-19", sessions: 2 },
  ]);
});

test("tells how many sessions each symbol is behind", () => {
  const table = read(line("X", "2012-01-13"), line("Y", "2012-01-18"));
  expect(freshness(source, table, calendar, parseDay("2012-01-19"))).toEqual([
    { entity: "X", newest: "2012-01-13", sessionsLate: 3 },
    { entity: "Y", newest: "2012-01-18", sessionsLate: 1 },
  ]);
});

test("carries the last close into missing sessions as flat rows without volume", () => {
  const { table, carried } = carrySessions(
    source,
    read(line("X", "2012-01-13", 10, 500), line("Y", "2012-01-17", 7), line("X", "2012-01-19", 12, 600)),
    calendar,
  );
  expect(carried).toBe(2);
  const rows = Array.from({ length: table.rows }, (_, i) =>
    [
      dayText(numbersOf(table, "date")[i]!),
      stringsOf(table, "symbol")[i],
      ...["open", "high", "low", "close", "volume"].map((c) => numbersOf(table, c)[i]),
    ].join(" "),
  );
  expect(rows).toEqual([
    "2012-01-13 X 10 11 9 10 500",
    "2012-01-17 X 10 10 10 10 0",
    "2012-01-17 Y 7 8 6 7 1000",
    "2012-01-18 X 10 10 10 10 0",
    "2012-01-19 X 12 13 11 12 600",
  ]);
});
