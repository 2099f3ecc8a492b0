import type { LogsIngestionClient } from "@azure/monitor-ingestion";
import { IngestionFailed } from "../../adapters/log-analytics/log-analytics-sink";
import type { Telemetry } from "./telemetry";

/** Data collection rules name their stream by the table. */
const STREAMS = { metrics: "Custom-ModelMetrics", drift: "Custom-Drift" } as const;

export interface LogAnalyticsTelemetryOptions {
  /** Made with the data collection endpoint's URL. */
  readonly client: Pick<LogsIngestionClient, "upload">;
  /** Immutable ids of the data collection rules. */
  readonly rules: { readonly metrics: string; readonly drift: string };
  /** Written into each row. */
  readonly environment: string;
}

/** Figures to the tables of Log Analytics that alerts look at. */
export const logAnalyticsTelemetry = ({ client, rules, environment }: LogAnalyticsTelemetryOptions): Telemetry => ({
  async send(figures) {
    for (const table of ["metrics", "drift"] as const) {
      const rows = figures[table].map((row) => ({ Environment: environment, ...row }));
      if (rows.length === 0) continue;
      try {
        await client.upload(rules[table], STREAMS[table], rows);
      } catch (error) {
        throw new IngestionFailed(STREAMS[table], error);
      }
    }
  },
});
