import { parse } from "csv-parse/sync";
import { canonicalJson } from "../canonical-json";
import { headerName, writeCsv } from "../data/parse-csv";
import { sha256 } from "../package/tree-digest";
import { BadInput, type Problem, problemText } from "../problem";
import { type FeedbackContract, parseFeedback } from "./parse-feedback";
import type { FeedbackRecord } from "./prediction-record";
import { Refused } from "./problem-details";

/** A line of a file of labels that can't be used. */
export interface RejectedLine {
  /** 1 is the header's. */
  readonly line: number;
  readonly fields: readonly string[];
  readonly problems: readonly Problem[];
}

export interface LabelsFile {
  /** Each said a nanosecond after the one before, so that what stands last in the file counts wherever they are read. */
  readonly records: readonly FeedbackRecord[];
  /** Lines that a later one about the same contradicts. */
  readonly superseded: number;
  readonly rejected: readonly RejectedLine[];
  readonly header: readonly string[];
}

interface ParsedLine {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

const said = (text: string | undefined): string | undefined => (text === undefined || text === "" ? undefined : text);

/** A number that is written as one; anything else is left for the check to refuse. */
const asLabel = (text: string): unknown => (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text);

const NANOSECONDS = 1_000_000;

/** A time, so many nanoseconds later. @param time ISO 8601 UTC, in milliseconds */
function later(time: string, nanoseconds: number): string {
  const milliseconds = Date.parse(time) + Math.floor(nanoseconds / NANOSECONDS);
  return `${new Date(milliseconds).toISOString().slice(0, -1)}${String(nanoseconds % NANOSECONDS).padStart(6, "0")}Z`;
}

function contradicted(records: readonly FeedbackRecord[]): number {
  const said = new Map<string, number>();
  let superseded = 0;
  for (const { prediction, about, label } of records) {
    const key = JSON.stringify([prediction, about]);
    if ((said.get(key) ?? label) !== label) superseded++;
    said.set(key, label);
  }
  return superseded;
}

/**
 * Reads labels from CSV: the column `label`, and either `prediction`, an answer's id, or the columns of the model's row key. The same
 * line of labels gives the same record however often it is imported.
 * @throws BadInput if the file as a whole can't be used
 */
export function readLabelsFile(
  text: string,
  file: string,
  document: FeedbackContract,
  context: Pick<FeedbackRecord, "time" | "source">,
): LabelsFile {
  const lines = parse(text, { bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, info: true }) as unknown;
  const [first, ...rows] = lines as readonly ParsedLine[];
  const header = (first?.record ?? []).map(headerName);
  const keyed = document.rowKey.length > 0 && document.rowKey.every((column) => header.includes(column));
  if (!header.includes("label") || !(header.includes("prediction") || keyed))
    throw new BadInput(file, [
      {
        where: `${file} line 1`,
        expected: `the columns label and ${document.rowKey.length === 0 ? "prediction" : `either prediction or ${document.rowKey.join(", ")}`}`,
        got: header.join(", ") || "an empty file",
        remedy: "Correct the header; nothing was imported.",
      },
    ]);
  const records: FeedbackRecord[] = [];
  const rejected: RejectedLine[] = [];
  for (const { record: fields, info } of rows) {
    const reject = (problems: readonly Problem[]) => rejected.push({ line: info.lines, fields, problems });
    if (fields.length !== header.length) {
      const remedy = "Correct the line.";
      reject([{ where: "the line", expected: `${header.length} fields`, got: String(fields.length), remedy }]);
      continue;
    }
    const of = Object.fromEntries(header.map((name, i) => [name, said(fields[i]!.trim())]));
    const named = document.subject === null ? document.rowKey : [...new Set([...document.rowKey, document.subject])];
    const about = Object.fromEntries(named.flatMap((name) => (of[name] === undefined ? [] : [[name, of[name]]])));
    const value = {
      ...(of.prediction !== undefined && { prediction: of.prediction }),
      ...(Object.keys(about).length > 0 && { about }),
      label: of.label === undefined ? null : asLabel(of.label),
    };
    try {
      const id = of.id ?? `import-${sha256(canonicalJson({ model: document.model, ...value })).slice(0, 32)}`;
      records.push(parseFeedback({ ...value, id }, document, { ...context, time: later(context.time, records.length) }));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      reject(error.problems);
    }
  }
  return { records, superseded: contradicted(records), rejected, header };
}

/** The lines that can't be used as CSV, each with its number and its reasons, to be mended and imported again. */
export const quarantineText = ({ header, rejected }: LabelsFile): string =>
  writeCsv(
    [...header, "_more", "_line", "_reasons"],
    rejected.map(({ line, fields, problems }) => ({
      ...Object.fromEntries(header.map((name, i) => [name, fields[i]])),
      _more: fields.slice(header.length).join(","),
      _line: String(line),
      _reasons: problems.map(problemText).join(" "),
    })),
  );
