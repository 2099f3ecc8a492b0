import type { DuckDBConnection } from "@duckdb/node-api";
import { BadInput, type Problem } from "../../core/problem";

/** The features that a package takes, in its order, and those that nobody reads. */
export interface BatchColumns {
  readonly numbers: readonly string[];
  readonly categories: readonly string[];
  readonly unused: ReadonlySet<string>;
}

/** How one feature is read, in SQL. */
export interface FeatureSql {
  /** A DOUBLE (NaN: missing) or a VARCHAR ("": missing). */
  readonly value: string;
  /** True for a row in which something stands that is no such value. */
  readonly wrong: string;
  /** What stands there, as text. */
  readonly found: string;
}

/** A file of rows as DuckDB sees it. */
export interface RowsSource {
  /** A relation by the name `rows`, in the order of the file. */
  readonly from: string;
  /** Columns that are no features: they are handed on. */
  readonly others: readonly { readonly name: string; readonly sql: string }[];
  number(name: string): FeatureSql;
  category(name: string): FeatureSql;
  /** True for a row that is none. */
  readonly unreadable: string;
  /** The row as JSON text. */
  readonly whole: string;
  /** Rows, where the format knows before it has read them. */
  readonly total: number | undefined;
  /** The lines that turned out to be no rows, once the file has been read to its end: line, text, reason. */
  readonly rejected: string | undefined;
}

export interface BatchFormat {
  /** How a file is named. */
  readonly extensions: readonly string[];
  /** @throws BadInput if the file as a whole can't be used */
  open(connection: DuckDBConnection, file: string, features: BatchColumns): Promise<RowsSource>;
  /** Options of DuckDB's COPY TO. */
  readonly copy: string;
}

/** What scoring adds to the columns that it hands on. */
export const RESULT_COLUMNS: readonly string[] = ["score", "out_of_range"];

export const namesOf = ({ numbers, categories }: BatchColumns): readonly string[] => [...numbers, ...categories];

export const otherColumns = (columns: readonly string[], features: BatchColumns): readonly string[] =>
  columns.filter((name) => !namesOf(features).includes(name) && !features.unused.has(name));

/**
 * Holds a file's columns to the package's features.
 * @throws BadInput with every problem
 */
export function checkColumns(file: string, columns: readonly string[], features: BatchColumns): void {
  const missing = namesOf(features).filter((name) => !columns.includes(name));
  const problems: Problem[] = [];
  if (missing.length > 0)
    problems.push({
      where: file,
      expected: `the columns ${namesOf(features).join(", ")}`,
      got: `${columns.join(", ")}: without ${missing.join(", ")}`,
      remedy: "Add them; a value may be missing, a column may not.",
    });
  for (const [i, name] of columns.entries())
    if (columns.indexOf(name) < i)
      problems.push({ where: `${file} column ${name}`, expected: "each column once", got: "it twice", remedy: "Remove one." });
  checkOthers(file, otherColumns(columns, features), problems);
  if (problems.length > 0) throw new BadInput("rows to score", problems);
}

/** A column that is handed on has no name that the result gives to its own. */
export function checkOthers(file: string, columns: readonly string[], problems: Problem[]): void {
  for (const name of columns)
    if (RESULT_COLUMNS.includes(name))
      problems.push({
        where: `${file} column ${name}`,
        expected: `another name, as the result adds ${RESULT_COLUMNS.join(" and ")}`,
        got: `"${name}"`,
        remedy: "Rename the column.",
      });
}
