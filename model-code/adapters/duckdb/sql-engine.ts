import { DOUBLE, type DuckDBConnection, DuckDBDataChunk, DuckDBInstance, DuckDBTypeId, VARCHAR } from "@duckdb/node-api";
import type { Column, ColumnType, Table } from "../../core/data/table";
import type { ParquetFiles, SqlEngine } from "../../core/lifecycle/step";
import { identifier, literal } from "./sql-text";

/** A query that the engine refused. */
export class BadQuery extends Error {
  readonly code = "BAD_QUERY";
  constructor(cause: unknown) {
    super(`the SQL engine refused the query: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

const CHUNK_ROWS = 2048;

/** How a column that was loaded as a number or text gets its SQL type. */
const CAST: Record<ColumnType, (column: string) => string> = {
  number: (c) => c,
  string: (c) => c,
  date: (c) => `DATE '1970-01-01' + CAST(${c} AS INTEGER)`,
  timestamp: (c) => `epoch_ms(CAST(${c} AS BIGINT))`,
};

async function load(connection: DuckDBConnection, name: string, table: Table): Promise<void> {
  const columns = Object.entries(table.columns);
  const loaded = identifier(`loaded ${name}`);
  const types = columns.map(([, c]) => (c.type === "string" ? VARCHAR : DOUBLE));
  await connection.run(`CREATE TEMP TABLE ${loaded} (${columns.map(([n], i) => `${identifier(n)} ${types[i]}`).join(", ")})`);
  const appender = await connection.createAppender(`loaded ${name}`);
  for (let from = 0; from < table.rows; from += CHUNK_ROWS) {
    const rows = Math.min(CHUNK_ROWS, table.rows - from);
    const chunk = DuckDBDataChunk.create(types, rows);
    columns.forEach(([, column], c) => {
      const vector = chunk.getColumnVector(c);
      for (let i = 0; i < rows; i++) {
        const value = column.values[from + i];
        vector.setItem(i, value === undefined || Number.isNaN(value) ? null : value);
      }
      vector.flush();
    });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  const select = columns.map(([n, c]) => `${CAST[c.type](identifier(n))} AS ${identifier(n)}`).join(", ");
  await connection.run(`CREATE TEMP VIEW ${identifier(name)} AS SELECT ${select} FROM ${loaded}`);
}

let started: Promise<DuckDBInstance> | undefined;

const OPTIONS = {
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
  // what a query has read of a file stays in no later one's way
  enable_external_file_cache: "false",
};

/** The engine of this process: to start one takes longer than most queries. */
async function start(): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(":memory:", OPTIONS);
  const connection = await instance.connect();
  // Spark calls the exact percentile `percentile`, and allows it over a window frame, which it does not for its `median`
  await connection.run("CREATE MACRO percentile(x, p) AS quantile_cont(x, p)");
  connection.closeSync();
  return instance;
}

/** Lends a connection that sees these tables and no others; they go with it. */
async function withTables<T>(
  tables: Readonly<Record<string, Table | ParquetFiles>>,
  use: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  started ??= start();
  const connection = await (await started).connect();
  try {
    for (const [name, table] of Object.entries(tables)) {
      if ("parquet" in table) {
        await connection.run(
          `CREATE TEMP VIEW ${identifier(name)} AS SELECT * FROM read_parquet([${table.parquet.map(literal).join(", ")}], hive_partitioning = false)`,
        );
      } else {
        await load(connection, name, table);
      }
    }
    return await use(connection);
  } finally {
    connection.closeSync();
  }
}

const READ: Partial<Record<DuckDBTypeId, ColumnType>> = {
  [DuckDBTypeId.VARCHAR]: "string",
  [DuckDBTypeId.DATE]: "date",
  [DuckDBTypeId.TIMESTAMP]: "timestamp",
};

/** How a result's column becomes numbers: days, milliseconds, or a double. */
const AS_NUMBER: Record<ColumnType, (column: string) => string> = {
  number: (c) => `CAST(${c} AS DOUBLE)`,
  string: (c) => c,
  date: (c) => `CAST(${c} - DATE '1970-01-01' AS DOUBLE)`,
  timestamp: (c) => `CAST(epoch_ms(${c}) AS DOUBLE)`,
};

async function read(connection: DuckDBConnection, query: string): Promise<Table> {
  const described = await connection.prepare(query);
  const columns = Array.from({ length: described.columnCount }, (_, i) => ({
    name: described.columnName(i),
    type: READ[described.columnTypeId(i)] ?? ("number" as ColumnType),
  }));
  described.destroySync();
  const select = columns.map((c) => `${AS_NUMBER[c.type](identifier(c.name))} AS ${identifier(c.name)}`).join(", ");
  const result = await connection.runAndReadAll(`SELECT ${select} FROM (${query.trim().replace(/;$/, "")}\n)`);
  const rows = result.currentRowCount;
  const read: Record<string, Column> = {};
  const values = result.getColumnsJS();
  columns.forEach(({ name, type }, i) => {
    const given = values[i] ?? [];
    if (type === "string") {
      read[name] = { type, values: given.map((v) => (v === null ? null : String(v))) };
    } else {
      const numbers = new Float64Array(rows);
      for (let r = 0; r < rows; r++) numbers[r] = given[r] === null ? Number.NaN : Number(given[r]);
      read[name] = { type, values: numbers };
    }
  });
  return { rows, columns: read };
}

const COPY_OPTIONS = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880";

const refuse = (cause: unknown): never => {
  throw new BadQuery(cause);
};

/** The SQL of features.sql and label.sql on DuckDB, in this process. */
export const duckdb: SqlEngine = {
  query: (query, tables) => withTables(tables, (connection) => read(connection, query).catch(refuse)),
  copy: (query, tables, to) =>
    withTables(tables, async (connection) => {
      const copying = connection.run(`COPY (${query.trim().replace(/;$/, "")}\n) TO ${literal(to)} (${COPY_OPTIONS})`);
      return (await copying.catch(refuse)).rowsChanged;
    }),
};

/** Reads Parquet files, in the order given, into one table. */
export function readParquet(files: readonly string[]): Promise<Table> {
  return duckdb.query("SELECT * FROM files", { files: { parquet: files } });
}

/** Writes a table as one Parquet file. Equal tables give equal bytes. */
export async function writeParquet(file: string, table: Table): Promise<void> {
  await duckdb.copy("SELECT * FROM rows", { rows: table }, file);
}
