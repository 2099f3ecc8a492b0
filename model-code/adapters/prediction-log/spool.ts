import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { mkdir, open, readdir, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ASIDE, Aside } from "./aside";
import { onDisk, type SpoolRoom } from "./spool-room";

/** The edge to the disk that can fail while a log runs; a test puts a full disk here. */
export interface SpoolDisk {
  /** Writes at a position, maybe less than it was given. @returns bytes written */
  write(file: number, bytes: Uint8Array, from: number, position: number): number;
}

const DISK: SpoolDisk = {
  write: (file, bytes, from, position) => writeSync(file, bytes, from, bytes.length - from, position),
};

/** A file of the spool: whole lines, written by one writer and not changed once it is sealed. */
export interface Segment {
  /** Name of who wrote it, unique among all processes ever. */
  readonly writer: string;
  /** 1 for a writer's first. */
  readonly sequence: number;
  readonly bytes: number;
  /** Names of the sinks that have it. */
  readonly deliveredTo: ReadonlySet<string>;
  /** Written by a process that has ended, maybe in the middle of a line. */
  readonly inherited: boolean;
}

interface Kept extends Segment {
  readonly path: string;
  readonly deliveredTo: Set<string>;
}

const ENDING = ".log";
/** Owner of a folder that its process has left in good order. */
const NOBODY = "0-0";

/** What a segment's content is called wherever it goes. */
export const segmentName = ({ writer, sequence }: Segment): string => `${writer}-${String(sequence).padStart(8, "0")}`;

/** When a process began, in the kernel's ticks: a process id comes again (in a container it is always the same), both together do not. */
function beginOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ")[19]!;
  } catch {
    return "0";
  }
}

const ownerOf = (pid: number): string => `${pid}-${beginOf(pid)}`;

function isAlive(owner: string): boolean {
  const pid = Number.parseInt(owner, 10);
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return ownerOf(pid) === owner;
}

/**
 * Segments on the local disk, in a folder `<writer>@<owner>` for each writer; who owns it is who delivers it. What has been written
 * outlives the process, not the machine: nothing is synced, as a node's disk goes with it. Writes are synchronous: to hand some
 * kilobytes to the operating system takes less time than to wait for it. A spool is for the processes of one host (or container), which
 * are told apart by their ids.
 */
export class Spool {
  /** Sealed segments, in the order in which they are to be delivered. */
  readonly sealed: Kept[] = [];
  private current: { readonly file: number; readonly segment: Kept & { bytes: number } } | undefined;
  private sequence = 0;
  private waiting = 0;
  /** For what no sink takes. */
  readonly aside: Aside;

  private constructor(
    private readonly folder: string,
    private readonly writer: string,
    private readonly sinks: readonly string[],
    private readonly room: SpoolRoom,
    private readonly disk: SpoolDisk,
  ) {
    this.aside = new Aside(folder, room);
    room.join();
  }

  /**
   * Opens a spool for a writer whose name nobody has had, and takes over what writers that have ended left there.
   * @param sinks names of those who must be done with a segment before it is removed; the first one is what the spool is for
   * @param room where all that the folder holds is counted
   */
  static async open(folder: string, writer: string, sinks: readonly string[], room: SpoolRoom, disk: SpoolDisk = DISK): Promise<Spool> {
    const spool = new Spool(folder, writer, sinks, room, disk);
    await mkdir(folder, { recursive: true });
    for (const name of (await readdir(folder)).sort()) {
      const [left, owner] = name.split("@");
      if (left && owner !== undefined && !isAlive(owner)) await spool.inherit(left, owner);
      if (name === ASIDE) await spool.aside.open();
    }
    await mkdir(spool.place(writer));
    return spool;
  }

  /** Bytes that the first sink hasn't. */
  get bytes(): number {
    return this.waiting;
  }

  /** Bytes on the disk that the first sink has and another hasn't. */
  behind(sink: string): number {
    return this.sealed.reduce((sum, s) => sum + (s.deliveredTo.has(this.first) && !s.deliveredTo.has(sink) ? onDisk(s.bytes) : 0), 0);
  }

  /** Bytes in the segment that is being written. */
  get openBytes(): number {
    return this.current?.segment.bytes ?? 0;
  }

