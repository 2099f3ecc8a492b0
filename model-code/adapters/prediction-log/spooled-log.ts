import { randomBytes } from "node:crypto";
import { headerLine } from "./batches";
import { HeldLines } from "./held-lines";
import { Lane } from "./lane";
import { type HeldRecords, type LogOptions, type LogStats, LogUnwritable, type RecordLog } from "./record-log";
import { Spool } from "./spool";
import { MOST_BYTES, SpoolRoom } from "./spool-room";

const MEBIBYTE = 2 ** 20;
/** A group that is so large is written without waiting for the end of the turn: a loop that appends must not fill the memory. */
const LARGEST_GROUP = MEBIBYTE;
/** Where a group becomes bytes, if it fits; memory that is new for each would cost as much as to fill it. */
const ROOM = Buffer.allocUnsafeSlow(MEBIBYTE / 4);
/** How often it is looked for what was put aside too long ago. */
const AGEING_MS = 3_600_000;
/** Of the room, for what further sinks have not: as much as they may miss, and no outage of the first may need. */
const BEHIND_SHARE = 0.25;

/** Records taken in one turn of the event loop, and who waits for them to be written. */
interface Group {
  text: string;
  records: number;
  /** Of the last record, since records of one partition need one header. */
  model: string;
  day: string;
  written: Promise<void> | undefined;
  settle: { resolve(): void; reject(error: unknown): void } | undefined;
}

const newGroup = (): Group => ({ text: "", records: 0, model: "", day: "", written: undefined, settle: undefined });
const DONE = Promise.resolve();

/** @returns what is good until the next call */
const bytesOf = (text: string): Buffer =>
  text.length * MOST_BYTES <= ROOM.length ? ROOM.subarray(0, ROOM.write(text)) : Buffer.from(text);

type LineOf<R> = (record: R, written: string | undefined) => string;

/** The log over a spool: a group commit for each turn of the event loop, and a lane to each sink. */
export class SpooledLog<R extends { readonly model: string }> implements RecordLog<R> {
  private group = newGroup();
  private scheduled = false;
  private closing = false;
  private sealing: NodeJS.Timeout | undefined;
  private retry: NodeJS.Timeout | undefined;
  private diskFailure: Error | undefined;
  private readonly sinkFailures = new Map<string, string>();
  private readonly lanes: readonly Lane[];
  private accepted = 0;
  private refused = 0;
  private delivered = 0;
  private dropped = 0;
  private flushing: Promise<void> = DONE;
  private nextFlush: Promise<void> | undefined;
  private rejected = 0;
  private aged = 0;
  private readonly ageing = setInterval(() => void this.age(), AGEING_MS).unref();

  private constructor(
    private readonly kind: string,
    private readonly lineOf: LineOf<R>,
    private readonly spool: Spool,
    private readonly room: SpoolRoom,
    private readonly flushBytes: number,
    private readonly flushMilliseconds: number,
    private readonly retryMilliseconds: number,
    sinks: LogOptions["sinks"],
  ) {
    this.lanes = sinks.map(
      (sink, i) =>
        new Lane(spool, sink, retryMilliseconds, i === 0 ? null : room.limit * BEHIND_SHARE, {
          delivered: (records) => {
            if (i > 0) return;
            this.delivered += records;
            for (const lane of this.lanes) lane.shed();
          },
          dropped: (records) => {
            this.dropped += records;
          },
          rejected: (lines) => {
            this.rejected += lines;
          },
          failure: (error) => {
            if (error === null) this.sinkFailures.delete(sink.name);
            else this.sinkFailures.set(sink.name, `${sink.name}: ${error instanceof Error ? error.message : String(error)}`);
          },
        }),
    );
  }

  /** @param lineOf the record's JSON, in one line */
  static async open<R extends { readonly model: string }>(
    kind: "predictions" | "feedback",
    options: LogOptions,
    lineOf: LineOf<R> = (record) => JSON.stringify(record),
  ): Promise<SpooledLog<R>> {
    const writer = `${options.writer.toLowerCase().replace(/[^a-z0-9-]+/g, "-")}-${randomBytes(6).toString("hex")}`;
    const names = options.sinks.map((s) => s.name);
    const room = options.room ?? new SpoolRoom(1024 * MEBIBYTE);
    const log = new SpooledLog<R>(
      kind,
      lineOf,
      await Spool.open(options.spoolDirectory, writer, names, room, options.disk),
      room,
      options.flushBytes ?? 4 * MEBIBYTE,
      options.flushMilliseconds ?? 10_000,
      options.retryMilliseconds ?? 1000,
      options.sinks,
    );
    await log.age();
    for (const lane of log.lanes) lane.wake();
    return log;
  }

  append(record: R, day: string, written?: () => string | undefined): boolean {
    const text = this.textOf(record, day, this.group, written);
    if (this.isShut || !this.room.reserve(text.length)) {
      this.refused++;
      return false;
    }
    this.add(text, 1, record.model, day);
    return true;
  }

