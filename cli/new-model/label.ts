import { identifier, literal } from "../../model-code/adapters/duckdb/sql-text";
import { numbersOf } from "../../model-code/core/data/table";
import { BadInput, type Problem } from "../../model-code/core/problem";
import type { TableAnswers, Told } from "./answers";
import type { CsvFile } from "./csv-file";
import type { ColumnFacts, TableFacts } from "./profile";

/** Values that mean yes beside their opposite, in lower case. */
const YES: readonly (readonly [string, string])[] = [
  ["1", "0"],
  ["1.0", "0.0"],
  ["yes", "no"],
  ["y", "n"],
  ["true", "false"],
  ["t", "f"],
];
/** A class that has fewer rows can be neither learned nor judged. */
const FEWEST = 20;
const SHOWN = 12;

/** The value that means yes, if a column's values say so themselves. */
export function positiveOf({ values }: Pick<ColumnFacts, "values">): string | undefined {
  const lower = values.map((v) => v.toLowerCase());
  const pair = values.length === 2 ? YES.find(([yes, no]) => lower.includes(yes) && lower.includes(no)) : undefined;
  return pair && values[lower.indexOf(pair[0])];
}

const listed = (values: readonly string[]) => `${values.slice(0, SHOWN).join(", ")}${values.length > SHOWN ? ", …" : ""}`;

/** Columns that could be a template's label. */
export const labelsOf = ({ columns }: TableFacts, template: Told["template"]): readonly string[] =>
  columns.filter((c) => (template === "classification" ? c.distinct === 2 : c.min !== null && c.distinct > 2)).map((c) => c.name);

function labelProblem(
  column: ColumnFacts | undefined,
  facts: TableFacts,
  { template, label, positive }: Told,
  file: string,
): Problem | undefined {
  if (column === undefined)
    return {
      where: "--label",
      expected: `one of ${facts.columns.map((c) => c.name).join(", ")}`,
      got: `"${label}"`,
      remedy: "Name a column of the file.",
    };
  const where = `${file} ${label}`;
  if (column.personal !== null)
    return { where, expected: "a label that names nobody", got: `a column of which ${column.personal}`, remedy: "Name another." };
  if (template === "regression") {
    if (column.min === null)
      return {
        where,
        expected: "numbers, for a regression",
        got: `texts: ${listed(column.values)}`,
        remedy: "Name another label, or take --template classification.",
      };
    return column.distinct < 2
      ? { where, expected: "numbers that differ", got: `${column.min} in all rows`, remedy: "Name another label." }
      : undefined;
  }
  const values = column.values.length > 0 ? listed(column.values) : `${column.distinct} different values`;
  if (column.distinct < 2)
    return {
      where,
      expected: "two classes",
      got: column.distinct === 0 ? "none: it is missing in every row" : `one: ${values}`,
      remedy: "Name another label, or a file that has both.",
    };
  if (positive === undefined && positiveOf(column) === undefined)
    return {
      where,
      expected: column.distinct === 2 ? "to be told which value counts as yes" : "two classes, or the value that counts as yes",
      got: column.distinct === 2 ? values : `${column.distinct} values: ${values}`,
      remedy: "Say --positive VALUE; every other value is then no.",
    };
  if (positive !== undefined && column.values.length > 0 && !column.values.includes(positive))
    return { where: "--positive", expected: `one of ${values}`, got: `"${positive}"`, remedy: "Name a value of the label." };
  return undefined;
}

/**
 * The label as it will be learned.
 * @throws BadInput if the file can't give one
 */
export async function checkLabel(file: CsvFile, facts: TableFacts, told: Told): Promise<TableAnswers["label"]> {
  const column = facts.columns.find((c) => c.name === told.label);
  const problem = labelProblem(column, facts, told, file.name);
  if (problem !== undefined) throw new BadInput(file.name, [problem]);
  if (told.template === "regression") return { column: told.label };
  const positive = told.positive ?? positiveOf(column!)!;
  const v = identifier(told.label);
  const counts = await file.query(
    `SELECT count(*) FILTER (${v} = ${literal(positive)}) AS yes, count(*) FILTER (${v} <> ${literal(positive)}) AS no FROM rows`,
  );
  const [yes, no] = [numbersOf(counts, "yes")[0]!, numbersOf(counts, "no")[0]!];
  if (Math.min(yes, no) < FEWEST)
    throw new BadInput(file.name, [
      {
        where: `${file.name} ${told.label}`,
        expected: `${FEWEST} rows of each class at least`,
        got: `${yes} that are ${positive}, ${no} that are not`,
        remedy: "Bring more rows, or name another label.",
      },
    ]);
  return { column: told.label, positive };
}
