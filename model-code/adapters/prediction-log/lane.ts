import { concurrently } from "../blob-store/concurrently";
import { batchesOf, countLines } from "./batches";
import type { LogSink } from "./sink";
import { type Spool, segmentName } from "./spool";

const AT_ONCE = 4;
const LONGEST_DELAY_MS = 30_000;

type Segment = Spool["sealed"][number];

interface Waiter {
  /** All that must be delivered. */
  readonly segments: readonly Segment[];
  resolve(): void;
  reject(error: unknown): void;
}

/** What a lane tells the log that it belongs to. */
export interface LaneEvents {
  /** A segment is with every sink. */
  gone(records: number): void;
  rejected(lines: number): void;
  /** null once it works again. */
  failure(error: unknown): void;
}

/** The way of sealed segments to one sink: one after the other, each until the sink has it. */
export class Lane {
  private busy = false;
  private ended: Promise<void> = Promise.resolve();
  private retry: NodeJS.Timeout | undefined;
  private failures = 0;
  private waiters: Waiter[] = [];

  constructor(
    private readonly spool: Spool,
    private readonly sink: LogSink,
    private readonly retryMilliseconds: number,
    private readonly events: LaneEvents,
  ) {}

  /** Begins to deliver, if it isn't at it. */
  wake(): void {
    if (this.busy) return;
    clearTimeout(this.retry);
    this.busy = true;
    this.ended = this.run();
  }

  /** Resolves once all that is sealed now has been delivered; rejects if a try to do so fails. */
  drained(): Promise<void> {
    const segments = this.spool.sealed.filter((s) => !s.deliveredTo.has(this.sink.name));
    if (segments.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.waiters.push({ segments, resolve, reject });
      this.wake();
    });
  }

  /** Ends after the try that is under way. */
  async stop(): Promise<void> {
    await this.ended;
    clearTimeout(this.retry);
  }

  private async run(): Promise<void> {
    for (;;) {
      const segment = this.spool.sealed.find((s) => !s.deliveredTo.has(this.sink.name));
      if (segment === undefined) {
        this.busy = false;
        return;
      }
      try {
        await this.deliver(segment);
      } catch (error) {
        this.events.failure(error);
        for (const waiter of this.waiters.splice(0)) waiter.reject(error);
        const delay = Math.min(this.retryMilliseconds * 2 ** this.failures++, LONGEST_DELAY_MS);
        this.retry = setTimeout(() => this.wake(), delay).unref();
        this.busy = false;
        return;
      }
      this.failures = 0;
      this.events.failure(null);
      this.waiters = this.waiters.filter((waiter) => {
        if (!waiter.segments.every((s) => s.deliveredTo.has(this.sink.name))) return true;
        waiter.resolve();
        return false;
      });
    }
  }

  private async deliver(segment: Segment): Promise<void> {
    const { batches, rejected } = batchesOf(await this.spool.read(segment), segmentName(segment), !segment.inherited);
    await concurrently(AT_ONCE, batches, (batch) => this.sink.deliver(batch));
    if (rejected.length > 0) await this.spool.reject(segment, Buffer.concat(rejected));
    if (await this.spool.delivered(segment, this.sink.name)) {
      this.events.gone(batches.reduce((sum, b) => sum + countLines(b.lines), 0));
      this.events.rejected(rejected.length);
    }
  }
}