  hold(): HeldRecords<R> {
    return new HeldLines<R>({
      textOf: (...line) => this.textOf(...line),
      reserve: (characters) => !this.isShut && this.room.reserve(characters),
      release: (characters) => this.room.release(characters),
      refuse: (records) => {
        this.refused += records;
      },
      take: (text, records, last) => {
        if (this.isShut) return false;
        this.add(text, records, last.model, last.day);
        return true;
      },
    });
  }

  private get isShut(): boolean {
    return this.closing || this.diskFailure !== undefined;
  }

  private textOf(record: R, day: string, before: Pick<Group, "model" | "day">, written?: () => string | undefined): string {
    const line = `${this.lineOf(record, written?.())}\n`;
    if (record.model === before.model && day === before.day) return line;
    return headerLine(`${record.model}/${this.kind}/date=${day}`) + line;
  }

  private add(text: string, records: number, model: string, day: string): void {
    const { group } = this;
    group.text += text;
    group.model = model;
    group.day = day;
    group.records += records;
    this.accepted += records;
    if (group.text.length >= LARGEST_GROUP) this.write();
    else if (!this.scheduled) {
      this.scheduled = true;
      process.nextTick(() => {
        this.scheduled = false;
        this.write();
      });
    }
  }

  written(): Promise<void> {
    const { group } = this;
    if (group.records === 0) return DONE;
    if (this.diskFailure !== undefined) return Promise.reject(this.diskFailure);
    if (group.written === undefined) {
      group.written = new Promise((resolve, reject) => {
        group.settle = { resolve, reject };
      });
      // who doesn't wait for it needs no warning
      group.written.catch(() => {});
    }
    return group.written;
  }

  flush(): Promise<void> {
    this.nextFlush ??= this.flushing
      .catch(() => {})
      .then(() => {
        this.nextFlush = undefined;
        this.flushing = this.drain(this.lanes.slice(0, 1));
        return this.flushing;
      });
    return this.nextFlush;
  }

  async appendAndFlush(record: R, day: string): Promise<void> {
    if (!this.append(record, day)) throw this.diskFailure ?? new LogUnwritable("it is full, or has been closed");
    await this.flush();
  }

  async close(): Promise<void> {
    if (this.closing) return;
    this.closing = true;
    clearTimeout(this.retry);
    clearInterval(this.ageing);
    // what can't be delivered now stays in the spool
    await this.drain(this.lanes).catch(() => {});
    clearTimeout(this.sealing);
    clearTimeout(this.retry);
    await Promise.all(this.lanes.map((lane) => lane.stop()));
    await this.spool.close();
    if (this.group.records > 0)
      throw new LogUnwritable(`${this.group.records} records are in memory only, and the disk fails`, { cause: this.diskFailure });
  }

  get stats(): LogStats {
    return {
      accepted: this.accepted,
      refused: this.refused,
      bufferedBytes: this.group.text.length,
      spooledBytes: this.spool.bytes,
      delivered: this.delivered,
      dropped: this.dropped,
      rejected: this.rejected,
      aged: this.aged,
      failure: this.diskFailure?.message ?? [...this.sinkFailures.values()][0] ?? null,
    };
  }

  /** Hands the group to the operating system. If that fails, it stays as it is and is tried again; until then nothing more is taken. */
  private write(): void {
    const { group } = this;
    if (group.records === 0) return;
    try {
      this.spool.write(bytesOf(group.text));
    } catch (error) {
      this.fail(error);
      return;
    }
    this.room.release(group.text.length);
    this.group = newGroup();
    group.settle?.resolve();
    if (this.spool.openBytes >= this.flushBytes) this.seal();
    else this.sealing ??= setTimeout(() => this.seal(), this.flushMilliseconds).unref();
  }

  private async age(): Promise<void> {
    const removed = await this.spool.aside.age();
    this.aged += removed;
  }

  private seal(): void {
    clearTimeout(this.sealing);
    this.sealing = undefined;
    try {
      this.spool.seal();
    } catch (error) {
      this.fail(error);
      return;
    }
    for (const lane of this.lanes) lane.wake();
  }

  private fail(error: unknown): void {
    const { group } = this;
    this.diskFailure = new LogUnwritable(error instanceof Error ? error.message : String(error), { cause: error });
    group.settle?.reject(this.diskFailure);
    group.written = undefined;
    group.settle = undefined;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.tryAgain(), this.retryMilliseconds).unref();
  }

  private async drain(lanes: readonly Lane[]): Promise<void> {
    this.tryAgain();
    if (this.diskFailure !== undefined) throw this.diskFailure;
    await Promise.all(lanes.map((lane) => lane.drained()));
  }

  private tryAgain(): void {
    this.diskFailure = undefined;
    this.write();
    if (this.diskFailure === undefined) this.seal();
  }
}
