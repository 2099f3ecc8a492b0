import type { FromSchema } from "json-schema-to-ts";
import { batch } from "./batch-schema";
import { candidate, gate, metricName } from "./candidate-schema";
import { schedule } from "./ingestion-schema";
import { budget, monitors, release, retention, retraining } from "./operation-schema";
import { serving } from "./serving-schema";
import { source } from "./source-schema";

const column = { type: "string", pattern: "^[a-z][a-z0-9_]{0,62}$" } as const;
const address = { type: "string", format: "email" } as const;

/** What a `model.yaml` may hold. `model.schema.json` beside it is this, for editors; the type `ModelSpec` is derived from it. */
export const MODEL_SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "model.yaml",
  description: "All that a model is: whose it is, what it learns from what, how it is judged, and where it runs.",
  type: "object",
  additionalProperties: false,
  required: [
    "name",
    "title",
    "owner",
    "approvers",
    "objective",
    "riskTier",
    "sensitivity",
    "task",
    "trainsIn",
    "sampleData",
    "sources",
    "features",
    "label",
    "split",
    "candidates",
    "search",
    "evaluation",
    "gates",
    "serving",
  ],
  properties: {
    name: {
      type: "string",
      pattern: "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
      maxLength: 32,
      description: "The folder's name; part of every Azure name that the model gets.",
    },
    title: { type: "string", minLength: 1, description: "What the model answers, in a line." },
    owner: {
      type: "object",
      additionalProperties: false,
      required: ["team", "contact"],
      properties: { team: { type: "string", minLength: 1 }, contact: address },
      description: "Who answers for the model and gets its alerts.",
    },
    approvers: {
      type: "array",
      items: address,
      minItems: 1,
      uniqueItems: true,
      description: "Mail addresses of the Entra groups that let a release into production, each of them.",
    },
    objective: {
      type: "object",
      additionalProperties: false,
      required: ["statement", "businessMetric"],
      properties: {
        statement: { type: "string", minLength: 1, description: "What the model is for." },
        businessMetric: { type: "string", minLength: 1, description: "The figure outside the model that it should move." },
      },
      description: "Why the model exists.",
    },
    riskTier: { enum: ["low", "medium", "high"], description: "How bad a wrong answer is; sets the approvals that a release needs." },
    sensitivity: {
      enum: ["public", "internal", "confidential", "personal"],
      description: "The data's class; sets access, retention and redaction.",
    },
    task: { enum: ["binary-classification", "regression"], description: "What kind of answer the label is." },
    trainsIn: { type: "string", minLength: 1, description: "The one environment whose data trains the model." },
    sampleData: { type: "string", minLength: 1, description: "Folder with data to run on, relative to model.yaml." },
    sources: { type: "array", items: source, minItems: 1, description: "The first is the one whose rows are predicted for." },
    schedule,
    features: {
      type: "object",
      additionalProperties: false,
      required: ["sql", "numbers"],
      properties: {
        sql: {
          type: "string",
          minLength: 1,
          description: "Query over the sources' tables, one row per entity and time. DuckDB and Spark both run it.",
        },
        numbers: {
          type: "array",
          items: column,
          uniqueItems: true,
          description: "Number columns of the query that a model may use.",
        },
        categories: {
          type: "array",
          items: column,
          uniqueItems: true,
          default: [],
          description: "Text columns of the query that a model may use.",
        },
        selection: {
          type: "object",
          additionalProperties: false,
          default: {},
          properties: {
            maxMissingShare: {
              type: "number",
              minimum: 0,
              maximum: 1,
              default: 0.5,
              description: "A feature that is missing more often is left out.",
            },
            maxCorrelation: {
              type: "number",
              minimum: 0,
              maximum: 1,
              default: 0.98,
              description: "Of two features that are correlated more (Spearman), the less informative is left out.",
            },
            keep: { type: "array", items: column, default: [], description: "Never left out." },
          },
          description: "Which features are left out before training, judged on the training period only.",
        },
      },
      description: "What a model sees.",
    },
    label: {
      type: "object",
      additionalProperties: false,
      required: ["sql", "horizonSessions"],
      properties: {
        sql: { type: "string", minLength: 1, description: "Query that gives entity, time and `label`; the only one that may look ahead." },
        horizonSessions: { type: "integer", minimum: 0, description: "Sessions after a row until its label is known." },
      },
      description: "What a model learns.",
    },
    split: {
      type: "object",
      additionalProperties: false,
      required: ["testShare", "folds", "embargoSessions", "minTrainSessions"],
      properties: {
        testFrom: {
          type: "string",
          format: "date",
          description:
            "First test session, where the data leaves minTrainSessions before it and a fifth of that after it; else testShare counts.",
        },
        testShare: {
          type: "number",
          exclusiveMinimum: 0,
          maximum: 0.5,
          description:
            "Share of the newest sessions that is kept for the test; of rows without a time, those whose lot is from 1 - testShare on.",
        },
        folds: { type: "integer", minimum: 2, maximum: 20, description: "Walk-forward folds in the training period." },
        embargoSessions: {
          type: "integer",
          minimum: 0,
          description: "Sessions left out between what is trained on and what is judged; at least label.horizonSessions.",
        },
        minTrainSessions: { type: "integer", minimum: 10, description: "Sessions that the first fold trains on at least." },
      },
      description: "What is trained on and what is judged, in time order.",
    },
    candidates: { type: "array", items: candidate, minItems: 2, description: "Models to compare; the first is the baseline." },
    search: {
      type: "object",
      additionalProperties: false,
      required: ["metric", "trials", "seed"],
      properties: {
        metric: { ...metricName, description: "What walk-forward folds are judged by, for search and selection." },
        trials: {
          type: "integer",
          minimum: 1,
          maximum: 500,
          description: "Points drawn from each candidate's space; successive halving keeps the better ones.",
        },
        sweep: {
          type: "object",
          additionalProperties: false,
          required: ["trials", "concurrent"],
          properties: {
            trials: {
              type: "integer",
              minimum: 1,
              maximum: 1000,
              description: "Trials in all. Each draws a point of every candidate's space, and trains.",
            },
            concurrent: {
              type: "integer",
              minimum: 1,
              maximum: 100,
              description: "Trials at once; the environment's sweep.maxNodes at most.",
            },
          },
          description:
            "On Azure, each point is a job of its own on the cluster for sweeps. Without it, one machine searches, as a laptop does.",
        },
        seed: { type: "integer", description: "Determines every draw of search, training and resampling." },
      },
      description: "How parameters are searched.",
    },
    evaluation: {
      type: "object",
      additionalProperties: false,
      required: ["blockSessions"],
      properties: {
        blockSessions: {
          type: "integer",
          minimum: 1,
          description: "Sessions that are resampled together, across entities, because they are not independent.",
        },
        resamples: { type: "integer", minimum: 100, maximum: 20000, default: 1000 },
        confidence: { type: "number", exclusiveMinimum: 0.5, exclusiveMaximum: 1, default: 0.95 },
        threshold: {
          type: "number",
          exclusiveMinimum: 0,
          exclusiveMaximum: 1,
          default: 0.5,
          description: "Probability from which the answer is yes.",
        },
        slices: {
          type: "array",
          items: { type: "string" },
          default: [],
          description: "Columns of the first source, or `year`, by whose values metrics are broken down.",
        },
        stress: {
          type: "array",
          items: { enum: ["gap", "halt", "flat", "tenfold-volume", "missing-news"] },
          uniqueItems: true,
          default: [],
          description: "Shocks that the test period is put through.",
        },
      },
      description: "How a candidate is judged on the test period.",
    },
    gates: { type: "array", items: gate, minItems: 1, description: "All must hold for a model to be registered." },
    serving,
    release,
    monitors,
    retraining,
    budget,
    retention,
    batch,
    privacy: {
      type: "object",
      additionalProperties: false,
      required: ["subject"],
      properties: { subject: { ...column, description: "Column of the first source whose value names the person that a row is about." } },
      description: "Whose data it is; a model of personal data must say.",
    },
  },
} as const;

/** A checked `model.yaml`, defaults filled in. */
export type ModelSpec = FromSchema<typeof MODEL_SCHEMA>;
export type SourceSpec = ModelSpec["sources"][number];
export type ColumnSpec = SourceSpec["contract"]["columns"][string];
export type CandidateSpec = ModelSpec["candidates"][number];
export type DimensionSpec = CandidateSpec["space"][string];
export type GateSpec = ModelSpec["gates"][number];
export type MetricName = ModelSpec["search"]["metric"];
