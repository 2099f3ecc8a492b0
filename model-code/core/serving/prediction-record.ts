/** Who scored: the stable version or the canary for the caller, or the shadow beside them. */
export type Arm = "stable" | "canary" | "shadow";

/** What a row is about, by the model's row key, such as `{ symbol: "IBM", date: "2009-04-01" }`. */
export type RowKey = Readonly<Record<string, string>>;

/** One line of the prediction log: what was asked, what was answered, by what. */
export interface PredictionRecord {
  /** Of the row: `<request id>/<row>`; the arms that scored the same row share it. */
  readonly id: string;
  /** When it was answered, ISO 8601 UTC. */
  readonly time: string;
  readonly model: string;
  /** sha256 of the package that scored. */
  readonly digest: string;
  /** Version of the release manifest by which it scored. */
  readonly release: number;
  readonly arm: Arm;
  /** null where the caller did not say. */
  readonly about: RowKey | null;
  /** Value of `privacy.subject`; null where the model has none, or the caller did not say. */
  readonly subject: string | null;
  /** `error`: the scorer failed on a request that was in order. A request that was not is no prediction. */
  readonly status: "ok" | "error";
  /** As asked, redacted by the model's sensitivity; null is a missing value. */
  readonly features: Readonly<Record<string, number | string | null>>;
  /** Probability or predicted value; null for an error. */
  readonly score: number | null;
  /** Time that the run of the graph took that scored the row, in milliseconds, without what it waited for. */
  readonly latencyMs: number;
  /** Rows of that run, while a release is under way: times are held to each other where it is the same. Undefined for an error, too. */
  readonly run?: number | undefined;
  /**
   * Which of 1024 groups the caller is in, by the key that the traffic is split by; it begins anew with each candidate. Undefined where no
   * canary is there.
   */
  readonly group?: number | undefined;
  /** Features outside of what the package was trained on. */
  readonly outOfRange: readonly string[];
}

/** A label that came in: for a row by its record's id, or by what it is about. */
export interface FeedbackRecord {
  /** Of the feedback itself: the same one sent twice counts once. */
  readonly id: string;
  /** When it came in, ISO 8601 UTC. */
  readonly time: string;
  readonly model: string;
  readonly prediction: string | null;
  readonly about: RowKey | null;
  /** As in `PredictionRecord`, so that it can be erased with it. */
  readonly subject: string | null;
  readonly label: number;
  /** Who says so: `caller`, `import`, or a name of the importer's. */
  readonly source: string;
}
