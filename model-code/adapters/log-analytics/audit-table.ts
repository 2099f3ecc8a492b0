import type { LogsIngestionClient } from "@azure/monitor-ingestion";
import type { SealedEntry } from "../../core/audit/chain";
import { IngestionFailed } from "./log-analytics-sink";

/** Where what was decided about a model can be asked for. The chain of entries proves it, not this. */
export interface AuditTable {
  /** @throws if they were not taken */
  send(entries: readonly SealedEntry[]): Promise<void>;
}

/** The stream of a data collection rule is named by its table. */
const STREAM = "Custom-Audit";

/** An entry as the table of decisions has it. It may be there twice if an answer of the service was lost: `Hash` tells which rows are one. */
export const auditRow = (entry: SealedEntry, environment: string) => ({
  TimeGenerated: entry.time,
  Decided: entry.time,
  Environment: environment,
  Model: entry.model,
  Digest: entry.digest ?? "",
  Decision: entry.action,
  Actor: entry.who,
  Reason: entry.why,
  Evidence: entry.evidence,
  Sequence: entry.sequence,
  Hash: entry.hash,
});

export interface LogAnalyticsAuditOptions {
  /** Made with the data collection endpoint's URL. */
  readonly client: Pick<LogsIngestionClient, "upload">;
  /** Immutable id of the data collection rule. */
  readonly ruleId: string;
  /** Written into each row. */
  readonly environment: string;
}

/** The table of decisions in Log Analytics. */
export const logAnalyticsAudit = ({ client, ruleId, environment }: LogAnalyticsAuditOptions): AuditTable => ({
  async send(entries) {
    try {
      await client.upload(
        ruleId,
        STREAM,
        entries.map((entry): Record<string, unknown> => auditRow(entry, environment)),
      );
    } catch (error) {
      throw new IngestionFailed(STREAM, error);
    }
  },
});