  /** Writes whole lines to the current segment. If it fails, the segment is as it was, and the lines may be written again. */
  write(lines: Uint8Array): void {
    this.current ??= this.begin();
    const { file, segment } = this.current;
    for (let from = 0; from < lines.length; ) from += this.disk.write(file, lines, from, segment.bytes + from);
    this.room.resize(segment.bytes, segment.bytes + lines.length);
    segment.bytes += lines.length;
    this.waiting += lines.length;
  }

  /** Ends the current segment, if there is anything in it. */
  seal(): void {
    if (this.current === undefined || this.current.segment.bytes === 0) return;
    const { file, segment } = this.current;
    // a write that failed may have left a part of itself behind the last whole line
    ftruncateSync(file, segment.bytes);
    closeSync(file);
    this.current = undefined;
    this.sealed.push(segment);
  }

  /**
   * Reads a segment at once; `readFile` brings megabytes piece by piece, and joins them.
   * @param room where to, if it is large enough
   */
  async read(segment: Kept, room: Buffer): Promise<Buffer> {
    const file = await open(segment.path);
    try {
      const content = room.length >= segment.bytes ? room.subarray(0, segment.bytes) : Buffer.allocUnsafeSlow(segment.bytes);
      let at = 0;
      for (let read = -1; read !== 0 && at < content.length; at += read)
        read = (await file.read(content, at, content.length - at, at)).bytesRead;
      return content.subarray(0, at);
    } finally {
      await file.close();
    }
  }

  /** Notes that a sink is done with a segment; the last one removes it. */
  async delivered(segment: Kept, sink: string): Promise<void> {
    segment.deliveredTo.add(sink);
    if (sink === this.first) this.waiting -= segment.bytes;
    if (this.sinks.every((name) => segment.deliveredTo.has(name))) await this.remove(segment);
    else await writeFile(`${segment.path}.${sink}`, "");
  }

  /** Leaves what is not delivered to whoever opens the spool next. */
  async close(): Promise<void> {
    if (this.current !== undefined) closeSync(this.current.file);
    const left = new Set(this.sealed.map((s) => s.writer));
    if (this.openBytes > 0) left.add(this.writer);
    for (const writer of new Set([this.writer, ...left])) {
      if (left.has(writer)) await rename(this.place(writer), this.place(writer, NOBODY));
      else await rm(this.place(writer), { recursive: true });
    }
  }

  private async remove(segment: Kept): Promise<void> {
    await rm(segment.path, { force: true });
    this.room.resize(segment.bytes, 0);
    for (const name of segment.deliveredTo) await rm(`${segment.path}.${name}`, { force: true });
    this.sealed.splice(this.sealed.indexOf(segment), 1);
    if (segment.inherited && !this.sealed.some((s) => s.writer === segment.writer)) await rmdir(this.place(segment.writer));
  }

  private get first(): string {
    return this.sinks[0]!;
  }

  private place(writer: string, owner = ownerOf(process.pid)): string {
    return join(this.folder, `${writer}@${owner}`);
  }

  private begin() {
    const sequence = this.sequence + 1;
    const path = join(this.place(this.writer), String(sequence).padStart(8, "0") + ENDING);
    const file = openSync(path, "wx");
    this.sequence = sequence;
    return { file, segment: { writer: this.writer, sequence, path, bytes: 0, deliveredTo: new Set<string>(), inherited: false } };
  }

  private async inherit(writer: string, owner: string): Promise<void> {
    const place = this.place(writer);
    try {
      await rename(this.place(writer, owner), place);
    } catch (error) {
      // another process that starts at the same time has taken it
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
      throw error;
    }
    const names = await readdir(place);
    const segments = names.filter((name) => name.endsWith(ENDING)).sort();
    for (const name of segments) {
      const path = join(place, name);
      const { size } = await stat(path);
      this.room.resize(0, size);
      const deliveredTo = new Set(names.filter((n) => n.startsWith(`${name}.`)).map((n) => n.slice(name.length + 1)));
      this.sealed.push({ writer, sequence: Number.parseInt(name, 10), path, bytes: size, deliveredTo, inherited: true });
      if (!deliveredTo.has(this.first)) this.waiting += size;
    }
    if (segments.length === 0) await rm(place, { recursive: true });
    // killed after the last sink had it and before it was removed
    for (const segment of [...this.sealed])
      if (segment.writer === writer && this.sinks.every((name) => segment.deliveredTo.has(name))) await this.remove(segment);
  }
}
