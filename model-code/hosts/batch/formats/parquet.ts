import { type DuckDBConnection, type DuckDBPreparedStatement, DuckDBTypeId } from "@duckdb/node-api";
import { identifier, literal } from "../../../adapters/duckdb/sql-text";
import { BadInput, type Problem } from "../../../core/problem";
import { type BatchFormat, checkColumns, otherColumns } from "../rows-source";

const NUMBERS: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE,
  DuckDBTypeId.DECIMAL,
]);

/** @throws BadInput for a file that is none, or is cut off */
async function prepared(connection: DuckDBConnection, query: string, file: string): Promise<DuckDBPreparedStatement> {
  try {
    return await connection.prepare(query);
  } catch (error) {
    const got = `something else, or a part of one (${(error as Error).message.split("\n")[0]})`;
    const remedy = "Write it anew; a file of another format needs its own ending: .csv or .jsonl.";
    throw new BadInput("rows to score", [{ where: file, expected: "a Parquet file", got, remedy }]);
  }
}

export const parquet: BatchFormat = {
  extensions: [".parquet"],
  copy: "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880",
  async open(connection, file, features) {
    const from = `read_parquet(${literal(file)}, hive_partitioning = false) AS rows`;
    const described = await prepared(connection, `SELECT * FROM ${from}`, file);
    const columns = Array.from({ length: described.columnCount }, (_, i) => described.columnName(i));
    const types = new Map(columns.map((name, i) => [name, described.columnType(i)]));
    described.destroySync();
    checkColumns(file, columns, features);
    const odd = (name: string, expected: string): Problem => ({
      where: `${file} column ${name}`,
      expected,
      got: String(types.get(name)),
      remedy: "Write the column with another type.",
    });
    const problems = [
      ...features.numbers.filter((name) => !NUMBERS.has(types.get(name)!.typeId)).map((name) => odd(name, "numbers")),
      ...features.categories.filter((name) => types.get(name)!.typeId !== DuckDBTypeId.VARCHAR).map((name) => odd(name, "texts")),
    ];
    if (problems.length > 0) throw new BadInput("rows to score", problems);
    const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${from}`);
    return {
      from,
      others: otherColumns(columns, features).map((name) => ({ name, sql: identifier(name) })),
      number(name) {
        const column = identifier(name);
        const number = `CAST(${column} AS DOUBLE)`;
        // NaN is how pandas and Spark write a missing number
        return {
          value: `coalesce(${number}, 'nan'::DOUBLE)`,
          wrong: `coalesce(isinf(${number}), false)`,
          found: `CAST(${column} AS VARCHAR)`,
        };
      },
      category: (name) => ({ value: `coalesce(${identifier(name)}, '')`, wrong: "false", found: identifier(name) }),
      unreadable: "false",
      whole: "to_json(rows)",
      total: Number(counted.getRows()[0]![0]),
      rejected: undefined,
    };
  },
};
