/** What a file of one byte takes on the common file systems. */
const BLOCK = 4096;
/** UTF-8 of a character of JavaScript's. */
export const MOST_BYTES = 3;

/** What a file of so many bytes takes on the disk, in bytes. */
export const onDisk = (bytes: number): number => Math.ceil(bytes / BLOCK) * BLOCK;

/**
 * The room on a disk that the logs of a process share, in bytes: what waits for a sink, whichever, what was put aside and what is about to
 * be written. What no longer fits is refused before it is written, since whoever watches over the volume may take it away with all that
 * is on it (a kubelet does). Folders and empty files are not counted; leave room for them.
 */
export class SpoolRoom {
  private taken = 0;
  private characters = 0;

  constructor(readonly limit: number) {}

  /** Takes part: the block that a log's newest file grows into is kept from the beginning. */
  join(): void {
    this.taken += BLOCK;
  }

  /** A file has grown, come, shrunk or gone. */
  resize(from: number, to: number): void {
    this.taken += onDisk(to) - onDisk(from);
  }

  /** Keeps room for text until it is written. @returns false if there is none */
  reserve(characters: number): boolean {
    if (this.taken + MOST_BYTES * (this.characters + characters) > this.limit) return false;
    this.characters += characters;
    return true;
  }

  /** The text has been written. */
  release(characters: number): void {
    this.characters -= characters;
  }
}
