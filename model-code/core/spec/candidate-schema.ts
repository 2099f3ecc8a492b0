import { AUTOML_ALGORITHMS } from "../automl/vocabulary";

/** One dimension of a search; the same space can become an Azure ML sweep. */
const dimension = {
  type: "object",
  required: ["type"],
  discriminator: { propertyName: "type" },
  oneOf: [
    {
      type: "object",
      additionalProperties: false,
      required: ["type", "values"],
      properties: { type: { const: "choice" }, values: { type: "array", items: { type: ["number", "string", "boolean"] }, minItems: 1 } },
    },
    {
      type: "object",
      additionalProperties: false,
      required: ["type", "min", "max"],
      properties: { type: { const: "uniform" }, min: { type: "number" }, max: { type: "number" } },
    },
    {
      type: "object",
      additionalProperties: false,
      required: ["type", "min", "max"],
      properties: {
        type: { const: "log-uniform" },
        min: { type: "number", exclusiveMinimum: 0 },
        max: { type: "number", exclusiveMinimum: 0 },
      },
    },
    {
      type: "object",
      additionalProperties: false,
      required: ["type", "min", "max"],
      properties: { type: { const: "integer" }, min: { type: "integer" }, max: { type: "integer" } },
    },
  ],
} as const;

/** A learner with its fixed parameters and the space in which the rest are searched. */
export const candidate = {
  type: "object",
  additionalProperties: false,
  required: ["name", "learner"],
  properties: {
    name: { type: "string", pattern: "^[a-z][a-z0-9-]{0,40}$", description: "How reports call it." },
    learner: {
      enum: ["prior", "naive-score", "linear", "logistic", "boosted-trees", "azure-automl"],
      description: "The family of models; azure-automl is whatever a job of Azure ML finds, on Azure only.",
    },
    params: {
      type: "object",
      additionalProperties: { type: ["number", "string", "boolean"] },
      default: {},
      description: "Parameters that are not searched.",
    },
    space: { type: "object", additionalProperties: dimension, default: {}, description: "Parameters that are searched, by name." },
    budget: {
      type: "object",
      additionalProperties: false,
      required: ["trials", "minutes"],
      properties: {
        trials: { type: "integer", minimum: 1, maximum: 1000, description: "Models that are tried at most." },
        concurrent: {
          type: "integer",
          minimum: 1,
          maximum: 100,
          default: 1,
          description: "Trials at once, each on a machine; the environment's training.maxNodes at most.",
        },
        minutes: { type: "integer", minimum: 15, maximum: 720, description: "After these the best so far is taken." },
      },
      description: "What azure-automl may use; it needs one, and nothing else has one.",
    },
    algorithms: {
      type: "array",
      items: { enum: Object.keys(AUTOML_ALGORITHMS) as (keyof typeof AUTOML_ALGORITHMS)[] },
      minItems: 1,
      uniqueItems: true,
      description: "What azure-automl may try, by Azure ML's names. Without it, all that can be written as ONNX.",
    },
  },
} as const;

const metric = {
  enum: [
    "auc",
    "average-precision",
    "log-loss",
    "brier",
    "expected-calibration-error",
    "accuracy",
    "precision",
    "recall",
    "f1",
    "root-mean-squared-error",
    "mean-absolute-error",
    "r-squared",
  ],
  description: "A metric of the model's task.",
} as const;

export const metricName = metric;

/** A condition that the selected candidate must meet on the test period. */
export const gate = {
  type: "object",
  required: ["kind"],
  discriminator: { propertyName: "kind" },
  oneOf: [
    {
      type: "object",
      additionalProperties: false,
      required: ["kind", "metric"],
      properties: {
        kind: { const: "threshold", description: "The metric itself." },
        metric,
        min: { type: "number", description: "Smallest value that passes." },
        max: { type: "number", description: "Largest value that passes." },
      },
    },
    {
      type: "object",
      additionalProperties: false,
      required: ["kind", "metric"],
      properties: {
        kind: { const: "paired-gain", description: "Lower bound of the interval of the gain over the baseline, on the same resamples." },
        metric,
        above: { type: "number", default: 0, description: "The lower bound must be larger than this." },
      },
    },
    {
      type: "object",
      additionalProperties: false,
      required: ["kind", "metric", "slice"],
      properties: {
        kind: { const: "worst-slice", description: "The metric in the worst slice that has enough rows." },
        metric,
        slice: { type: "string", description: "One of evaluation.slices." },
        min: { type: "number" },
        max: { type: "number" },
        minRows: { type: "integer", minimum: 1, default: 200, description: "Smaller slices are reported and not judged." },
      },
    },
    {
      type: "object",
      additionalProperties: false,
      required: ["kind", "metric", "maxLoss"],
      properties: {
        kind: { const: "stress", description: "How much worse the metric may get in any stress scenario; every score must stay a number." },
        metric,
        maxLoss: { type: "number", minimum: 0, description: "In the metric's own unit." },
      },
    },
  ],
} as const;
