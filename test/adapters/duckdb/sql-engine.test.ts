import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BadQuery, duckdb, readParquet, writeParquet } from "../../../model-code/adapters/duckdb/sql-engine";
import { numbersOf, type Table } from "../../../model-code/core/data/table";

const table = (...values: readonly number[]): Table => ({
  rows: values.length,
  columns: { x: { type: "number", values: Float64Array.from(values) } },
});
const sum = async (x: Table) => numbersOf(await duckdb.query("SELECT sum(x) AS total FROM t", { t: x }), "total")[0];

test("a query sees its own tables and no others', at the same time and afterwards", async () => {
  expect(await Promise.all([sum(table(1, 2)), sum(table(10)), sum(table(5, 6, 7))])).toEqual([3, 10, 18]);
  for (const left of ["t", "loaded t"])
    await expect(duckdb.query(`SELECT * FROM "${left}"`, {})).rejects.toThrow(/the SQL engine refused the query: .*does not exist/);
  await expect(duckdb.query("CREATE TABLE kept AS SELECT 1 AS x", {})).rejects.toThrow(BadQuery);
  await expect(duckdb.query("SELECT * FROM kept", {})).rejects.toThrow(BadQuery);
});

test("after a query that is refused, and tables that can't be read, the next one is answered", async () => {
  await expect(sum({ rows: 0, columns: {} })).rejects.toThrow();
  await expect(readParquet(["/nowhere/a.parquet"])).rejects.toThrow("/nowhere/a.parquet");
  await expect(duckdb.copy("SELECT nothing FROM t", { t: table(1) }, "/nowhere/b.parquet")).rejects.toThrow(BadQuery);
  expect(await sum(table(4))).toBe(4);
});

test("a file that is another by now is read anew", async () => {
  const folder = mkdtempSync(join(tmpdir(), "duckdb-"));
  const file = join(folder, "rows.parquet");
  try {
    for (const values of [[1, 2], [3, 4], [5]]) {
      await writeParquet(file, table(...values));
      expect([...numbersOf(await readParquet([file]), "x")]).toEqual(values);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
