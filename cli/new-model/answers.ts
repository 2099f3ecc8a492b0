import type { DateFormat } from "../../model-code/core/data/day";

/** What is known of one column that the contract keeps: what the file showed, and what is made of it. */
export interface ColumnAnswers {
  readonly name: string;
  readonly type: "number" | "string" | "date" | "timestamp";
  /** How a date is written; absent: YYYY-MM-DD. */
  readonly format?: DateFormat;
  readonly optional?: true;
  readonly min?: number;
  readonly max?: number;
  readonly values?: readonly string[];
  /** Absent: no feature. */
  readonly feature?: { readonly name: string; readonly kind: "number" | "category" };
  /** A number that is written as text: what stands for a missing one, and whether it has a decimal comma. */
  readonly written?: { readonly markers: readonly string[]; readonly comma: boolean };
  /** What the file showed, in words: the comment beside the column. */
  readonly seen: string;
}

/** A table as a template needs it. */
export interface TableAnswers {
  readonly source: string;
  /** The file that it was inferred from; null: the sample is made up. */
  readonly file: string | null;
  readonly rows: number;
  readonly sampleRows: number;
  /** What separates the columns of the file; the sample has commas. */
  readonly delimiter: string;
  /** Whether the sample has more of the rarer class than the file. */
  readonly evened: boolean;
  readonly key: readonly string[] | null;
  readonly entity: string | null;
  readonly time: string | null;
  readonly columns: readonly ColumnAnswers[];
  /** Columns that the contract does not name, each with the reason. */
  readonly left: readonly { readonly name: string; readonly why: string; readonly personal?: true }[];
  readonly label: { readonly column: string; readonly positive?: string };
  readonly sensitivity: "internal" | "confidential" | "personal";
  readonly subject: string | null;
  /** Days of the sample, or rows where none has a time. */
  readonly sessions: number;
  readonly slices: readonly string[];
}

export const TASKS = { classification: "binary-classification", regression: "regression" } as const;
export type TemplateName = keyof typeof TASKS;
export const TEMPLATE_NAMES = Object.keys(TASKS) as readonly TemplateName[];

/** All that a template is filled in with. */
export interface Answers {
  readonly name: string;
  readonly team: string;
  readonly contact: string;
  readonly approvers: readonly string[];
  readonly objective: string;
  readonly businessMetric: string;
  readonly trainsIn: string;
  readonly table: TableAnswers;
}

/** Whose a model is, by name. */
export type ModelOwner = Pick<Answers, "name" | "team" | "contact" | "approvers">;

/** What a person said of the table; the rest is inferred. */
export interface Told {
  readonly template: TemplateName;
  readonly label: string;
  /** Value of the label that counts as yes; undefined: the file says it by 0 and 1, or no and yes. */
  readonly positive: string | undefined;
  /** Column that says when, or `none`; undefined: inferred. */
  readonly time: string | undefined;
}
