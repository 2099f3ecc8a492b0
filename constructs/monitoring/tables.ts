import { AUDIT_ACTIONS } from "../../model-code/core/audit/chain";

/** Types of a column, as tables spell them. */
export type ColumnType = "boolean" | "dateTime" | "dynamic" | "int" | "long" | "real" | "string";

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly description: string;
}

export interface Table {
  /** Without the ending `_CL`. */
  readonly name: string;
  readonly description: string;
  readonly columns: readonly Column[];
}

const time = (description: string): Column => ({ name: "TimeGenerated", type: "dateTime", description });
const environment: Column = { name: "Environment", type: "string", description: "Environment that wrote the row." };
const model: Column = { name: "Model", type: "string", description: "The model's name." };
const digest: Column = { name: "Digest", type: "string", description: "Digest of the model's package." };

/** The platform's own tables in Log Analytics: what models did, how well, on what, and who decided. */
export const TABLES = {
  predictions: {
    name: "Predictions",
    description: "A row for each prediction.",
    columns: [
      time("When the prediction was made."),
      environment,
      model,
      digest,
      { name: "RequestId", type: "string", description: "Id of the request and the row in it; feedback refers to it." },
      { name: "Mode", type: "string", description: "stable, canary or shadow." },
      { name: "RowKey", type: "dynamic", description: "What the row is about; empty where the caller did not say." },
      { name: "Subject", type: "string", description: "Whose data it is, where the model is about persons: what is erased by." },
      { name: "Features", type: "dynamic", description: "What was scored; left out where the model's sensitivity forbids it." },
      { name: "Score", type: "real", description: "What the model answered." },
      { name: "LatencyMs", type: "real", description: "Milliseconds from request to answer." },
      { name: "Status", type: "int", description: "HTTP status of the answer." },
      { name: "Flags", type: "dynamic", description: "Names of features out of the contract's range." },
    ],
  },
  modelMetrics: {
    name: "ModelMetrics",
    description: "A row for each figure about a model: quality, service, data, cost.",
    columns: [
      time("When the figure was measured."),
      environment,
      model,
      digest,
      { name: "Metric", type: "string", description: "Name of the figure, `auc` or `freshness_hours`." },
      { name: "Value", type: "real", description: "The figure." },
      { name: "Lower", type: "real", description: "Lower end of its interval, where it has one." },
      { name: "Upper", type: "real", description: "Upper end of its interval, where it has one." },
      { name: "Samples", type: "long", description: "Rows that it rests on." },
      { name: "WindowStart", type: "dateTime", description: "First moment of the time that it describes." },
      { name: "WindowEnd", type: "dateTime", description: "Last moment of the time that it describes." },
      { name: "Slice", type: "string", description: "Part of the data; empty for all." },
    ],
  },
  drift: {
    name: "Drift",
    description: "A row for each feature and window: how far it has moved from the training data.",
    columns: [
      time("When the distance was measured."),
      environment,
      model,
      digest,
      { name: "Feature", type: "string", description: "The feature, or `score` for the predictions." },
      { name: "Statistic", type: "string", description: "psi, jensen_shannon or kolmogorov_smirnov." },
      { name: "Value", type: "real", description: "The distance." },
      { name: "Threshold", type: "real", description: "The distance from which it counts." },
      { name: "Samples", type: "long", description: "Rows in the window." },
      { name: "WindowStart", type: "dateTime", description: "First moment of the window." },
      { name: "WindowEnd", type: "dateTime", description: "Last moment of the window." },
    ],
  },
  audit: {
    name: "Audit",
    description: "A row for each decision about a model. The record that proves it is in the lake's audit container.",
    columns: [
      time("When it was decided, or when the row came, if that was more than two days later: Azure takes no older time."),
      { name: "Decided", type: "dateTime", description: "When it was decided." },
      environment,
      model,
      digest,
      { name: "Decision", type: "string", description: `${AUDIT_ACTIONS.slice(0, -1).join(", ")} or ${AUDIT_ACTIONS.at(-1)}.` },
      { name: "Actor", type: "string", description: "Who decided: an identity's object id or a person's." },
      { name: "Reason", type: "string", description: "Why, in a sentence." },
      { name: "Evidence", type: "dynamic", description: "What it rests on." },
      { name: "Sequence", type: "long", description: "Place in the model's chain." },
      {
        name: "Hash",
        type: "string",
        description: "Hash of the record, which holds the hash of the one before. Rows of one hash are one decision, sent twice.",
      },
    ],
  },
} as const satisfies Record<string, Table>;

export type TableKey = keyof typeof TABLES;
export const TABLE_KEYS = Object.keys(TABLES) as TableKey[];
