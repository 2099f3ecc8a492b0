import { parse } from "csv-parse/sync";
import type { SourceSpec } from "../spec/model-schema";
import { type RawRow, writeCsv } from "./parse-csv";

const ORIGIN = ["_file", "_line", "_problem", "_text"] as const;

/** Raw rows as CSV: the contract's columns as they came, then where each came from. */
export function rawRowsText(
  source: SourceSpec,
  rows: readonly RawRow[],
  more: readonly string[] = [],
  of?: (row: RawRow) => Readonly<Record<string, string>>,
): string {
  const columns = [...Object.keys(source.contract.columns), ...ORIGIN, ...more];
  return writeCsv(
    columns,
    rows.map((row) => ({ ...row.values, _file: row.file, _line: String(row.line), _problem: row.problem ?? "", ...of?.(row) })),
  );
}

/** Reads back what `rawRowsText` wrote. */
export function parseRawRows(text: string): readonly RawRow[] {
  const records: readonly Record<string, string>[] = parse(text, { columns: true });
  return records.map(({ _file, _line, _problem, _text, ...values }) => ({
    values: _text === undefined || _text === "" ? values : { ...values, _text },
    file: _file ?? "",
    line: Number(_line),
    ...(_problem === undefined || _problem === "" ? {} : { problem: _problem }),
  }));
}
