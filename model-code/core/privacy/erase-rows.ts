import { cutCsv } from "../data/cut-csv";
import { entityForm } from "../data/entity";
import { headerName } from "../data/parse-csv";
import type { Watermark } from "../lifecycle/steps/ingest";

/** Whose data is meant. */
export interface Subject {
  /** Column that names the person, `privacy.subject` of model.yaml. */
  readonly column: string;
  readonly value: string;
  /** The column is the entity of the model's source, of which `standardize` writes all forms in one. @default - false */
  readonly isEntity?: boolean;
}

/** Whether a value of the subject's column names it, as it was delivered or in the form that the lifecycle gives it. */
export const isSubject = (text: string, { value, isEntity = false }: Subject): boolean =>
  text.trim() === value.trim() || (isEntity && entityForm(text) === entityForm(value));

/**
 * Takes a subject's rows out of a CSV file; of all others every byte stays as it is. A row that can't be cut into the header's columns
 * goes if the subject is anywhere in it.
 */
export function eraseCsvRows(text: string, subject: Subject): { readonly text: string; readonly erased: number } {
  const [header, ...lines] = cutCsv(text);
  const names = header?.record.map(headerName) ?? [];
  const at = names.indexOf(subject.column);
  const uncut = names.indexOf("_text");
  if (header === undefined || at === -1) return { text, erased: 0 };
  const bytes = Buffer.from(text);
  const kept = [bytes.subarray(0, header.info.bytes)];
  let from = header.info.bytes;
  let erased = 0;
  for (const { record, info } of lines) {
    const line = bytes.subarray(from, info.bytes);
    from = info.bytes;
    const isAbout =
      isSubject(record[at] ?? "", subject) ||
      (record.length !== names.length && line.includes(subject.value)) ||
      (record[uncut] ?? "").includes(subject.value);
    if (isAbout) erased++;
    else kept.push(line);
  }
  if (erased === 0) return { text, erased };
  return { text: Buffer.concat([...kept, bytes.subarray(from)]).toString(), erased };
}

/**
 * What ingest knows of its sources, without the subject.
 * @param lost rows that went, by source
 */
export const eraseFromWatermark = (watermark: Watermark, subject: Subject, lost: Readonly<Record<string, number>>): Watermark =>
  Object.fromEntries(
    Object.entries(watermark).map(([source, mark]) => {
      const newest = Object.fromEntries(Object.entries(mark.newest).filter(([entity]) => !isSubject(entity, subject)));
      return [source, { ...mark, newest, rows: mark.rows - (lost[source] ?? 0) }];
    }),
  );

/** Whether a JSON value names the subject, as a key or as a text. */
export function namesSubject(value: unknown, subject: Subject): boolean {
  if (Array.isArray(value)) return value.some((item) => namesSubject(item, subject));
  if (typeof value !== "object" || value === null) return typeof value === "string" && isSubject(value, subject);
  return Object.entries(value).some(([key, item]) => isSubject(key, subject) || namesSubject(item, subject));
}

const hasField = (event: unknown, subject: Subject): boolean =>
  typeof event === "object" &&
  event !== null &&
  Object.entries(event).some(([key, item]) => (key === subject.column && isSubject(String(item), subject)) || hasField(item, subject));

/** Whether an event is about the subject: by its column or by a text that is its value. A number is only where its column is named. */
export const eventNames = (event: unknown, subject: Subject): boolean => namesSubject(event, subject) || hasField(event, subject);

/** The same of an event's text. What is no JSON is about the subject if it is anywhere in it. */
export function eventTextNames(text: string, subject: Subject): boolean {
  try {
    return eventNames(JSON.parse(text), subject);
  } catch {
    return text.includes(subject.value);
  }
}

/** Takes a subject's lines out of a file with a JSON document a line; the others stay as they are. */
export function eraseJsonLines(text: string, subject: Subject): { readonly text: string; readonly erased: number } {
  const lines = text.split(/(?<=\n)/);
  const kept = lines.filter((line) => line.trim() === "" || !eventTextNames(line, subject));
  return { text: kept.join(""), erased: lines.length - kept.length };
}
