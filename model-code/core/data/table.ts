/** What a column holds. Dates are days and timestamps are milliseconds since 1970-01-01 UTC. */
export type ColumnType = "number" | "string" | "date" | "timestamp";

/** Numbers, dates and timestamps: NaN is a missing value. */
export interface NumericColumn {
  readonly type: "number" | "date" | "timestamp";
  readonly values: Float64Array;
}

/** Texts: null is a missing value. */
export interface StringColumn {
  readonly type: "string";
  readonly values: readonly (string | null)[];
}

export type Column = NumericColumn | StringColumn;

/** A table by columns, all of length `rows`, in the order of their names' insertion. */
export interface Table {
  readonly rows: number;
  readonly columns: Readonly<Record<string, Column>>;
}

/** A column was asked for that the table does not have, or has as another type. */
export class NoSuchColumn extends Error {
  readonly code = "NO_SUCH_COLUMN";
  constructor(name: string, wanted: string, table: Table) {
    super(
      `column "${name}" as ${wanted}: not in the table, which has ${Object.entries(table.columns)
        .map(([n, c]) => `${n} (${c.type})`)
        .join(", ")}`,
    );
  }
}

/** The values of a numeric, date or timestamp column, length `table.rows`. */
export function numbersOf(table: Table, name: string): Float64Array {
  const column = table.columns[name];
  if (column === undefined || column.type === "string") throw new NoSuchColumn(name, "numbers", table);
  return column.values;
}

/** The values of a text column, length `table.rows`. */
export function stringsOf(table: Table, name: string): readonly (string | null)[] {
  const column = table.columns[name];
  if (column === undefined || column.type !== "string") throw new NoSuchColumn(name, "string", table);
  return column.values;
}

/** The rows with the given positions, in the order given. */
export function takeRows(table: Table, positions: ArrayLike<number>): Table {
  const columns: Record<string, Column> = {};
  for (const [name, column] of Object.entries(table.columns)) {
    if (column.type === "string") {
      columns[name] = { type: "string", values: Array.from(positions, (p) => column.values[p] ?? null) };
    } else {
      const values = new Float64Array(positions.length);
      for (let i = 0; i < positions.length; i++) values[i] = column.values[positions[i]!]!;
      columns[name] = { type: column.type, values };
    }
  }
  return { rows: positions.length, columns };
}
