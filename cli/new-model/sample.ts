import { identifier, literal } from "../../model-code/adapters/duckdb/sql-text";
import { writeCsv } from "../../model-code/core/data/parse-csv";
import { numbersOf, stringsOf } from "../../model-code/core/data/table";
import { BadInput } from "../../model-code/core/problem";
import type { TableAnswers } from "./answers";
import type { CsvFile } from "./csv-file";
import type { Inferred } from "./infer";

/** A few rows of a file, to run on. */
export interface Sample extends Pick<TableAnswers, "sampleRows" | "sessions" | "evened"> {
  readonly text: string;
}

const MOST_ROWS = 5000;
const MOST_BYTES = 800_000;
/** Rows of each class that are kept first, where the file has as many. */
const OF_EACH = 100;
/** Fewer rows, or days, can't be parted into training, folds and test. */
const FEWEST_ROWS = 60;
const FEWEST_DAYS = 20;

/** SQL of a column as the sample has it: of a person's rows the sample keeps together what belongs together, under numbers of its own. */
function shown(column: Inferred["columns"][number], subject: string | null): string {
  const v = identifier(column.name);
  if (column.name !== subject) return v;
  const rank = `dense_rank() OVER (ORDER BY md5(${v}), ${v})`;
  return column.type === "number" ? `CAST(${rank} AS VARCHAR)` : `'S' || lpad(CAST(${rank} AS VARCHAR), 6, '0')`;
}

/**
 * Cuts a sample out of a file: the columns of the contract, the rows by the hash of what they hold, in the order of the file. The same
 * file gives the same sample; rows of one entity come together. Of a rare class as many are kept as there is something to learn from.
 * @throws BadInput if there are too few rows to part
 */
export async function cutSample(file: CsvFile, table: Inferred): Promise<Sample> {
  const names = table.columns.map((c) => c.name);
  const line = `concat_ws(',', ${names.map((n) => `coalesce(${identifier(n)}, '')`).join(", ")})`;
  const width = numbersOf(await file.query(`SELECT avg(strlen(${line})) AS width FROM rows`), "width")[0]! + 2;
  const rows = Math.min(table.rows, MOST_ROWS, Math.floor(MOST_BYTES / width));
  const by = table.entity === null ? line : identifier(table.entity);
  const label = identifier(table.label.column);
  const yes = table.label.positive === undefined ? "NULL" : `${label} = ${literal(table.label.positive)}`;
  const known = `${yes} IS NOT NULL AND row_number() OVER (PARTITION BY ${yes} ORDER BY md5(${by}), _row) <= ${OF_EACH}`;
  const cut = await file.query(
    `SELECT ${table.columns.map((c) => `${shown(c, table.subject)} AS ${identifier(c.name)}`).join(", ")}, ${yes} AS _yes FROM (
      SELECT * FROM rows QUALIFY row_number() OVER (ORDER BY md5(${by}), _row) <= ${rows}
      UNION SELECT * FROM rows QUALIFY ${known}
    ) ORDER BY _row`,
  );
  const texts = names.map((name) => [name, stringsOf(cut, name)] as const);
  const lines = Array.from({ length: cut.rows }, (_, i) =>
    Object.fromEntries(texts.map(([name, values]) => [name, values[i] ?? undefined])),
  );
  const order = table.time ?? table.entity;
  const groups =
    order === null ? cut.rows : new Set(stringsOf(cut, order).map((v) => v?.slice(0, table.time === null ? undefined : 10))).size;
  checkSize(file.name, table, cut.rows, groups);
  return { text: writeCsv(names, lines), sampleRows: cut.rows, sessions: groups, evened: cut.rows > rows };
}

function checkSize(file: string, { time }: Inferred, rows: number, groups: number): void {
  const problem =
    rows < FEWEST_ROWS
      ? { expected: `${FEWEST_ROWS} rows at least, to train and to judge on`, got: String(rows), remedy: "Bring more rows." }
      : time !== null && groups < FEWEST_DAYS
        ? {
            expected: `${FEWEST_DAYS} days at least in ${time}, to split by time`,
            got: String(groups),
            remedy: "Bring more days, or say --time none to split by lot.",
          }
        : groups < FEWEST_DAYS
          ? { expected: `rows about ${FEWEST_DAYS} entities at least`, got: String(groups), remedy: "Bring more rows." }
          : undefined;
  if (problem !== undefined) throw new BadInput(file, [{ where: file, ...problem }]);
}
