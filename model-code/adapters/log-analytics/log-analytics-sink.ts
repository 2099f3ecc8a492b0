import type { LogsIngestionClient } from "@azure/monitor-ingestion";
import type { PredictionRecord } from "../../core/serving/prediction-record";
import type { LogSink } from "../prediction-log/sink";
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

/** The service refused rows, or was not there; the lines stay in the spool. */
export class IngestionFailed extends Error {
  readonly code = "INGESTION_FAILED";
  constructor(stream: string, cause: unknown) {
    const first = (cause as { errors?: readonly { readonly cause?: Error }[] }).errors?.[0]?.cause ?? cause;
    super(
      `Log Analytics did not take rows of ${stream}: ${first instanceof Error ? first.message : String(first)}. Check that the identity has the role Monitoring Metrics Publisher on the data collection rule, and that the network reaches its endpoint; the rows are sent again by themselves.`,
      { cause },
    );
  }
}

/** The table of predictions in Log Analytics. Labels have no table there: they are joined from the blobs. */
export const logAnalyticsSink = ({ client, ruleId, stream, environment }: LogAnalyticsOptions): LogSink => ({
  name: "log-analytics",
  async deliver({ partition, lines }) {
    if (partition.split("/")[1] !== "predictions") return;
    const records = Buffer.from(lines).toString("utf8").trimEnd().split("\n");
    try {
      await client.upload(
        ruleId,
        stream,
        records.map((line) => predictionRow(JSON.parse(line) as PredictionRecord, environment)),
      );
    } catch (error) {
      throw new IngestionFailed(stream, error);
    }
  },
});
