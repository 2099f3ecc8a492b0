import type { Column, Table } from "../data/table";
import type { Random } from "../random";
import type { ModelSpec, SourceSpec } from "../spec/model-schema";
import type { StressScenario } from "./evaluation";

export interface StressContext {
  readonly model: ModelSpec;
  /** First day of the test period, as a date value: no bar before it changes. */
  readonly from: number;
  readonly random: Random;
}

/** A shock that the test period is put through. A plain object in the table `STRESS`. */
export interface Scenario {
  readonly name: StressScenario;
  readonly title: string;
  /** Whether the model has what the shock acts on. */
  applies(model: ModelSpec): boolean;
  /**
   * @param tables the sources' standardized tables, by the source's name
   * @returns the same tables after the shock; columns that it does not concern are shared, not copied
   */
  apply(tables: Readonly<Record<string, Table>>, context: StressContext): Readonly<Record<string, Table>>;
}

/** A source whose columns are known to hold bars. */
export type BarSource = SourceSpec & { readonly ohlcv: NonNullable<SourceSpec["ohlcv"]> };

const isBars = (source: SourceSpec): source is BarSource => source.ohlcv !== undefined;

export const hasBars = (model: ModelSpec): boolean => model.sources.some(isBars);

/** The tables with those that hold bars changed. */
export function changeBars(
  tables: Readonly<Record<string, Table>>,
  { model }: StressContext,
  change: (table: Table, source: BarSource) => Table,
): Readonly<Record<string, Table>> {
  const changed: Record<string, Table> = { ...tables };
  for (const source of model.sources.filter(isBars)) {
    const table = tables[source.name];
    if (table !== undefined) changed[source.name] = change(table, source);
  }
  return changed;
}

/**
 * The table with new values in some numeric columns; a column that the table does not have (an optional one) is passed over.
 * @param value of a row, from the value it has
 */
export function changeColumns(table: Table, names: readonly (string | undefined)[], value: (old: number, row: number) => number): Table {
  const columns: Record<string, Column> = { ...table.columns };
  for (const name of names) {
    const column = name === undefined ? undefined : table.columns[name];
    if (name !== undefined && column !== undefined && column.type !== "string") {
      columns[name] = { type: column.type, values: column.values.map(value) };
    }
  }
  return { rows: table.rows, columns };
}
