import type { BlobStore } from "../../model-code/adapters/blob-store/blob-store";
import { type Days, type LogKind, linesIn, logBlobs } from "../../model-code/adapters/prediction-log/read-predictions";
import type { FeedbackRecord, PredictionRecord } from "../../model-code/core/serving/prediction-record";

async function readAll<R extends { readonly time: string }>(
  store: BlobStore,
  model: string,
  kind: LogKind,
  days: Days,
  key: (record: R) => string,
): Promise<R[]> {
  const once = new Map<string, R>();
  for (const name of await logBlobs(store, model, kind, days))
    for (const record of linesIn<R>(name, await store.get("predictions", name))) {
      const other = once.get(key(record));
      const isEarlier = other === undefined || record.time < other.time;
      if (other === undefined || isEarlier === (kind === "predictions")) once.set(key(record), record);
    }
  const order = (record: R) => `${record.time} ${key(record)}`;
  return [...once.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** What a model's log holds about these days, oldest first; of what came again, the first. */
export const readPredictions = (store: BlobStore, model: string, days: Days): Promise<PredictionRecord[]> =>
  readAll<PredictionRecord>(store, model, "predictions", days, (r) => `${r.id} ${r.arm}`);

/** The labels about these days, oldest first; of what was said again, the last. */
export const readFeedback = (store: BlobStore, model: string, days: Days): Promise<FeedbackRecord[]> =>
  readAll<FeedbackRecord>(store, model, "feedback", days, (r) => r.id);
