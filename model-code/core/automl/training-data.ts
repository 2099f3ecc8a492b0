import { stringify } from "yaml";
import { type Column, type Table, takeRows } from "../data/table";
import type { Fold } from "../evaluate/walk-forward";
import type { FeatureSelection } from "../features/select";
import type { SplitPlan } from "../lifecycle/steps/split";
import { foldsOf } from "../lifecycle/training-folds";
import { BadInput } from "../problem";

/** What Azure ML is told to find in the table. */
export const TARGET = "label";

/** What a search of Azure ML may see: rows to fit on and, after an embargo, rows to judge its trials by. */
export interface AutomlTables {
  readonly training: Table;
  readonly validation: Table;
}

/** The stretch that a search of Azure ML fits on. */
export const automlFitsOn = (plan: SplitPlan): SplitPlan["train"] => plan.folds.at(-2)!.train;

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
 * Cuts what lies before the newest walk-forward fold and its embargo as the second newest does, so that no trial is judged by what it was
 * fitted on. The newest fold is kept for the comparison with the other candidates: the best of many trials looks good on what chose it.
 * The test period has no part in it.
 * @param times length rows, what the plan's dates are about
 * @throws BadInput if the newest fold's embargo leaves nothing to judge trials by
 */
export function automlTables(table: Table, times: Float64Array, plan: SplitPlan, selection: FeatureSelection): AutomlTables {
  const [search, newest] = foldsOf(times, plan).slice(-2) as [Fold, Fold];
  const judged = search.validate.rows.filter((row) => times[row]! <= newest.train.to);
  if (judged.length === 0)
    throw new BadInput("automl", [
      {
        where: "model.yaml split",
        expected: "rows in the second newest fold that lie before the embargo of the newest",
        got: `none: it has ${search.validate.sessions} sessions, and the embargo ${plan.embargoSessions}`,
        remedy: "Lower split.folds or split.embargoSessions, or bring more history.",
      },
    ]);
  const what = seen(table, selection);
  return { training: takeRows(what, search.train.rows), validation: takeRows(what, judged) };
}

/** The file that makes a folder with `rows.parquet` a table for Azure ML. @see Azure ML, "Working with tables", MLTable schema */
export const mlTableText = (): string =>
  stringify({ paths: [{ file: "./rows.parquet" }], transformations: [{ read_parquet: { include_path_column: false } }] });
