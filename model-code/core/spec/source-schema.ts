import { DATE_FORMATS } from "../data/day";
import { events, http, sql } from "./ingestion-schema";

const name = { type: "string", pattern: "^[a-z][a-z0-9_]{0,62}$" } as const;

/** One column of a source: its type, and what a value must hold to be accepted. */
const column = {
  type: "object",
  description: "What a value of this column must hold. A row with a value that does not is quarantined with the reason.",
  additionalProperties: false,
  required: ["type"],
  properties: {
    type: {
      enum: ["number", "string", "date", "timestamp"],
      description: "date is YYYY-MM-DD, or what format says; timestamp is ISO 8601 with a zone or Z.",
    },
    format: { enum: DATE_FORMATS, description: "How the source writes a date, where it is not YYYY-MM-DD." },
    optional: { type: "boolean", default: false, description: "A file may lack the column, and a row the value." },
    min: { type: "number", description: "Smallest number that is accepted." },
    above: { type: "number", description: "A number must be larger than this." },
    max: { type: "number", description: "Largest number that is accepted." },
    pattern: { type: "string", description: "Regular expression that a text must match." },
    values: { type: "array", items: { type: "string" }, minItems: 1, description: "The only texts that are accepted." },
  },
} as const;

const contract = {
  type: "object",
  description: "What the rows of this source must be. Checked by the step validate.",
  additionalProperties: false,
  required: ["columns"],
  properties: {
    columns: { type: "object", additionalProperties: column, minProperties: 1, description: "The columns by name." },
    rules: {
      type: "array",
      items: { type: "string", pattern: "^\\s*[a-z_][a-z0-9_]*\\s*(<=|<|>=|>|==|!=)\\s*([a-z_][a-z0-9_]*|-?[0-9.]+)\\s*$" },
      default: [],
      description: "Comparisons within a row, `low <= open`. A row in which one is false is quarantined; a missing value is not compared.",
    },
    calendar: {
      enum: ["XNYS"],
      description: "Exchange (ISO 10383) whose sessions the time column must be in. A date that is no session is quarantined.",
    },
    freshness: {
      type: "object",
      additionalProperties: false,
      required: ["maxSessionsLate"],
      properties: {
        maxSessionsLate: {
          type: "integer",
          minimum: 0,
          description: "Sessions by which the newest row may lie behind the as-of date before the run is refused.",
        },
      },
      description: "How old the newest row may be.",
    },
    maxGapSessions: {
      type: "integer",
      minimum: 0,
      description: "Sessions in a row that an entity may lack between its first and last row; longer gaps are reported as a warning.",
    },
    maxRejectedShare: {
      type: "number",
      minimum: 0,
      maximum: 1,
      default: 0,
      description: "Share of rows that may be quarantined before the run is refused.",
    },
  },
} as const;

const ohlcv = {
  type: "object",
  description: "Which columns hold the bars' prices. Splits are found in them and adjusted; stress scenarios act on them.",
  additionalProperties: false,
  required: ["open", "high", "low", "close", "volume"],
  properties: {
    open: name,
    high: name,
    low: name,
    close: name,
    volume: name,
    adjustedClose: {
      ...name,
      description: "Close adjusted for splits and dividends by the supplier; a split found in the prices is checked with it.",
    },
  },
} as const;

/** Where rows come from, what they must be, and how they are made even. */
export const source = {
  type: "object",
  additionalProperties: false,
  required: ["name", "kind", "files", "contract"],
  properties: {
    name: { ...name, description: "The table's name in features.sql." },
    kind: {
      enum: ["file-drop", "http-api", "sql", "event-stream"],
      description: "How the rows arrive. file-drop is CSV files in a folder; the others are fetched on Azure and land in such a folder.",
    },
    files: {
      type: "array",
      items: { type: "string" },
      minItems: 1,
      description: "File names that belong to this source; * stands for any characters, ! excludes.",
    },
    required: { type: "boolean", default: true, description: "false: a run goes on without it, its table is then empty." },
    key: {
      type: "array",
      items: name,
      minItems: 1,
      description:
        "Columns that identify a row; of two rows with one key the later file wins. Without it each line is a row of its own, `row_id`, and a file that comes again under its name takes the place of the former.",
    },
    time: {
      ...name,
      description:
        "Column that says when: the partition, the watermark, and what point in time goes by. Without it rows are taken to be independent, and are split by lot: the number column `draw`.",
    },
    entity: { ...name, description: "Column that says whom the row is about." },
    http,
    sql,
    events,
    contract,
    ohlcv,
    missingSessions: {
      enum: ["leave", "carry"],
      default: "leave",
      description: "leave: a session without a row stays out. carry: it becomes a flat row at the last close with no volume.",
    },
    normalizeText: {
      type: "array",
      items: name,
      default: [],
      description: "Text columns to bring to one form (Unicode NFKC, single spaces).",
    },
    sentiment: {
      type: "object",
      additionalProperties: false,
      required: ["text", "into"],
      properties: { text: name, into: name },
      description: "Scores the text column's sentiment, -1 to 1, into a new number column.",
    },
  },
} as const;
