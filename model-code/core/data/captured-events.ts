import type { SourceSpec } from "../spec/model-schema";
import type { RawRow } from "./parse-csv";

/**
 * Gives the bodies of captured events as texts; null where one is no UTF-8. Capture keeps them as bytes. A sequence number grows within a
 * partition, which is where the events of one key go: those of a key come in the order in which they were sent.
 */
export const EVENT_BODIES = 'SELECT TRY(decode("Body")) AS body FROM events ORDER BY "SequenceNumber", "Offset", "Body"';

const textOf = (value: unknown): string => {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value).trim();
};

/** The fields of an event's body; undefined where it is no JSON object. */
function fieldsOf(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Opens captured events into rows, one each. Events that are told to be another source's are left; one that cannot be read becomes a row
 * with a problem, as it cannot be told whose it is.
 * @param bodies in the order in which they were sent; null: not UTF-8
 */
export function capturedRows(bodies: readonly (string | null)[], file: string, source: SourceSpec): readonly RawRow[] {
  const columns = Object.keys(source.contract.columns);
  const where = Object.entries(source.events?.where ?? {});
  return bodies.flatMap((body, i): RawRow | readonly [] => {
    const at = { file, line: i + 1 };
    if (body === null) return { ...at, values: { _text: "" }, problem: "an event that is not UTF-8" };
    const fields = fieldsOf(body);
    if (fields === undefined) return { ...at, values: { _text: body }, problem: "an event that is no JSON object" };
    if (where.some(([name, text]) => fields[name] !== text)) return [];
    return { ...at, values: Object.fromEntries(columns.map((name) => [name, textOf(fields[name])])) };
  });
}
