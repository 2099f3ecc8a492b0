/** Records of one model, kind and day, as JSON lines. */
export interface Batch {
  /** `<model>/<predictions or feedback>/date=<YYYY-MM-DD>` */
  readonly partition: string;
  /** Decided by where the lines come from: the same name always stands for the same lines. */
  readonly name: string;
  /** Each ends with a line feed. They are there until the sink is done with them. */
  readonly lines: Uint8Array;
}

/** A sink will never take some lines, however often they come. */
export class LinesRefused extends Error {
  readonly code = "LINES_REFUSED";
  constructor(
    why: string,
    /** What it refuses; it has all other lines of the batch. */
    readonly lines: Uint8Array,
    options?: ErrorOptions,
  ) {
    super(why, options);
  }
}

/** Where records end up. */
export interface LogSink {
  readonly name: string;
  /**
   * Takes a batch whole, or throws. It may come again if an answer was lost, or the process was killed before it was noted.
   * @throws LinesRefused if the batch is not to come again, any other error if it is
   */
  deliver(batch: Batch): Promise<void>;
}
