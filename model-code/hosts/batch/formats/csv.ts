import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { parse } from "csv-parse/sync";
import { identifier, literal } from "../../../adapters/duckdb/sql-text";
import { BadInput } from "../../../core/problem";
import { type BatchFormat, checkColumns, otherColumns } from "../rows-source";

const LONGEST_LINE = 16_000_000;

/** The names in the first line. */
async function header(file: string): Promise<readonly string[]> {
  const lines = createInterface({ input: createReadStream(file) });
  try {
    for await (const line of lines) return (parse(line, { bom: true, relax_quotes: true }) as string[][])[0] ?? [];
    return [];
  } finally {
    lines.close();
  }
}

export const csv: BatchFormat = {
  extensions: [".csv"],
  copy: "FORMAT csv, HEADER",
  async open(_connection, file, features) {
    const columns = await header(file);
    if (columns.length === 0)
      throw new BadInput("rows to score", [
        { where: file, expected: "a CSV file with a header", got: "an empty file", remedy: "Fill it; nothing was written." },
      ]);
    checkColumns(file, columns, features);
    const types = columns.map((name) => `${literal(name)}: 'VARCHAR'`).join(", ");
    return {
      // every column is read as text, so that nothing is guessed from the first rows
      from: `read_csv(${literal(file)}, columns = {${types}}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', ignore_errors = true, store_rejects = true, rejects_limit = 0, max_line_size = ${LONGEST_LINE}) AS rows`,
      others: otherColumns(columns, features).map((name) => ({ name, sql: identifier(name) })),
      number(name) {
        const text = `nullif(trim(${identifier(name)}), '')`;
        const number = `TRY_CAST(${text} AS DOUBLE)`;
        return {
          value: `coalesce(${number}, 'nan'::DOUBLE)`,
          wrong: `(${text} IS NOT NULL AND NOT coalesce(isfinite(${number}), false))`,
          found: identifier(name),
        };
      },
      category: (name) => ({ value: `coalesce(${identifier(name)}, '')`, wrong: "false", found: identifier(name) }),
      unreadable: "false",
      whole: "to_json(rows)",
      total: undefined,
      rejected: "SELECT DISTINCT ON (line) line, trim(csv_line, chr(10) || chr(13)), error_message FROM reject_errors ORDER BY line",
    };
  },
};
