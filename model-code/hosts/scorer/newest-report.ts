import type { BlobStore } from "../../adapters/blob-store/blob-store";
import { parseShownReport, type ShownReport } from "../../core/monitor/shown-report";
import { BadInput, problemText } from "../../core/problem";

/** The newest report of a model's monitors, for those who look at the scorer; scoring asks nothing of it. */
export class NewestReport {
  private etag: string | undefined;
  private report: ShownReport | null = null;
  private told: string | null = null;

  constructor(
    private readonly environment: BlobStore,
    private readonly model: string,
  ) {}

  /** The newest that could be read; null if the model was never monitored. */
  get current(): ShownReport | null {
    return this.report;
  }

  /** Why the newest is unreadable, and `current` an older one or none; null if it is not. */
  get problem(): string | null {
    return this.told;
  }

  /** Looks whether there is a newer one. Never fails: what was known stays. */
  async poll(): Promise<void> {
    const blob = `${this.model}/monitor.json`;
    try {
      const head = await this.environment.head("releases", blob);
      if (head === undefined || head.etag === this.etag) return;
      const { content } = await this.environment.get("releases", blob);
      this.take(new TextDecoder().decode(content));
      this.etag = head.etag;
    } catch {
      // a store that is away is asked again with the next poll
    }
  }

  private take(content: string): void {
    try {
      this.report = parseShownReport(content, this.model);
      this.told = null;
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      const [first, ...others] = error.problems.map(problemText);
      this.told = `${first}${others.length > 0 ? ` And ${others.length} more.` : ""}`;
    }
  }
}
