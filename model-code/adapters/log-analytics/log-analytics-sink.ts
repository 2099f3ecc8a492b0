import type { LogsIngestionClient, LogsUploadFailure } from "@azure/monitor-ingestion";
import type { PredictionRecord } from "../../core/serving/prediction-record";
import { LinesRefused, type LogSink } from "../prediction-log/sink";
import { predictionRow } from "./prediction-rows";

/** The stream of a data collection rule is named by its table. */
export const PREDICTIONS_STREAM = "Custom-Predictions";

export interface LogAnalyticsOptions {
  /** Made with the data collection endpoint's URL. */
  readonly client: Pick<LogsIngestionClient, "upload">;
  /** The immutable id of the data collection rule. */
  readonly ruleId: string;
  /** The rule's stream of predictions. */
  readonly stream: string;
  /** Written into each row. */
  readonly environment: string;
}

/** The service refused rows, or was not there. */
export class IngestionFailed extends Error {
  readonly code = "INGESTION_FAILED";
  constructor(stream: string, cause: unknown) {
    const first = (cause as { errors?: readonly { readonly cause?: Error }[] }).errors?.[0]?.cause ?? cause;
    super(
      `Log Analytics did not take rows of ${stream}: ${first instanceof Error ? first.message : String(first)}. Check that the identity has the role Monitoring Metrics Publisher on the data collection rule, and that the network reaches its endpoint.`,
      { cause },
    );
  }
}

/** Longer than the client's own tries take. */
const LONGEST_UPLOAD_MS = 120_000;
/** Statuses that the same rows meet each time: not the rule's rows, too large. All else is the environment's, and passes once it is mended. */
const FOR_GOOD: ReadonlySet<number | undefined> = new Set([400, 413]);

/** The uploads of a failed batch that failed; the client sends it in parts. */
const failuresOf = (error: unknown): readonly LogsUploadFailure[] =>
  (error as { readonly errors?: readonly LogsUploadFailure[] }).errors ?? [];

const isForGood = ({ cause }: LogsUploadFailure): boolean => FOR_GOOD.has((cause as { readonly statusCode?: number }).statusCode);

/** The table of predictions in Log Analytics. Labels have no table there: they are joined from the blobs. */
export const logAnalyticsSink = ({ client, ruleId, stream, environment }: LogAnalyticsOptions): LogSink => ({
  name: "log-analytics",
  async deliver({ partition, lines }) {
    if (partition.split("/")[1] !== "predictions") return;
    const records = Buffer.from(lines).toString("utf8").trimEnd().split("\n");
    const rows = records.map((line): Record<string, unknown> => predictionRow(JSON.parse(line) as PredictionRecord, environment));
    try {
      await client.upload(ruleId, stream, rows, { abortSignal: AbortSignal.timeout(LONGEST_UPLOAD_MS) });
    } catch (error) {
      const failures = failuresOf(error);
      const failed = new IngestionFailed(stream, error);
      if (failures.length === 0 || !failures.every(isForGood)) throw failed;
      const refused = new Set(failures.flatMap((f) => f.failedLogs));
      const text = records.filter((_, i) => refused.has(rows[i]!)).map((line) => `${line}\n`);
      throw new LinesRefused(failed.message, Buffer.from(text.join("")), { cause: error });
    }
  },
});
