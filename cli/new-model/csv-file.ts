import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { CsvError, parse } from "csv-parse/sync";
import { BadQuery, duckdb } from "../../model-code/adapters/duckdb/sql-engine";
import { identifier, literal } from "../../model-code/adapters/duckdb/sql-text";
import { headerName } from "../../model-code/core/data/parse-csv";
import type { Table } from "../../model-code/core/data/table";
import { BadInput, type Problem } from "../../model-code/core/problem";

/** A CSV file that has been read once: its columns by the names that `ingest` gives them, all texts, empty ones missing. */
export interface CsvFile {
  /** Its name without a folder. */
  readonly name: string;
  readonly delimiter: string;
  readonly columns: readonly string[];
  /** Asks about `rows`: the columns, and `_row`, which counts from 1. @param query one SELECT of DuckDB */
  query(query: string): Promise<Table>;
}

const DELIMITERS = [",", ";", "\t", "|"] as const;
/** A header is looked for in as many bytes. */
const HEAD = 1 << 18;
const NUMBER = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)$/;

const refusal = (file: string, problem: Omit<Problem, "where">, where = file) => new BadInput(file, [{ where, ...problem }]);

/** The fields of the first line, by the delimiter that gives the most. @throws BadInput */
function readHeader(path: string, file: string): { readonly delimiter: string; readonly fields: readonly string[] } {
  const expected = "a CSV file with a header and rows";
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile())
    throw refusal(file, { expected, got: found?.isDirectory() ? "a folder" : "no such file", remedy: "Name a file with --data." }, path);
  const bytes = Buffer.alloc(HEAD);
  const descriptor = openSync(path, "r");
  const length = readSync(descriptor, bytes);
  closeSync(descriptor);
  const [a, b] = bytes;
  if (length > 1 && ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)))
    throw refusal(file, { expected: "text in UTF-8", got: "UTF-16", remedy: "Save the file as UTF-8." });
  const text = bytes.toString("utf8", 0, length);
  if (text.replace(/^\uFEFF/, "").trim() === "") throw refusal(file, { expected, got: "an empty file", remedy: "Name another file." });
  const cut = (delimiter: string): readonly string[] => {
    try {
      return parse(text, { bom: true, delimiter, to: 1, skip_empty_lines: true, relax_column_count: true })[0] ?? [];
    } catch (error) {
      if (error instanceof CsvError) return [];
      throw error;
    }
  };
  const heads = DELIMITERS.map((delimiter) => ({ delimiter, fields: cut(delimiter) }));
  const best = heads.reduce((most, head) => (head.fields.length > most.fields.length ? head : most));
  if (best.fields.length < 2)
    throw refusal(file, {
      expected: "two columns at least, separated by commas, semicolons, tabs or |",
      got: `one: ${JSON.stringify(best.fields[0] ?? text.slice(0, 40))}`,
      remedy: "Correct the separator, or name another file.",
    });
  return best;
}

function headerProblems(fields: readonly string[], names: readonly string[], file: string): readonly Problem[] {
  const where = `${file} line 1`;
  const twice = [...new Set(names.filter((name, i) => name !== "" && names.indexOf(name) !== i))];
  const digits = fields.filter((field) => NUMBER.test(field.trim()));
  const problems: Problem[] = [];
  const say = (expected: string, got: string, remedy: string) => problems.push({ where, expected, got, remedy });
  if (digits.length > 0)
    say("a header with the columns' names", `numbers: ${digits.slice(0, 3).join(", ")}`, "Put the names in the first line.");
  else if (names.includes(""))
    say("a name for each column", `none for column ${names.indexOf("") + 1}`, "Name it, or take the column out.");
  if (twice.length > 0 && digits.length === 0) say("each column once", `${twice.join(", ")} twice`, "Rename or remove one.");
  return problems;
}

/** What DuckDB says of a file that it can't cut, told as a problem. */
function cutProblem(error: BadQuery, file: string): Problem {
  const line = /Line: (\d+)/.exec(error.message)?.[1];
  const where = line === undefined ? file : `${file} line ${line}`;
  const fields = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(error.message);
  if (fields !== null)
    return {
      where,
      expected: `${fields[1]} fields, as in the header`,
      got: fields[2]!,
      remedy: "Mend the line, or put the text in quotes.",
    };
  if (/unterminated quote/.test(error.message))
    return { where, expected: "a quote that is closed", got: "one that is not", remedy: 'Close it, or double a " within a text.' };
  if (/utf-8|unicode/i.test(error.message))
    return { where, expected: "text in UTF-8", got: "another encoding, such as Latin-1", remedy: "Save the file as UTF-8." };
  return { where, expected: "a CSV file", got: error.message.split("\n")[0]!, remedy: "Mend the file." };
}

/**
 * Reads a CSV file with a header, lends it to `use`, and leaves nothing behind.
 * @throws BadInput if it can't be cut into rows and columns that each have one name
 */
export async function withCsv<T>(path: string, use: (file: CsvFile) => Promise<T>): Promise<T> {
  const file = basename(path);
  const { delimiter, fields } = readHeader(path, file);
  const columns = fields.map(headerName);
  const problems = headerProblems(fields, columns, file);
  if (problems.length > 0) throw new BadInput(file, problems);
  const work = mkdtempSync(join(tmpdir(), "new-model-"));
  try {
    const rows = join(work, "rows.parquet");
    const types = columns.map((name) => `${literal(name)}: 'VARCHAR'`).join(", ");
    const texts = columns.map((name) => `nullif(trim(${identifier(name)}, ' \t\r\n'), '') AS ${identifier(name)}`).join(", ");
    const options = `auto_detect = false, header = true, delim = ${literal(delimiter)}, quote = '"', escape = '"'`;
    try {
      await duckdb.copy(
        `SELECT row_number() OVER () AS _row, ${texts} FROM read_csv(${literal(resolve(path))}, ${options}, columns = {${types}})`,
        {},
        rows,
      );
    } catch (error) {
      if (!(error instanceof BadQuery)) throw error;
      throw new BadInput(file, [cutProblem(error, file)]);
    }
    return await use({ name: file, delimiter, columns, query: (query) => duckdb.query(query, { rows: { parquet: [rows] } }) });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
