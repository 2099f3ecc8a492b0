import { CsvError, parse } from "csv-parse/sync";

/** A line of a CSV file, cut into its fields. */
export interface CutLine {
  readonly record: readonly string[];
  /** Where it ends, as csv-parse says with `info`, which its types leave out: lines, and bytes of the text in UTF-8, from its beginning. */
  readonly info: { readonly lines: number; readonly bytes: number };
}

/**
 * Cuts a CSV file into lines, the header's first; a byte order mark and blank lines are left out. A quote that is never closed would
 * swallow the rest of the file: then quotes are taken as they are.
 */
export function cutCsv(text: string): readonly CutLine[] {
  const options = { bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, info: true } as const;
  try {
    return parse(text, options) as unknown as CutLine[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return parse(text, { ...options, quote: false }) as unknown as CutLine[];
  }
}
