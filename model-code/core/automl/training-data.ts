import { stringify } from "yaml";
import { type Column, type Table, takeRows } from "../data/table";
import type { FeatureSelection } from "../features/select";
import type { SplitPlan } from "../lifecycle/steps/split";
import { foldsOf } from "../lifecycle/training-folds";
import { BadInput } from "../problem";

/** What Azure ML is told to find in the table. */
export const TARGET = "label";

/** What a search of Azure ML may see: rows to fit on and, after an embargo, the rows of the newest fold to judge trials by. */
export interface AutomlTables {
  readonly training: Table;
  readonly validation: Table;
}

/** The features that were selected and the label; a category that is missing is "", as the host feeds it to a graph. */
function seen(table: Table, { numbers, categories }: Pick<FeatureSelection, "numbers" | "categories">): Table {
  const columns: Record<string, Column> = {};
  for (const name of [...numbers, TARGET]) columns[name] = table.columns[name]!;
  for (const name of categories) {
    const column = table.columns[name]!;
    columns[name] = column.type === "string" ? { type: "string", values: column.values.map((v) => v ?? "") } : column;
  }
  return { rows: table.rows, columns };
}

/**
 * Cuts the training period as its newest walk-forward fold does, so that no trial is judged by what it was fitted on or by what lies
 * before it; the test period has no part in it.
 * @param times length rows, what the plan's dates are about
 * @throws BadInput if the plan has no fold
 */
export function automlTables(table: Table, times: Float64Array, plan: SplitPlan, selection: FeatureSelection): AutomlTables {
  const newest = foldsOf(times, plan).at(-1);
  if (newest === undefined)
    throw new BadInput("automl", [
      { where: "split.json folds", expected: "at least one", got: "none", remedy: "Run the step split again." },
    ]);
  const what = seen(table, selection);
  return { training: takeRows(what, newest.train.rows), validation: takeRows(what, newest.validate.rows) };
}

/** The file that makes a folder with `rows.parquet` a table for Azure ML. @see Azure ML, "Working with tables", MLTable schema */
export const mlTableText = (): string =>
  stringify({ paths: [{ file: "./rows.parquet" }], transformations: [{ read_parquet: { include_path_column: false } }] });
