import { identifier, literal } from "../../model-code/adapters/duckdb/sql-text";
import { numbersOf, stringsOf } from "../../model-code/core/data/table";
import type { TableAnswers } from "./answers";
import type { CsvFile } from "./csv-file";
import type { ColumnFacts } from "./profile";

/** A number that follows the label as closely is taken to be made of it. */
const SAME = 0.9999;
const WHY = "tells the label in every row, as only what is known afterwards does: left out of the features";

/** SQL of a number, as features.sql reads it where it is written as a text. */
const number = ({ name, hasComma }: ColumnFacts) =>
  `TRY_CAST(${hasComma ? `replace(replace(${identifier(name)}, '.', ''), ',', '.')` : identifier(name)} AS DOUBLE)`;
const isNumber = ({ min }: ColumnFacts) => min !== null;

/** How far a column tells a class: 1 if each of its values, or one bound between its numbers, parts the rows without a mistake. */
function ofClass(column: ColumnFacts, label: string): string {
  const v = identifier(column.name);
  const known = `FROM rows WHERE ${v} IS NOT NULL AND ${label} IS NOT NULL`;
  if (!isNumber(column))
    return `SELECT ${literal(column.name)} AS name, CASE WHEN max(kinds) = 1 THEN 1.0 ELSE 0.0 END AS told FROM (SELECT count(DISTINCT ${label}) AS kinds ${known} GROUP BY ${v})`;
  const n = number(column);
  const [no, yes] = [`FILTER (NOT ${label})`, `FILTER (${label})`];
  return `SELECT ${literal(column.name)} AS name, CASE WHEN max(${n}) ${no} < min(${n}) ${yes} OR max(${n}) ${yes} < min(${n}) ${no} THEN 1.0 ELSE 0.0 END AS told ${known}`;
}

const ofNumber = (column: ColumnFacts, label: string) =>
  `SELECT ${literal(column.name)} AS name, coalesce(abs(corr(${number(column)}, ${label})), 0.0) AS told FROM rows`;

/** Columns that tell the label without a mistake, each with why that is suspicious. A model of them would be worth nothing in service. */
export async function findTells(
  file: CsvFile,
  columns: readonly ColumnFacts[],
  label: ColumnFacts,
  { positive }: TableAnswers["label"],
): Promise<ReadonlyMap<string, string>> {
  const isYes = `(${identifier(label.name)} = ${literal(positive ?? "")})`;
  const each =
    positive === undefined ? columns.filter(isNumber).map((c) => ofNumber(c, number(label))) : columns.map((c) => ofClass(c, isYes));
  if (each.length === 0) return new Map();
  const found = await file.query(each.join(" UNION ALL "));
  const told = numbersOf(found, "told");
  return new Map(stringsOf(found, "name").flatMap((name, i) => (told[i]! >= SAME ? [[name!, WHY] as const] : [])));
}
