import type { ColumnSpec, SourceSpec } from "../spec/model-schema";
import { parseRule } from "../spec/rule";
import type { ExchangeCalendar } from "./calendar";
import { dayText, parseDay, parseDayIn, parseTimestamp } from "./day";
import { entityForm } from "./entity";
import type { RawRow } from "./parse-csv";
import { DRAW, drawOf, keyColumns, orderColumn, ROW_ID } from "./row-identity";
import type { Column, ColumnType, Table } from "./table";

/** A row that the contract does not accept, with every reason. */
export interface RejectedRow extends RawRow {
  readonly reasons: readonly string[];
}

export interface CheckedRows {
  /** Typed, in the order of time (or of the lot) and then entity, with the columns of `row-identity` that the source lacks. */
  readonly accepted: Table;
  readonly rejected: readonly RejectedRow[];
  /** Rejected rows by reason without its figures: how often each kind of thing is wrong. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Accepted rows whose values an earlier one has, too, where no key tells them apart; undefined: there is a key. */
  readonly duplicates?: number;
}

type Value = number | string | null;

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** Reads one value of a column. Gives the value, or the reason why the contract does not accept it. */
export function readValue(
  text: string | undefined,
  name: string,
  column: ColumnSpec,
): { readonly value: Value } | { readonly reason: string } {
  if (text === undefined || text === "") return column.optional ? { value: null } : { reason: `${name} is missing` };
  switch (column.type) {
    case "number": {
      if (!NUMBER.test(text)) return { reason: `${name} is no number: "${text}"` };
      const value = Number(text);
      if (!Number.isFinite(value)) return { reason: `${name} is no number: "${text}"` };
      if (column.above !== undefined && value <= column.above) return { reason: `${name} is not above ${column.above}: ${text}` };
      if (column.min !== undefined && value < column.min) return { reason: `${name} is below ${column.min}: ${text}` };
      if (column.max !== undefined && value > column.max) return { reason: `${name} is over ${column.max}: ${text}` };
      return { value };
    }
    case "date": {
      const { format } = column;
      const value = format === undefined ? parseDay(text) : parseDayIn(format, text);
      return Number.isNaN(value) ? { reason: `${name} is no date ${format ?? "YYYY-MM-DD"}: "${text}"` } : { value };
    }
    case "timestamp": {
      const value = parseTimestamp(text);
      return Number.isNaN(value) ? { reason: `${name} is no time with a zone: "${text}"` } : { value };
    }
    case "string":
      if (column.values !== undefined && !column.values.includes(text))
        return { reason: `${name} is none of ${column.values.join(", ")}: "${text}"` };
      if (column.pattern !== undefined && !new RegExp(column.pattern).test(text))
        return { reason: `${name} does not match ${column.pattern}: "${text}"` };
      return { value: text };
  }
}

const COMPARE: Readonly<Record<string, (a: number | string, b: number | string) => boolean>> = {
  "<=": (a, b) => a <= b,
  "<": (a, b) => a < b,
  ">=": (a, b) => a >= b,
  ">": (a, b) => a > b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
};

/** The kind of a reason: what stands before its figures. */
export const reasonKind = (reason: string): string => reason.replace(/: .*$/, "");

/**
 * Holds rows against their source's contract: types, bounds, rules within the row, sessions of the exchange, one row a key.
 * @param calendar the contract's; undefined if it names none
 * @param asOf last day that a row may be of. @default any
 */
