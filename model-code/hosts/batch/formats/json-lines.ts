import { literal } from "../../../adapters/duckdb/sql-text";
import { BadInput, type Problem } from "../../../core/problem";
import { type BatchFormat, checkOthers, namesOf, otherColumns } from "../rows-source";

const LONGEST_LINE = 16_000_000;

export const jsonLines: BatchFormat = {
  extensions: [".jsonl", ".ndjson"],
  copy: "FORMAT json",
  async open(connection, file, features) {
    const names = namesOf(features);
    const shape = JSON.stringify(Object.fromEntries(names.map((name) => [name, "JSON"])));
    // a whole line is a text: no line of JSON holds the byte 1
    const lines = `read_csv(${literal(file)}, columns = {'line': 'VARCHAR'}, auto_detect = false, header = false, delim = '\u0001', quote = '', escape = '', max_line_size = ${LONGEST_LINE}, ignore_errors = true, store_rejects = true, rejects_limit = 0)`;
    const objects = `SELECT line, coalesce(json_valid(line) AND json_type(CASE WHEN json_valid(line) THEN line ELSE 'null' END) = 'OBJECT', false) AS object FROM ${lines} WHERE trim(line) <> ''`;
    const keys = await connection.runAndReadAll(
      `SELECT DISTINCT unnest(json_keys(line)) AS key FROM (${objects}) WHERE object ORDER BY key`,
    );
    const others = otherColumns(
      keys.getRows().map(([key]) => String(key)),
      features,
    );
    const problems: Problem[] = [];
    checkOthers(file, others, problems);
    if (problems.length > 0) throw new BadInput("rows to score", problems);
    const value = (name: string) => `features[${literal(name)}]`;
    const absent = (name: string) => `(${value(name)} IS NULL AND NOT list_contains(keys, ${literal(name)}))`;
    const found = (name: string) => `CASE WHEN ${absent(name)} THEN NULL ELSE CAST(${value(name)} AS VARCHAR) END`;
    return {
      from: `(SELECT line, object, json_keys(CASE WHEN object THEN line ELSE '{}' END) AS keys, json_transform(CASE WHEN object THEN line ELSE '{}' END, ${literal(shape)}) AS features FROM (${objects})) AS rows`,
      others: others.map((name) => ({
        name,
        sql: `(CASE WHEN object THEN line ELSE '{}' END)::JSON ->> ${literal(`$.${JSON.stringify(name)}`)}`,
      })),
      number(name) {
        const number = `TRY_CAST(CAST(${value(name)} AS VARCHAR) AS DOUBLE)`;
        return {
          value: `coalesce(${number}, 'nan'::DOUBLE)`,
          wrong: `(${absent(name)} OR (${value(name)} IS NOT NULL AND (json_type(${value(name)}) NOT IN ('DOUBLE', 'BIGINT', 'UBIGINT', 'HUGEINT') OR NOT coalesce(isfinite(${number}), false))))`,
          found: found(name),
        };
      },
      category: (name) => ({
        value: `coalesce(${value(name)} ->> '$', '')`,
        wrong: `(${absent(name)} OR (${value(name)} IS NOT NULL AND json_type(${value(name)}) <> 'VARCHAR'))`,
        found: found(name),
      }),
      unreadable: "NOT object",
      whole: "CASE WHEN json_valid(line) THEN line ELSE to_json(line) END",
      total: undefined,
      rejected: "SELECT DISTINCT ON (line) line, csv_line, error_message FROM reject_errors ORDER BY line",
    };
  },
};
