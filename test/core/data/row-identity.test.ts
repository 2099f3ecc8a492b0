import { createHash } from "node:crypto";
import fc from "fast-check";
import { checkRows } from "../../../model-code/core/data/check-rows";
import { ingest } from "../../../model-code/core/data/ingest";
import { parseCsv } from "../../../model-code/core/data/parse-csv";
import { callerColumns, callerTime, drawOf, rowColumns } from "../../../model-code/core/data/row-identity";
import { numbersOf, stringsOf } from "../../../model-code/core/data/table";
import { sessionsByLot } from "../../../model-code/core/monitor/calibrate-profile";
import type { SourceSpec } from "../../../model-code/core/spec/model-schema";
import { bars } from "../../support/source";

/** A plain table: no calendar, no prices, and as much of an identity as is given. */
const loans = (identity: Pick<SourceSpec, "key" | "time" | "entity">): SourceSpec => ({
  name: "loans",
  kind: "file-drop",
  files: ["*.csv"],
  required: true,
  missingSessions: "leave",
  normalizeText: [],
  ...identity,
  contract: {
    columns: {
      loan: { type: "string", optional: true },
      customer: { type: "string", optional: true },
      day: { type: "date", optional: true },
      amount: { type: "number", optional: false },
    },
    rules: [],
    maxRejectedShare: 0,
  },
});
const HEADER = "loan,customer,day,amount\n";
const check = (source: SourceSpec, text: string, file = "a.csv") => checkRows(source, parseCsv(HEADER + text, file, source), undefined);

test.each<[Pick<SourceSpec, "key" | "time" | "entity">, readonly string[], readonly string[], string | null]>([
  [{ key: ["symbol", "date"], time: "date", entity: "symbol" }, ["symbol", "date"], ["symbol", "date"], "date"],
  [{ key: ["date"], time: "date" }, ["date"], ["date"], "date"],
  [{ key: ["loan"], time: "day" }, ["loan", "day"], ["loan", "day"], "day"],
  [{ key: ["loan"] }, ["loan", "draw"], ["loan"], null],
  [{ key: ["loan", "part"], entity: "customer" }, ["loan", "part", "draw"], ["loan", "part"], null],
  [{ time: "day" }, ["row_id", "day"], [], null],
  [{}, ["row_id", "draw"], [], null],
])("%j: features are keyed by %j, callers name %j, of which the time is %j", (identity, key, callers, time) => {
  expect(callerTime(identity)).toBe(time);
  expect(rowColumns(identity)).toEqual(key);
  expect(callerColumns(identity)).toEqual(callers);
});

test("a lot is the first 48 bits of the key's sha256 as a share", () => {
  const hex = createHash("sha256").update('["L1",null]').digest("hex");
  expect(drawOf(["L1", null])).toBe(Number(BigInt(`0x${hex.slice(0, 12)}`)) / 2 ** 48);
});

test("lots are spread evenly: of 4,000 in ten equal parts none differs from 400 by more than chance allows", () => {
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 4000; i++) counts[Math.floor(10 * drawOf([`loan ${i}`]))]!++;
  // chi-squared with 9 degrees of freedom exceeds 27.9 once in a thousand
  expect(counts.reduce((sum, n) => sum + (n - 400) ** 2 / 400, 0)).toBeLessThan(27.9);
});

test("without a key, rows that are alike are rows of their own, named by file and line", () => {
  const { accepted, rejected } = check(loans({ time: "day" }), "L1,C1,2024-03-02,5\nL1,C1,2024-03-02,5\nL2,C1,2024-03-01,7\n");
  expect(rejected).toEqual([]);
  expect(stringsOf(accepted, "row_id")).toEqual(["a.csv:4", "a.csv:2", "a.csv:3"]);
  expect(Object.keys(accepted.columns)).toEqual(["loan", "customer", "day", "amount", "row_id"]);
});

test("without a time, rows are in the order of their lots, whatever else comes with them", () => {
  const source = loans({ key: ["loan"] });
  const few = check(source, "L1,C1,,5\nL2,C2,,6\n").accepted;
  const more = check(source, "L9,C2,,6\nL2,C2,,6\nL1,C1,,5\n", "b.csv").accepted;
  const lotOf = (of: typeof few) => Object.fromEntries(stringsOf(of, "loan").map((l, i) => [l, numbersOf(of, "draw")[i]]));
  expect(lotOf(more)).toMatchObject(lotOf(few));
  expect([...numbersOf(more, "draw")]).toEqual([...numbersOf(more, "draw")].sort());
});

