import { numbersOf, type Table } from "../../../model-code/core/data/table";
import { joinLabel } from "../../../model-code/core/features/join-label";

const table = (name: string, rows: readonly (readonly [string, number, number])[]): Table => ({
  rows: rows.length,
  columns: {
    symbol: { type: "string", values: rows.map(([s]) => s) },
    date: { type: "date", values: Float64Array.from(rows, ([, d]) => d) },
    [name]: { type: "number", values: Float64Array.from(rows, ([, , v]) => v) },
  },
});

test("keeps the rows whose label is known, in the order of the features", () => {
  const joined = joinLabel(
    table("x", [
      ["B", 1, 10],
      ["A", 1, 20],
      ["A", 2, 30],
      ["A", 3, 40],
    ]),
    table("label", [
      ["A", 1, 1],
      ["B", 1, 0],
      ["A", 2, Number.NaN],
    ]),
    ["symbol", "date"],
  );
  expect([...numbersOf(joined, "x")]).toEqual([10, 20]);
  expect([...numbersOf(joined, "label")]).toEqual([0, 1]);
});

test.each([
  [
    "features.sql",
    [
      ["A", 14610, 1],
      ["A", 14610, 2],
    ],
    [["A", 14610, 1]],
  ],
  [
    "label.sql",
    [["A", 14610, 1]],
    [
      ["A", 14610, 1],
      ["A", 14610, 0],
    ],
  ],
] as const)("refuses a key that %s gives twice", (query, features, labels) => {
  expect(() => joinLabel(table("x", features), table("label", labels), ["symbol", "date"])).toThrow(
    `${query}: expected one row for each symbol, date, got two for symbol A, date 2010-01-01`,
  );
});
