import { canonicalJson } from "../../core/canonical-json";
import type { BlobStore } from "../blob-store/blob-store";
import { concurrently } from "../blob-store/concurrently";
import { PreconditionFailed } from "../blob-store/errors";

const CONTAINER = "models";

const segmentName = (prefix: string, number: number): string => `${prefix}${String(number).padStart(8, "0")}.json`;

/**
 * An append-only log of events in numbered blobs. While one is being written, what comes next is gathered for the one after it: so a lone
 * event is stored at once, a flood in few blobs, and nothing waits in memory longer than a write takes.
 */
export class SegmentLog<E> {
  private pending: E[] = [];
  private next: Promise<void> | undefined;
  private writing: Promise<void> = Promise.resolve();

  /** @param last number of the last segment that is known to exist, 0 for none */
  constructor(
    private readonly store: BlobStore,
    private readonly prefix: string,
    private last: number,
  ) {}

  /** Resolves when the event is stored; rejects if it was not. */
  append(event: E): Promise<void> {
    this.pending.push(event);
    if (!this.next) {
      this.next = this.writing.then(() => this.write());
      this.writing = this.next.catch(() => {});
    }
    return this.next;
  }

  private async write(): Promise<void> {
    const events = this.pending;
    this.pending = [];
    this.next = undefined;
    const text = canonicalJson(events);
    for (;;) {
      try {
        await this.store.put(CONTAINER, segmentName(this.prefix, this.last + 1), text, {
          ifNoneMatch: true,
          contentType: "application/json",
        });
        this.last++;
        return;
      } catch (error) {
        // Another process writes the same log: its segment has this number, ours takes the next.
        if (!(error instanceof PreconditionFailed)) throw error;
        this.last++;
      }
    }
  }
}

/** Reads the segments `from` to `to`, both included, in order. */
export async function readSegments<E>(store: BlobStore, prefix: string, from: number, to: number): Promise<E[]> {
  const numbers = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
  const segments = await concurrently(8, numbers, async (number) => {
    const { content } = await store.get(CONTAINER, segmentName(prefix, number));
    return JSON.parse(new TextDecoder().decode(content)) as E[];
  });
  return segments.flat();
}
