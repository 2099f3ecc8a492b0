import { dayText, parseDay } from "../../core/data/day";
import type { Blob, BlobStore } from "../blob-store/blob-store";
import { concurrently } from "../blob-store/concurrently";
import { DamagedBlob, NotFound } from "../blob-store/errors";

const CONTAINER = "predictions";
const AT_ONCE = 16;
/** Days, and blobs of a day, that are read at once: what is in memory meanwhile are as many blobs as both come to. */
const DAYS_AT_ONCE = 4;
const BLOBS_AT_ONCE = 2;
const LINE_FEED = 10;

/** Event days, YYYY-MM-DD, both included. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** What a model's log holds. */
export type LogKind = "predictions" | "feedback";

/** Above it, a list of everything costs less than a list for each day. */
const MOST_DAYS_LISTED = 1000;

/** Names of the blobs of these days, in the order of days, then names. What it costs is by these days, not by all that was ever logged. */
export async function logBlobs(store: BlobStore, model: string, kind: LogKind, days?: Days): Promise<readonly string[]> {
  const prefix = `${model}/${kind}/date=`;
  const listed = async (begins: string) => (await store.list(CONTAINER, begins)).map((b) => b.name);
  if (days === undefined) return listed(prefix);
  const [first, last] = [parseDay(days.from), parseDay(days.to)];
  if (last - first < MOST_DAYS_LISTED) {
    const each = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => `${prefix}${dayText(first + i)}/`);
    return (await concurrently(AT_ONCE, each, listed)).flat();
  }
  return (await listed(prefix)).filter((name) => {
    const day = name.slice(prefix.length, prefix.length + 10);
    return days.from <= day && day <= days.to;
  });
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
export async function eachRecord<R>(store: BlobStore, model: string, kind: LogKind, { from, to }: Days, take: (record: R) => void) {
  const first = parseDay(from);
  const days = Array.from({ length: Math.max(0, parseDay(to) - first + 1) }, (_, i) => dayText(first + i));
  await concurrently(DAYS_AT_ONCE, days, async (day) => {
    const names = await logBlobs(store, model, kind, { from: day, to: day });
    await concurrently(BLOBS_AT_ONCE, names, async (name) => {
      try {
        for (const record of recordsIn<R>(name, await store.get(CONTAINER, name))) take(record);
      } catch (error) {
        // deleted by age since it was listed
        if (!(error instanceof NotFound)) throw error;
      }
    });
  });
}
