/** What the environments are held against. */
export interface Known {
  /** Models that there are. */
  readonly models: readonly string[];
  /** Today, `YYYY-MM-DD`: waivers that end before it are refused. */
  readonly today: string;
  /**
   * Policy rules that there are.
   * @default - not checked
   */
  readonly rules?: readonly string[];
}

export type Say = (path: string, expected: string, got: string, remedy: string) => void;

/** What must hold of a place beyond its schema, and the parts that must be sound for it to be asked. */
export interface Check<Place> {
  readonly reads: readonly string[];
  readonly hold: (place: Place, say: Say, known: Known) => void;
}