export function checkRows(
  source: SourceSpec,
  rows: readonly RawRow[],
  calendar: ExchangeCalendar | undefined,
  asOf = Number.POSITIVE_INFINITY,
): CheckedRows {
  const columns = Object.entries(source.contract.columns);
  const rules = source.contract.rules.map((text) => ({ text, ...parseRule(text) }));
  const accepted: Readonly<Record<string, Value>>[] = [];
  const rejected: RejectedRow[] = [];
  const seen = new Map<string, RawRow>();
  const names = valueColumns(source);
  const contents = new Set<string>();
  for (const row of rows) {
    const reasons: string[] = [];
    const values: Record<string, Value> = {};
    if (row.problem !== undefined) reasons.push(`the line can't be cut into columns: ${row.problem}`);
    else
      for (const [name, column] of columns) {
        const result = readValue(row.values[name], name, column);
        if ("reason" in result) reasons.push(result.reason);
        else values[name] = name === source.entity && typeof result.value === "string" ? entityForm(result.value) : result.value;
      }
    for (const rule of rules) {
      const left = values[rule.left];
      const right = typeof rule.right === "number" ? rule.right : values[rule.right];
      if (left === undefined || left === null || right === undefined || right === null) continue;
      if (!COMPARE[rule.operator]!(left, right)) reasons.push(`${rule.text} does not hold: ${left} and ${right}`);
    }
    const time = source.time === undefined ? undefined : values[source.time];
    const timeType = source.time === undefined ? undefined : source.contract.columns[source.time]!.type;
    if (calendar !== undefined && timeType === "date" && typeof time === "number" && !calendar.isSession(time))
      reasons.push(`${source.time} is no session of ${calendar.code}: ${dayText(time)}`);
    if (typeof time === "number" && (timeType === "timestamp" ? Math.floor(time / 86_400_000) : time) > asOf)
      reasons.push(`${source.time} lies after the as-of date ${dayText(asOf)}`);
    if (reasons.length === 0 && source.key !== undefined) {
      const key = JSON.stringify(source.key.map((k) => values[k]));
      const first = seen.get(key);
      if (first === undefined) seen.set(key, row);
      else reasons.push(`a second row with the key ${source.key.join(", ")}: the first is ${first.file} line ${first.line}`);
    }
    if (reasons.length === 0) {
      if (source.key === undefined) contents.add(JSON.stringify(names.map((name) => values[name])));
      accepted.push(identified(source, values, row));
    } else rejected.push({ ...row, reasons });
  }
  const counts: Record<string, number> = {};
  for (const row of rejected) for (const reason of new Set(row.reasons.map(reasonKind))) counts[reason] = (counts[reason] ?? 0) + 1;
  return {
    accepted: toTable(source, accepted),
    rejected,
    reasons: counts,
    ...(source.key === undefined && { duplicates: accepted.length - contents.size }),
  };
}

/** Columns that say what a row is, in an order that theirs in the contract does not move. */
const valueColumns = ({ contract }: SourceSpec): readonly string[] => Object.keys(contract.columns).sort();

/** A row with what it is told apart and put in order by, where its source has no column for it. */
function identified(source: SourceSpec, values: Readonly<Record<string, Value>>, row: RawRow): Readonly<Record<string, Value>> {
  const named = source.key === undefined ? { ...values, [ROW_ID]: `${row.file}:${row.line}` } : values;
  if (source.time !== undefined) return named;
  const by = source.entity === undefined ? (source.key ?? valueColumns(source)) : [source.entity];
  return { ...named, [DRAW]: drawOf(by.map((name) => named[name] ?? null)) };
}

function toTable(source: SourceSpec, rows: readonly Readonly<Record<string, Value>>[]): Table {
  const entity = source.entity;
  const order = orderColumn(source);
  const key = keyColumns(source);
  const sorted = [...rows].sort((a, b) => {
    const time = Number(a[order]) - Number(b[order]);
    if (time !== 0) return time;
    for (const name of entity === undefined ? key : [entity, ...key]) {
      const [x, y] = [String(a[name]), String(b[name])];
      if (x !== y) return x < y ? -1 : 1;
    }
    return 0;
  });
  const columns: Record<string, Column> = {};
  const types: Record<string, ColumnType> = Object.fromEntries(Object.entries(source.contract.columns).map(([name, c]) => [name, c.type]));
  if (source.key === undefined) types[ROW_ID] = "string";
  if (source.time === undefined) types[DRAW] = "number";
  for (const [name, type] of Object.entries(types))
    columns[name] =
      type === "string"
        ? { type, values: sorted.map((r) => (r[name] ?? null) as string | null) }
        : { type, values: Float64Array.from(sorted, (r) => (r[name] ?? Number.NaN) as number) };
  return { rows: sorted.length, columns };
}
