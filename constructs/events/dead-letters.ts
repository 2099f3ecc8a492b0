/** Where a stream's unreadable events are put. */
export interface DeadLetters {
  /** Container of the lake. */
  readonly container: "quarantine";
  /** Folder in it, with a slash at its end. */
  readonly folder: string;
}

/**
 * The dead letters of a hub: a folder of the quarantine zone, not a second hub.
 *
 * What reads captured files (Data Factory's copy from Avro to Parquet, the lifecycle's `validate`) writes there what it cannot read,
 * each with the reason, and goes on. In a folder they outlive the hub's retention, age by the zone's rule, and can be looked at and
 * sent again without a consumer of their own.
 */
export const deadLetters = (hub: string): DeadLetters => ({ container: "quarantine", folder: `dead-letters/${hub}/` });
