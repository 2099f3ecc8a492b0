import { CsvError, parse } from "csv-parse/sync";
import { headerName } from "../data/parse-csv";
import type { Watermark } from "../lifecycle/steps/ingest";

/** Whose data is meant. */
export interface Subject {
  /** Column that names the person, `privacy.subject` of model.yaml. */
  readonly column: string;
  readonly value: string;
}

interface Line {
  readonly record: readonly string[];
  readonly raw: string;
}

function linesOf(text: string): readonly Line[] {
  const options = { bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, raw: true } as const;
  try {
    return parse(text, options) as unknown as Line[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return parse(text, { ...options, quote: false }) as unknown as Line[];
  }
}

/**
 * Takes a subject's rows out of a CSV file; all others stay as they are. A row that can't be cut into the header's columns goes if the
 * subject is anywhere in it.
 */
export function eraseCsvRows(text: string, { column, value }: Subject): { readonly text: string; readonly erased: number } {
  const [header, ...lines] = linesOf(text);
  const names = header?.record.map(headerName) ?? [];
  const at = names.indexOf(column);
  const uncut = names.indexOf("_text");
  if (header === undefined || at === -1) return { text, erased: 0 };
  const kept = lines.filter(
    ({ record, raw }) =>
      record[at] !== value && !(record.length !== names.length && raw.includes(value)) && !(record[uncut] ?? "").includes(value),
  );
  if (kept.length === lines.length) return { text, erased: 0 };
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  // `raw` comes with some of the line ends around it
  const left = [header, ...kept].map(({ raw }) => raw.replace(/^[\r\n]+|[\r\n]+$/g, "") + end);
  return { text: left.join(""), erased: lines.length - kept.length };
}

/**
 * What ingest knows of its sources, without the subject.
 * @param lost rows that went, by source
 */
export const eraseFromWatermark = (watermark: Watermark, subject: string, lost: Readonly<Record<string, number>>): Watermark =>
  Object.fromEntries(
    Object.entries(watermark).map(([source, mark]) => {
      const newest = Object.fromEntries(Object.entries(mark.newest).filter(([entity]) => entity !== subject));
      return [source, { ...mark, newest, rows: mark.rows - (lost[source] ?? 0) }];
    }),
  );

/** Whether a JSON value names the subject, as a key or as a text. */
export function namesSubject(value: unknown, subject: string): boolean {
  if (Array.isArray(value)) return value.some((item) => namesSubject(item, subject));
  if (typeof value !== "object" || value === null) return value === subject;
  return Object.entries(value).some(([key, item]) => key === subject || namesSubject(item, subject));
}
