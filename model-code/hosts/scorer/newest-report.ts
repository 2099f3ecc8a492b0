import type { BlobStore } from "../../adapters/blob-store/blob-store";
import type { MonitorReport } from "../../core/monitor/monitor";

/** The newest report of a model's monitors, for those who look at the scorer; scoring asks nothing of it. */
export class NewestReport {
  private etag: string | undefined;
  private report: MonitorReport | null = null;

  constructor(
    private readonly environment: BlobStore,
    private readonly model: string,
  ) {}

  /** null if the model was never monitored. */
  get current(): MonitorReport | null {
    return this.report;
  }

  /** Looks whether there is a newer one. Never fails: what was known stays. */
  async poll(): Promise<void> {
    const blob = `${this.model}/monitor.json`;
    try {
      const head = await this.environment.head("releases", blob);
      if (head === undefined || head.etag === this.etag) return;
      const { content } = await this.environment.get("releases", blob);
      this.report = JSON.parse(new TextDecoder().decode(content)) as MonitorReport;
      this.etag = head.etag;
    } catch {
      // a report that can't be read is tried again with the next poll
    }
  }
}
