import type { PredictionRecord } from "../../core/serving/prediction-record";

/** Table of predictions in Log Analytics. */
export const PREDICTIONS_TABLE = "Predictions_CL";

/**
 * A prediction as the table of predictions has it. A row may be there twice if an answer of the service was lost: `RequestId` and `Mode`
 * together tell which rows are one.
 */
export const predictionRow = (record: PredictionRecord, environment: string) => ({
  TimeGenerated: record.time,
  Environment: environment,
  Model: record.model,
  Digest: record.digest,
  RequestId: record.id,
  Mode: record.arm,
  RowKey: record.about,
  Subject: record.subject,
  Features: record.features,
  Score: record.score,
  LatencyMs: record.latencyMs,
  Status: record.status === "ok" ? 200 : 500,
  Flags: record.outOfRange,
});
