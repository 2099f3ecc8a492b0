import { setTimeout as sleep } from "node:timers/promises";

/** What was read, as far as it is known: a failure leaves what was read before. */
export interface Reading<T> {
  readonly value: T | undefined;
  /** Why there is nothing newer; null if what is there is new. */
  readonly failure: string | null;
}

interface KeptOptions {
  readonly now: () => number;
  /** For so long, what was read, or its failure, is not read again. @default 5000 */
  readonly freshMs?: number;
  /** For so long, whoever asks waits. @default 1500 */
  readonly patienceMs?: number;
}

/** Reads for people who look at a page: seldom however many look, one read at a time, and nobody waits long. */
export class Kept<T> {
  private value: T | undefined;
  private failure: string | null = null;
  private readAt = Number.NEGATIVE_INFINITY;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly read: () => Promise<T>,
    private readonly options: KeptOptions = { now: () => performance.now() },
  ) {}

  /** Never fails. */
  async get(): Promise<Reading<T>> {
    const { now, freshMs = 5000, patienceMs = 1500 } = this.options;
    if (this.reading === undefined && now() - this.readAt >= freshMs) this.reading = this.readNow();
    if (this.reading !== undefined) {
      const patience = new AbortController();
      const outOfPatience = sleep(patienceMs, true, { signal: patience.signal, ref: false }).catch(() => false);
      const late = await Promise.race([this.reading.then(() => false), outOfPatience]);
      patience.abort();
      if (late) return { value: this.value, failure: this.failure ?? "no answer yet" };
    }
    return { value: this.value, failure: this.failure };
  }

  private async readNow(): Promise<void> {
    try {
      this.value = await this.read();
      this.failure = null;
    } catch (error) {
      this.failure = (error as Error).message;
    } finally {
      this.readAt = this.options.now();
      this.reading = undefined;
    }
  }
}
