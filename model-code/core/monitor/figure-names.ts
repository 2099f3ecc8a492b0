/** Names of figures in the table of model metrics. What measures a figure, what alerts on it and what shows it all take them from here. */
export const FIGURE = {
  labelsKnown: "labels_known",
  labelsMissing: "labels_missing",
  /** Sessions by which the newest row that was asked about lies back. */
  answersLate: "sessions_late",
  anomalies: "anomalies",
  driftedFeatures: "drifted_features",
  /** 0 healthy, 1 watch, 2 retrain, 3 retire. */
  state: "model_state",
  /** Sessions by which a source's newest accepted row lies back; the slice is the source. */
  dataLate: "data_sessions_late",
  /** Share of a source's rows that were quarantined when it was last held to its contract; the slice is the source. */
  rejectedShare: "rejected_share",
  /** Compute hours that retraining has used in the calendar month (UTC). */
  retrainingHours: "retraining_hours",
  /** Retrainings in a row, up to the last, that broke or died. */
  retrainingFailures: "retraining_failures",
} as const;

/** What the package reached in its own test, beside the metric that is measured in service under the metric's own name. */
export const testedFigure = (metric: string): string => `${metric}_tested`;

/** The feature under which the table of drift has the answers. */
export const ANSWERS = "score";
