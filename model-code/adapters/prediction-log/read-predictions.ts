import { dayText, parseDay } from "../../core/data/day";
import type { Blob, BlobStore } from "../blob-store/blob-store";
import { concurrently } from "../blob-store/concurrently";
import { DamagedBlob, NotFound } from "../blob-store/errors";

const CONTAINER = "predictions";
const AT_ONCE = 16;
/** Days or months, and blobs of one, that are read at once: what is in memory meanwhile are as many blobs as both come to. */
const SPANS_AT_ONCE = 4;
const BLOBS_AT_ONCE = 2;
const LINE_FEED = 10;

/** Event days, YYYY-MM-DD, both included. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** What a model's log holds. */
export type LogKind = "predictions" | "feedback";

/** What the names of the blobs of these days begin with after `date=`, in order: a month where all of it is asked for, else a day. */
function spansOf({ from, to }: Days): readonly string[] {
  const last = parseDay(to);
  const spans: string[] = [];
  for (let day = parseDay(from); day <= last; ) {
    const text = dayText(day);
    // 31 days after the first of a month lies in the next one
    const next = text.endsWith("-01") ? parseDay(`${dayText(day + 31).slice(0, 8)}01`) : Number.POSITIVE_INFINITY;
    const isWhole = next - 1 <= last;
    spans.push(isWhole ? text.slice(0, 8) : `${text}/`);
    day = isWhole ? next : day + 1;
  }
  return spans;
}

const listed = async (store: BlobStore, model: string, kind: LogKind, span: string) =>
  (await store.list(CONTAINER, `${model}/${kind}/date=${span}`)).map((b) => b.name);

/** Names of the blobs of these days, in the order of days, then names. What it costs is by these days, not by all that was ever logged. */
export async function logBlobs(store: BlobStore, model: string, kind: LogKind, days?: Days): Promise<readonly string[]> {
  const spans = days === undefined ? [""] : spansOf(days);
  return (await concurrently(AT_ONCE, spans, (span) => listed(store, model, kind, span))).flat();
}

/**
 * The records that a blob holds, one after the other.
 * @throws DamagedBlob for a line that is no JSON: lines are written whole, so somebody has changed them
 */
function* recordsIn<R>(name: string, { content, metadata }: Blob): Generator<R> {
  const lines = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  try {
    for (let from = 0; from < lines.length; ) {
      const end = lines.indexOf(LINE_FEED, from);
      if (end === -1) throw new SyntaxError();
      yield JSON.parse(lines.toString("utf8", from, end)) as R;
      from = end + 1;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const remedy = "Restore the blob from its versions, or delete it if nothing else helps: its records are lost then.";
    throw new DamagedBlob(CONTAINER, name, metadata.sha256 ?? "unknown", "lines that are no JSON", remedy);
  }
}

/**
 * The records that a blob holds.
 * @throws DamagedBlob as `recordsIn` does
 */
export const linesIn = <R>(name: string, blob: Blob): R[] => [...recordsIn<R>(name, blob)];

/**
 * Hands over all records about these days, in no order, some maybe twice: what came again is in two blobs. It holds a few blobs at a time,
 * however many there are.
 * @throws DamagedBlob rather than to leave something out, StoreUnavailable
 */
export async function eachRecord<R>(store: BlobStore, model: string, kind: LogKind, days: Days, take: (record: R) => void) {
  await concurrently(SPANS_AT_ONCE, spansOf(days), async (span) => {
    await concurrently(BLOBS_AT_ONCE, await listed(store, model, kind, span), async (name) => {
      try {
        for (const record of recordsIn<R>(name, await store.get(CONTAINER, name))) take(record);
      } catch (error) {
        // deleted by age since it was listed
        if (!(error instanceof NotFound)) throw error;
      }
    });
  });
}
