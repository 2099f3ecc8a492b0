import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SpoolRoom } from "./spool-room";

/** In a spool, beside its segments. */
export const ASIDE = "rejected";
/** Time in which a person may look at them: no command that erases a person reaches them. */
const KEPT_MS = 7 * 24 * 3_600_000;

/**
 * Files of lines that no sink takes: what a killed process left half-written or a disk has damaged, and what a further sink refuses for
 * good, though the first has it. They are counted as a part of the spool, and removed after a week.
 */
export class Aside {
  private readonly bytes = new Map<string, number>();
  private readonly folder: string;

  constructor(
    spool: string,
    private readonly room: SpoolRoom,
  ) {
    this.folder = join(spool, ASIDE);
  }

  /** Counts what is there from before. */
  async open(): Promise<void> {
    for (const file of await readdir(this.folder)) this.count(file, (await stat(join(this.folder, file))).size);
  }

  /** Keeps lines in place of what had the same name. */
  async put(name: string, lines: Uint8Array): Promise<void> {
    const file = `${name}.txt`;
    await mkdir(this.folder, { recursive: true });
    await writeFile(join(this.folder, file), lines);
    this.count(file, lines.length);
  }

  /** Removes what is old; what can't be removed now is tried again the next time. @returns how many files */
  async age(): Promise<number> {
    let removed = 0;
    for (const file of [...this.bytes.keys()]) {
      const path = join(this.folder, file);
      // a person may have removed it
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.NEGATIVE_INFINITY }));
      if (Date.now() - mtimeMs < KEPT_MS) continue;
      const isGone = await rm(path, { force: true }).then(
        () => true,
        () => false,
      );
      if (!isGone) continue;
      this.count(file, 0);
      this.bytes.delete(file);
      removed++;
    }
    return removed;
  }

  private count(file: string, bytes: number): void {
    this.room.resize(this.bytes.get(file) ?? 0, bytes);
    this.bytes.set(file, bytes);
  }
}
