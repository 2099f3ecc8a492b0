import type { LogSink } from "./sink";
import type { SpoolDisk } from "./spool";
import type { SpoolRoom } from "./spool-room";

/** What a log has done since it was opened. The first sink misses nothing: what can't be kept for it is refused by `append`. */
export interface LogStats {
  /** Records taken by `append`. */
  readonly accepted: number;
  /** Records refused by `append`, since buffer or spool were full or the disk takes nothing. */
  readonly refused: number;
  /** Bytes in memory, not yet in the spool. */
  readonly bufferedBytes: number;
  /** Bytes in the spool, not yet with the first sink; those of dead writers included. */
  readonly spooledBytes: number;
  /** Records that the first sink has, those of dead writers included. */
  readonly delivered: number;
  /** Records that a further sink will never have: it refused them for good, or was away for too long. The first has them. */
  readonly dropped: number;
  /** Lines that couldn't be read back and were put aside in the spool's folder `rejected`. */
  readonly rejected: number;
  /** Files there that were removed for their age. */
  readonly aged: number;
  /** The last failure of the disk or of a sink; null once it works again. */
  readonly failure: string | null;
}

export interface Appends<R> {
  /**
   * Takes a record, without waiting.
   * @param day the day that the record is about, see `eventDay`
   * @param written gives JSON of the record's features, if the caller has it; see `predictionLine`
   * @returns false if it was not taken, since the store has been away or slow for so long that buffer and spool are full: answer 503
   */
  append(record: R, day: string, written?: () => string | undefined): boolean;
}

/** Records that have room in a log and are not in it yet. Once one finds no room, none of them will be. */
export interface HeldRecords<R> extends Appends<R> {
  /** Has the log take them all. @returns false if it takes none, as `append` does */
  take(): boolean;
  /** Gives their room back, unless they were taken. */
  release(): void;
}

/**
 * A log of records on its way to one or more sinks. The first one is where they are kept; nobody waits for the further ones, which fall
 * behind, and in the end miss records, without harm to anything else. A record goes through three stages:
 * 1. `append` took it: it is in memory. The caller pays for the serialization and nothing else.
 * 2. `written()` resolved: it is in the spool, a file of the operating system's, and outlives `kill -9` of the process.
 * 3. `flush()` resolved: it is with the first sink and outlives the machine.
 *
 * A scorer answers after the second stage (`append`, `await written()`, then the answer: records of many requests share one write and one
 * promise); a function, whose disk goes when it does, after the third (`appendAndFlush`).
 */
export interface RecordLog<R> extends Appends<R> {
  /** Begins to take the records of one request, which may come over several turns: all of them, or none. */
  hold(): HeldRecords<R>;
  /**
   * Resolves once all that was taken so far is in the spool.
   * @throws LogUnwritable if the disk doesn't take it; what was taken is kept in memory and tried again
   */
  written(): Promise<void>;
  /**
   * Resolves once all that was taken so far is with the first sink. Calls that come while it is busy share the next delivery.
   * @throws the sink's error if it isn't there: what was taken stays in the spool and is tried again
   */
  flush(): Promise<void>;
  /**
   * `append` and `flush` in one.
   * @throws LogUnwritable also if the record was not taken, and what `flush` throws
   */
  appendAndFlush(record: R, day: string): Promise<void>;
  /** Takes no more, writes what is in memory, and tries once to bring all to every sink; what stays in the spool is for the next start. */
  close(): Promise<void>;
  readonly stats: LogStats;
}

/** The disk doesn't take what was logged, or the log is full: answer 503, nothing was promised. */
export class LogUnwritable extends Error {
  readonly code = "LOG_UNWRITABLE";
  constructor(why: string, options?: ErrorOptions) {
    super(`the log takes nothing now: ${why}. Answer 503 and let the caller try again; it goes on by itself once there is room.`, options);
  }
}

export interface LogOptions {
  /** Who writes, such as the host's name; part of the blobs' names, which tell it apart from all others by themselves. */
  readonly writer: string;
  /** Folder on a local disk, for this log only; what a killed process left there is taken over. */
  readonly spoolDirectory: string;
  /** Where records are kept, then whoever else gets them. */
  readonly sinks: readonly [LogSink, ...LogSink[]];
  /**
   * What may be on the disk, together with the other logs that it is given to: how long an outage is bridged. A quarter of it may be what
   * the first sink has and a further one waits for; beyond that, the oldest are dropped.
   * @default 1 GiB for this log alone, about a million predictions of 20 features
   */
  readonly room?: SpoolRoom;
  /**
   * Bytes at which a segment is sealed and sent.
   * @default 4 MiB
   */
  readonly flushBytes?: number;
  /**
   * Milliseconds after which it is sent, however small.
   * @default 10,000
   */
  readonly flushMilliseconds?: number;
  /**
   * Milliseconds to wait after a failure of a sink or of the disk; doubles for a sink, up to 30 s.
   * @default 1,000
   */
  readonly retryMilliseconds?: number;
  /** @default node:fs */
  readonly disk?: SpoolDisk;
}
