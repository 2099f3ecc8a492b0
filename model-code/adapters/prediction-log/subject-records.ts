import { isSubject, type Subject } from "../../core/privacy/erase-rows";
import type { FeedbackRecord, PredictionRecord } from "../../core/serving/prediction-record";
import type { BlobStore } from "../blob-store/blob-store";
import { concurrently } from "../blob-store/concurrently";
import { NotFound, PreconditionFailed } from "../blob-store/errors";
import { ERASED } from "./blob-sink";
import { type LogKind, linesIn, logBlobs } from "./read-predictions";

const CONTAINER = "predictions";
const AT_ONCE = 8;

/** Everything that a model's log holds about a subject. */
export interface SubjectRecords {
  readonly predictions: readonly PredictionRecord[];
  readonly feedback: readonly FeedbackRecord[];
}

type LogRecord = PredictionRecord | FeedbackRecord;

const isAbout = (subject: Subject) => {
  const names = (value: unknown) => value !== undefined && value !== null && isSubject(String(value), subject);
  return (record: LogRecord): boolean =>
    names(record.subject) || names(record.about?.[subject.column]) || ("features" in record && names(record.features[subject.column]));
};

const isLabelOf =
  (subject: Subject, predictions: ReadonlySet<string>) =>
  (record: LogRecord): boolean =>
    isAbout(subject)(record) || ("prediction" in record && record.prediction !== null && predictions.has(record.prediction));

/** The records of all blobs of a kind for which `holds`. */
async function collect<R extends LogRecord>(store: BlobStore, model: string, kind: LogKind, holds: (record: R) => boolean): Promise<R[]> {
  const found = await concurrently(AT_ONCE, await logBlobs(store, model, kind), async (name) => {
    try {
      return linesIn<R>(name, await store.get(CONTAINER, name)).filter(holds);
    } catch (error) {
      // deleted by age since it was listed
      if (error instanceof NotFound) return [];
      throw error;
    }
  });
  return found.flat();
}

/**
 * @throws DamagedBlob rather than to leave something out
 */
export async function findSubject(store: BlobStore, model: string, subject: Subject): Promise<SubjectRecords> {
  const predictions = await collect<PredictionRecord>(store, model, "predictions", isAbout(subject));
  const ids = new Set(predictions.map((p) => p.id));
  return { predictions, feedback: await collect<FeedbackRecord>(store, model, "feedback", isLabelOf(subject, ids)) };
}

/** Takes the lines for which `holds` out of a blob. The blob stays, even if it is empty then: its writer may not write it again. */
async function takeOut(store: BlobStore, name: string, holds: (record: LogRecord) => boolean): Promise<number> {
  for (;;) {
    try {
      const blob = await store.get(CONTAINER, name);
      const records = linesIn<LogRecord>(name, blob);
      const kept = records.filter((record) => !holds(record));
      if (kept.length === records.length) return 0;
      await store.put(CONTAINER, name, kept.map((record) => `${JSON.stringify(record)}\n`).join(""), {
        ifMatch: blob.etag,
        contentType: blob.contentType,
        metadata: { [ERASED]: "true" },
      });
      return records.length - kept.length;
    } catch (error) {
      if (error instanceof NotFound) return 0;
      // somebody else erases from it at the same time
      if (!(error instanceof PreconditionFailed)) throw error;
    }
  }
}

/**
 * Erases a subject's records. It can be broken off at any moment and called again: labels go before the predictions by which they are found.
 * What a host still has in its spool arrives later, which is why it is to be called again once hosts have flushed.
 * @returns how many records went
 * @throws DamagedBlob for a blob that can't be searched
 */
export async function eraseSubject(
  store: BlobStore,
  model: string,
  subject: Subject,
): Promise<{ readonly predictions: number; readonly feedback: number }> {
  const ids = new Set((await collect<PredictionRecord>(store, model, "predictions", isAbout(subject))).map((p) => p.id));
  const erase = async (kind: LogKind, holds: (record: LogRecord) => boolean) => {
    const gone = await concurrently(AT_ONCE, await logBlobs(store, model, kind), (name) => takeOut(store, name, holds));
    return gone.reduce((sum, count) => sum + count, 0);
  };
  const feedback = await erase("feedback", isLabelOf(subject, ids));
  return { feedback, predictions: await erase("predictions", isAbout(subject)) };
}
