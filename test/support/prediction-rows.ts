import type { BlobStore } from "../../model-code/adapters/blob-store/blob-store";
import { eventDay } from "../../model-code/core/serving/event-day";
import type { FeedbackRecord, PredictionRecord } from "../../model-code/core/serving/prediction-record";

/** A line of the prediction log of the model `linear`; it answered 15.5 to a = 1. */
export const predictionOf = (change: Partial<PredictionRecord> & Pick<PredictionRecord, "id" | "digest">): PredictionRecord => ({
  time: "2009-04-01T21:00:00.000Z",
  model: "linear",
  release: 1,
  arm: "stable",
  about: null,
  subject: null,
  status: "ok",
  features: { a: 1, b: 1, c: "x" },
  score: 15.5,
  latencyMs: 1,
  run: 1,
  outOfRange: [],
  ...change,
});

export const feedbackOf = (change: Partial<FeedbackRecord> & Pick<FeedbackRecord, "id" | "label">): FeedbackRecord => ({
  time: "2009-04-02T21:00:00.000Z",
  model: "linear",
  prediction: null,
  about: null,
  subject: null,
  source: "caller",
  ...change,
});

let writers = 0;

/** Writes records where the log would, a blob a day. */
export async function logged(store: BlobStore, kind: "predictions" | "feedback", records: readonly (PredictionRecord | FeedbackRecord)[]) {
  const writer = `w${writers++}`;
  const blobs = new Map<string, string>();
  for (const record of records) {
    const name = `${record.model}/${kind}/date=${eventDay(record, "date")}/${writer}-1.jsonl`;
    blobs.set(name, `${blobs.get(name) ?? ""}${JSON.stringify(record)}\n`);
  }
  await Promise.all([...blobs].map(([name, lines]) => store.put("predictions", name, lines)));
}
