import { dayText } from "../data/day";
import { type Column, numbersOf, type Table, takeRows } from "../data/table";
import { BadInput } from "../problem";

/** Text that tells a row's entity and time. */
export function rowKeys(table: Table, key: readonly string[]): readonly string[] {
  const columns = key.map((name) => table.columns[name]);
  return Array.from({ length: table.rows }, (_, i) => columns.map((c) => c?.values[i]).join("\u0000"));
}

/**
 * Keeps the feature rows whose label is known and adds it as the column `label`.
 * @param key columns that identify a row in both tables
 * @throws BadInput if either query gives a key twice, or labels are none at all
 */
export function joinLabel(features: Table, labels: Table, key: readonly string[]): Table {
  const values = numbersOf(labels, "label");
  const labelOf = new Map<string, number>();
  rowKeys(labels, key).forEach((k, i) => {
    if (labelOf.has(k)) throw twice("label.sql", labels, key, i);
    labelOf.set(k, values[i]!);
  });
  const seen = new Set<string>();
  const positions: number[] = [];
  const found: number[] = [];
  rowKeys(features, key).forEach((k, i) => {
    if (seen.has(k)) throw twice("features.sql", features, key, i);
    seen.add(k);
    const label = labelOf.get(k);
    if (label === undefined || Number.isNaN(label)) return;
    positions.push(i);
    found.push(label);
  });
  const kept = takeRows(features, positions);
  return { rows: kept.rows, columns: { ...kept.columns, label: { type: "number", values: Float64Array.from(found) } } };
}

function twice(query: string, table: Table, key: readonly string[], row: number): BadInput {
  const shown = key.map((name) => {
    const column = table.columns[name] as Column;
    const value = column.values[row];
    return `${name} ${column.type === "date" ? dayText(value as number) : value}`;
  });
  return new BadInput(query, [
    {
      where: query,
      expected: `one row for each ${key.join(", ")}`,
      got: `two for ${shown.join(", ")}`,
      remedy: "Aggregate before the join that multiplies rows.",
    },
  ]);
}
