import { hostname } from "node:os";
import { join } from "node:path";
import type { BlobStore } from "../../adapters/blob-store/blob-store";
import { logAnalyticsSink, PREDICTIONS_STREAM } from "../../adapters/log-analytics/log-analytics-sink";
import { blobSink } from "../../adapters/prediction-log/blob-sink";
import { type FeedbackLog, openFeedbackLog, openPredictionLog, type PredictionLog } from "../../adapters/prediction-log/prediction-log";
import type { LogSink } from "../../adapters/prediction-log/sink";
import { SpoolRoom } from "../../adapters/prediction-log/spool-room";
import type { ServerConfig } from "./config";

/** The table of predictions, where the settings name one; its clients are loaded only then. */
async function logAnalytics({ logs }: ServerConfig): Promise<readonly LogSink[]> {
  if (logs === null) return [];
  const { endpoint, ruleId, environment } = logs;
  const [{ DefaultAzureCredential }, { LogsIngestionClient }] = await Promise.all([
    import("@azure/identity"),
    import("@azure/monitor-ingestion"),
  ]);
  const client = new LogsIngestionClient(endpoint, new DefaultAzureCredential());
  return [logAnalyticsSink({ client, ruleId, stream: PREDICTIONS_STREAM, environment })];
}

/** Opens the logs of predictions and of labels, on their way to the store and, predictions alone, to Log Analytics; they share the spool's room. */
export async function openLogs(
  config: ServerConfig,
  environment: BlobStore,
): Promise<{ readonly predictions: PredictionLog; readonly feedback: FeedbackLog }> {
  const kept = blobSink(environment);
  const room = new SpoolRoom(config.spoolBytes);
  const options = (kind: string, sinks: readonly [LogSink, ...LogSink[]]) => ({
    spoolDirectory: join(config.spoolDirectory, kind),
    writer: hostname(),
    sinks,
    room,
    flushMilliseconds: 1000 * config.logFlushSeconds,
  });
  const [predictions, feedback] = await Promise.all([
    openPredictionLog(options("predictions", [kept, ...(await logAnalytics(config))])),
    openFeedbackLog(options("feedback", [kept])),
  ]);
  return { predictions, feedback };
}
