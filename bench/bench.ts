/** A figure that was measured. */
export interface BenchRow {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The value may be no larger. */
  readonly limit?: number;
  /** The value may be no smaller. */
  readonly least?: number;
}

/** One thing that is fast where it counts, measured beside what it is compared with in the same run. */
export interface Bench {
  readonly name: string;
  readonly title: string;
  run(): Promise<{ readonly rows: readonly BenchRow[]; readonly notes: readonly string[] }>;
}
