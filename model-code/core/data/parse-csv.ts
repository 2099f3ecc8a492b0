import { BadInput } from "../problem";
import type { SourceSpec } from "../spec/model-schema";
import { cutCsv } from "./cut-csv";

/** One row as it came: texts by the contract's column names. */
export interface RawRow {
  readonly values: Readonly<Record<string, string>>;
  readonly file: string;
  /** 1 is the header's line. */
  readonly line: number;
  /** Why the line could not be cut into columns; its text is then in `values._text`. */
  readonly problem?: string;
}

/** "Adj Close" and "ADJ_CLOSE" mean adj_close. */
export const headerName = (text: string) =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_");

/**
 * Cuts a CSV file into rows; a byte order mark, CRLF and blank lines do no harm, columns that the contract does not name are left.
 * A line that does not have the header's number of fields becomes a row with a problem: nothing is lost.
 * @throws BadInput if the file as a whole can't be used: empty, or without columns that the contract requires
 */
export function parseCsv(text: string, file: string, source: SourceSpec): readonly RawRow[] {
  const wanted = Object.entries(source.contract.columns);
  const required = wanted.filter(([, c]) => !c.optional).map(([n]) => n);
  const expected = `a CSV file with the columns ${required.join(", ")}`;
  if (text.replace(/^\uFEFF/, "").trim() === "")
    throw new BadInput(file, [{ where: file, expected, got: "an empty file", remedy: "Remove the file or fill it; nothing was written." }]);
  const rows: RawRow[] = [];
  const parsed = cutCsv(text);
  const header = (parsed[0]?.record ?? []).map(headerName);
  const missing = required.filter((name) => !header.includes(name));
  if (missing.length > 0)
    throw new BadInput(file, [
      {
        where: `${file} line 1`,
        expected: `the columns ${required.join(", ")}`,
        got: `${header.join(", ")}: without ${missing.join(", ")}`,
        remedy: `${header.length === 1 && /[;\t|]/.test(header[0]!) ? "Separate the columns by commas" : "Correct the header or the contract in model.yaml"}; nothing was written.`,
      },
    ]);
  const repeated = header.filter((name, i) => name in source.contract.columns && header.indexOf(name) !== i);
  if (repeated.length > 0)
    throw new BadInput(file, [
      {
        where: `${file} line 1`,
        expected: "each column once",
        got: `${repeated.join(", ")} twice`,
        remedy: "Remove one; nothing was written.",
      },
    ]);
  const position = wanted.map(([name]) => [name, header.indexOf(name)] as const).filter(([, at]) => at >= 0);
  for (const { record, info } of parsed.slice(1)) {
    if (record.length !== header.length) {
      rows.push({
        values: { _text: record.join(",") },
        file,
        line: info.lines,
        problem: `${record.length} fields where the header has ${header.length}`,
      });
      continue;
    }
    const values: Record<string, string> = {};
    for (const [name, at] of position) values[name] = record[at]!.trim();
    rows.push({ values, file, line: info.lines });
  }
  return rows;
}

const field = (text: string) => (/[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text);

/** CSV with a header; a missing value is an empty field. */
export function writeCsv(columns: readonly string[], rows: Iterable<Readonly<Record<string, string | undefined>>>): string {
  const lines = [columns.map(field).join(",")];
  for (const row of rows) lines.push(columns.map((c) => field(row[c] ?? "")).join(","));
  return `${lines.join("\n")}\n`;
}
