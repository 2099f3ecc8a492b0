import { dayText, parseDay } from "../../core/data/day";
import type { FeedbackRecord, PredictionRecord } from "../../core/serving/prediction-record";
import type { Blob, BlobStore } from "../blob-store/blob-store";
import { concurrently } from "../blob-store/concurrently";
import { DamagedBlob, NotFound } from "../blob-store/errors";

const CONTAINER = "predictions";
const AT_ONCE = 16;

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
 * The records that a blob holds.
 * @throws DamagedBlob for a line that is no JSON: lines are written whole, so somebody has changed them
 */
export function linesIn<R>(name: string, { content, metadata }: Blob): R[] {
  const lines = Buffer.from(content).toString("utf8").split("\n");
  const end = lines.pop();
  try {
    if (end !== "") throw new SyntaxError();
    return lines.map((line) => JSON.parse(line) as R);
  } catch {
    const remedy = "Restore the blob from its versions, or delete it if nothing else helps: its records are lost then.";
    throw new DamagedBlob(CONTAINER, name, metadata.sha256 ?? "unknown", "lines that are no JSON", remedy);
  }
}

async function readAll<L, R extends { readonly time: string }>(
  store: BlobStore,
  model: string,
  kind: LogKind,
  days: Days,
  keep: (line: L) => R | undefined,
  key: (record: R) => string,
  /** Which of two records of one key counts. */
  counts: (record: R, other: R) => boolean,
): Promise<R[]> {
  const found = await concurrently(AT_ONCE, await logBlobs(store, model, kind, days), async (name) => {
    try {
      return linesIn<L>(name, await store.get(CONTAINER, name)).flatMap((line) => keep(line) ?? []);
    } catch (error) {
      // deleted by age since it was listed
      if (error instanceof NotFound) return [];
      throw error;
    }
  });
  const once = new Map<string, R>();
  for (const record of found.flat()) {
    const other = once.get(key(record));
    if (other === undefined || counts(record, other)) once.set(key(record), record);
  }
  return [...once.values()];
}

const isEarlier = (a: { readonly time: string }, b: { readonly time: string }): boolean => a.time < b.time;

const byTime = (a: { readonly time: string; readonly id: string }, b: { readonly time: string; readonly id: string }): number =>
  a.time < b.time ? -1 : a.time > b.time ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

/** What tells one answer from another. */
type Answer = Pick<PredictionRecord, "id" | "arm" | "time">;

/**
 * What is kept of the predictions about these days, oldest first, each arm's answer to a row once. The rest is let go blob by blob.
 * @param keep what is kept of a record; undefined: nothing
 * @throws DamagedBlob rather than to leave something out, StoreUnavailable
 */
export async function keepPredictions<R extends Answer>(
  store: BlobStore,
  model: string,
  days: Days,
  keep: (record: PredictionRecord) => R | undefined,
): Promise<R[]> {
  const records = await readAll(store, model, "predictions", days, keep, (r) => `${r.id} ${r.arm}`, isEarlier);
  return records.sort((a, b) => byTime(a, b) || (a.arm < b.arm ? -1 : a.arm > b.arm ? 1 : 0));
}

/**
 * The predictions about these days, as `keepPredictions` has them, whole.
 * @throws DamagedBlob, StoreUnavailable
 */
export const readPredictions = (store: BlobStore, model: string, days: Days): Promise<PredictionRecord[]> =>
  keepPredictions(store, model, days, (record) => record);

/**
 * The labels about these days, oldest first. Of one that came again its newest counts: what was corrected may be corrected back. What was
 * said only by a prediction's id is about the day on which it was said.
 */
export async function readFeedback(store: BlobStore, model: string, days: Days): Promise<FeedbackRecord[]> {
  const isLater = (a: FeedbackRecord, b: FeedbackRecord) => isEarlier(b, a);
  return (
    await readAll(
      store,
      model,
      "feedback",
      days,
      (label: FeedbackRecord) => label,
      (r) => r.id,
      isLater,
    )
  ).sort(byTime);
}
