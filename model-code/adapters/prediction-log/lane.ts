import { concurrently } from "../blob-store/concurrently";
import { batchesOf, countLines } from "./batches";
import { type Batch, LinesRefused, type LogSink } from "./sink";
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
  /** The sink has them. */
  delivered(records: number): void;
  /** The sink will never have them. */
  dropped(records: number): void;
  /** They could not be read back. */
  rejected(lines: number): void;
  /** null once it works again. */
  failure(error: unknown): void;
}

const countAll = (batches: readonly Batch[]): number => batches.reduce((sum, b) => sum + countLines(b.lines), 0);

/** The way of sealed segments to one sink: one after the other, each until the sink has it, or may be without it. */
export class Lane {
  private busy = false;
  private ended: Promise<void> = Promise.resolve();
  private retry: NodeJS.Timeout | undefined;
  private failures = 0;
  private waiters: Waiter[] = [];
  /** For one segment after the other: megabytes that are new for each bring the collector of garbage to go through the whole heap. */
  private room: Buffer = Buffer.alloc(0);

  constructor(
    private readonly spool: Spool,
    private readonly sink: LogSink,
    private readonly retryMilliseconds: number,
    /** Bytes on the disk that the spool's first sink has and this one may still wait for; null for the first itself, which must have everything. */
    private readonly maxBehindBytes: number | null,
    private readonly events: LaneEvents,
  ) {}

  /** Begins to deliver, if it isn't at it. */
  wake(): void {
    if (this.busy) return;
    clearTimeout(this.retry);
    this.busy = true;
    this.ended = this.run();
  }

  /** The first sink has more: what this one may not wait for any longer goes, though its own next try is far. */
  shed(): void {
    if (this.maxBehindBytes !== null && this.spool.behind(this.sink.name) > this.maxBehindBytes) this.wake();
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
    const content = await this.spool.read(segment, this.room);
    if (content.length > this.room.length) this.room = content;
    const { batches, rejected } = batchesOf(content, segmentName(segment), !segment.inherited);
    const { name } = this.sink;
    if (this.maxBehindBytes !== null && this.spool.behind(name) > this.maxBehindBytes) {
      await this.spool.delivered(segment, name);
      this.events.dropped(countAll(batches));
      return;
    }
    const refused = (await concurrently(AT_ONCE, batches, (batch) => this.hand(batch))).reduce((sum, lines) => sum + lines, 0);
    if (this.maxBehindBytes === null && rejected.length > 0) {
      await this.spool.aside.put(segmentName(segment), Buffer.concat(rejected));
      this.events.rejected(rejected.length);
    }
    await this.spool.delivered(segment, name);
    this.events.delivered(countAll(batches) - refused);
    this.events.dropped(refused);
  }

  /** @returns how many lines the sink refused for good; the newest of them are put aside */
  private async hand(batch: Batch): Promise<number> {
    try {
      await this.sink.deliver(batch);
      return 0;
    } catch (error) {
      if (this.maxBehindBytes === null || !(error instanceof LinesRefused)) throw error;
      await this.spool.aside.put(this.sink.name, Buffer.concat([Buffer.from(`${error.message}\n`), error.lines]));
      return countLines(error.lines);
    }
  }
}
