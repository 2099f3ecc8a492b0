/** Records of one model, kind and day, as JSON lines. */
export interface Batch {
  /** `<model>/<predictions or feedback>/date=<YYYY-MM-DD>` */
  readonly partition: string;
  /** Decided by where the lines come from: the same name always stands for the same lines. */
  readonly name: string;
  /** Each ends with a line feed. */
  readonly lines: Uint8Array;
}

/** Where records end up. */
export interface LogSink {
  readonly name: string;
  /** Takes a batch whole, or throws. It may come again if an answer was lost, or the process was killed before it was noted. */
  deliver(batch: Batch): Promise<void>;
}
