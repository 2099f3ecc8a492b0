import type { SourceSpec } from "../spec/model-schema";
import { readValue } from "./check-rows";
import { entityForm } from "./entity";
import type { RawRow } from "./parse-csv";

/** A row's place in the lake and in its file. */
export interface KeptRow extends RawRow {
  /** `year=2013/month=03`, or `undated` if the time column does not begin with a year and a month. */
  readonly partition: string;
}

/** A row that a later one with the same key took the place of. */
export interface Correction {
  readonly key: string;
  readonly before: RawRow;
  readonly after: RawRow;
}

export interface Ingested {
  readonly rows: readonly KeptRow[];
  readonly corrections: readonly Correction[];
  /** Rows that said again what was there. */
  readonly repeated: number;
  /** New rows at or before the watermark of their entity. */
  readonly late: number;
  /** Newest value of the time column by entity, as text; ISO forms sort as time does. */
  readonly watermark: Readonly<Record<string, string>>;
}

function partitionOf(time: string): string {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])/.exec(time) ?? [];
  return year === undefined ? "undated" : `year=${year}/month=${month}`;
}

/**
 * Adds rows to what is there already, so that each key is there once: a row that repeats another changes nothing, one that differs
 * takes its place (the later file is the correction) and the former is kept as a correction. A row whose key does not hold what the
 * contract says of its columns is kept as it is, for the contract to judge; it goes when a file of the same name comes again, as all
 * rows of a source without a key do.
 * @param before rows that an earlier ingest kept
 * @param rows new rows, in the order of arrival
 * @param watermark newest time by entity before these rows
 */
export function ingest(
  source: SourceSpec,
  before: readonly RawRow[],
  rows: readonly RawRow[],
  watermark: Readonly<Record<string, string>>,
): Ingested {
  const columns = Object.keys(source.contract.columns);
  const timeOf = (r: RawRow) => (source.time === undefined ? "" : (r.values[source.time] ?? ""));
  const entityOf = (r: RawRow) => (source.entity === undefined ? "" : entityForm(r.values[source.entity] ?? ""));
  const keyOf = (row: RawRow): readonly string[] | undefined => {
    const { key } = source;
    if (row.problem !== undefined || key === undefined) return undefined;
    const parts = key.map((k) => ({ text: row.values[k], read: readValue(row.values[k], k, source.contract.columns[k]!) }));
    if (parts.some(({ text, read }) => text === undefined || text === "" || "reason" in read)) return undefined;
    return key.map((k, i) => (k === source.entity ? entityForm(parts[i]!.text!) : parts[i]!.text!));
  };
  const keyed = new Map<string, RawRow>();
  const unkeyed: RawRow[] = [];
  const corrections: Correction[] = [];
  const newest: Record<string, string> = { ...watermark };
  const arrived = new Set(rows.map((r) => r.file));
  let repeated = 0;
  let late = 0;
  const add = (row: RawRow, isNew: boolean): void => {
    const parts = keyOf(row);
    if (parts === undefined) {
      if (isNew || !arrived.has(row.file)) unkeyed.push(row);
      return;
    }
    const key = JSON.stringify(parts);
    const former = keyed.get(key);
    if (former === undefined) {
      const mark = watermark[entityOf(row)];
      if (isNew && mark !== undefined && timeOf(row) <= mark) late++;
      keyed.set(key, row);
    } else if (columns.every((c) => (former.values[c] ?? "") === (row.values[c] ?? ""))) {
      if (isNew) repeated++;
      return;
    } else {
      corrections.push({ key: parts.join(" "), before: former, after: row });
      keyed.set(key, row);
    }
    const entity = entityOf(row);
    if (timeOf(row) > (newest[entity] ?? "")) newest[entity] = timeOf(row);
  };
  for (const row of before) add(row, false);
  for (const row of rows) add(row, true);
  const kept = [...keyed.values(), ...unkeyed].map((row) => ({ ...row, partition: partitionOf(timeOf(row)) }));
  const order = (r: KeptRow) =>
    `${r.partition}\u0000${timeOf(r)}\u0000${entityOf(r)}\u0000${r.file}\u0000${String(r.line).padStart(9, "0")}`;
  const sorted = kept.map((r) => [order(r), r] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return { rows: sorted.map(([, r]) => r), corrections, repeated, late, watermark: newest };
}