test("rows of one entity share their lot", () => {
  const { accepted } = check(loans({ key: ["loan"], entity: "customer" }), "L1,C1,,5\nL2,C1,,6\nL3,C2,,6\n");
  const lots = Object.fromEntries(stringsOf(accepted, "loan").map((l, i) => [l, numbersOf(accepted, "draw")[i]]));
  expect(lots.L1).toBe(lots.L2);
  expect(lots.L3).not.toBe(lots.L1);
});

test("property: without a key, an extract of the same rows gives each the lot that it had, whatever file and line it is on", () => {
  const row = fc.record({
    loan: fc.constantFrom("L1", "L2", ""),
    customer: fc.constantFrom("C1", ""),
    amount: fc.integer({ min: 0, max: 30 }),
  });
  const lots = (rows: readonly { loan: string; customer: string; amount: number }[], file: string) => {
    const { accepted, duplicates } = check(loans({}), rows.map((r) => `${r.loan},${r.customer},,${r.amount}\n`).join(""), file);
    const [names, customers] = [stringsOf(accepted, "loan"), stringsOf(accepted, "customer")];
    const [amounts, drawn] = [numbersOf(accepted, "amount"), numbersOf(accepted, "draw")];
    const of = new Map<string, Set<number>>();
    for (const [r, lot] of drawn.entries()) {
      const content = `${names[r] ?? ""},${customers[r] ?? ""},${amounts[r]}`;
      of.set(content, (of.get(content) ?? new Set()).add(lot));
    }
    return { of, duplicates };
  };
  fc.assert(
    fc.property(fc.array(row, { minLength: 2, maxLength: 60 }), fc.array(row, { maxLength: 20 }), (rows, more) => {
      const first = lots(rows, "january.csv");
      const second = lots([...more, ...[...rows].reverse()], "february.csv");
      expect(first.duplicates).toBe(rows.length - first.of.size);
      for (const [content, drawn] of first.of) {
        expect(drawn.size).toBe(1);
        expect(second.of.get(content)).toEqual(drawn);
      }
      // those that differ are drawn apart
      expect(new Set([...first.of.values()].map(([lot]) => lot)).size).toBe(first.of.size);
    }),
    { numRuns: 50 },
  );
});

test("alike is what is read, not how it is written or in which order the contract has it; a key tells rows apart", () => {
  const { accepted, duplicates } = check(loans({}), "L1,C1,,5\nL1,C1,,5.00\nL1,C1,,6\n");
  expect([new Set(numbersOf(accepted, "draw")).size, duplicates]).toEqual([2, 1]);
  const { contract, ...source } = loans({});
  const turned = { ...source, contract: { ...contract, columns: Object.fromEntries(Object.entries(contract.columns).reverse()) } };
  expect(numbersOf(check(turned, "L1,C1,,5\n").accepted, "draw")[0]).toBe(numbersOf(check(loans({}), "L1,C1,,5\n").accepted, "draw")[0]);
  expect(check(loans({ key: ["loan"] }), "L1,C1,,5\nL2,C1,,5\n")).not.toHaveProperty("duplicates");
});

test("without a key, a file that comes again takes the place of the former; another one adds to it", () => {
  const source = loans({});
  const rows = (file: string, text: string) => parseCsv(HEADER + text, file, source);
  const first = ingest(source, [], rows("a.csv", "L1,,,5\nL2,,,6\n"), {});
  const again = ingest(source, first.rows, rows("a.csv", "L1,,,5\nL2,,,7\nL3,,,8\n"), first.watermark);
  expect(again.rows.map((r) => r.values.amount)).toEqual(["5", "7", "8"]);
  expect(ingest(source, first.rows, rows("b.csv", "L1,,,5\n"), {}).rows).toHaveLength(3);
});

test("bars, which have both, are as they were", () => {
  expect(rowColumns(bars())).toEqual(["symbol", "date"]);
});

test("a window of sessions by lot holds the fewest rows that are judged", () => {
  const lots = Float64Array.from({ length: 1000 }, (_, i) => drawOf([i]));
  const sessions = sessionsByLot(lots, { windowSessions: 60, minRows: 150 });
  expect(Math.max(...sessions)).toBe(Math.floor((999 * 60) / 150));
  for (const from of [0, 100, 339]) expect(sessions.filter((s) => s >= from && s < from + 60)).toHaveLength(150);
});
