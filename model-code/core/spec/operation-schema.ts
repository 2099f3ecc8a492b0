const days = { type: "integer", minimum: 1, maximum: 3650 } as const;
const share = { type: "number", minimum: 0, maximum: 1 } as const;
const minRequests = {
  type: "integer",
  minimum: 1,
  maximum: 10_000_000,
  description: "Requests that each of both must have answered.",
} as const;
const bakeMinutes = {
  type: "number",
  minimum: 0,
  maximum: 43_200,
  description: "Time that must have passed, however many requests came.",
} as const;

/** How a new version takes over: what model.yaml says below `release`. */
export const release = {
  type: "object",
  additionalProperties: false,
  default: {},
  properties: {
    shadow: {
      type: "object",
      additionalProperties: false,
      default: {},
      properties: { minRequests: { ...minRequests, default: 500 }, bakeMinutes: { ...bakeMinutes, default: 60 } },
      description: "The candidate first scores beside the stable version, off the callers' path.",
    },
    canary: {
      type: "array",
      minItems: 1,
      maxItems: 10,
      default: [
        { weight: 0.05, minRequests: 200, bakeMinutes: 60 },
        { weight: 0.25, minRequests: 500, bakeMinutes: 60 },
        { weight: 0.5, minRequests: 1000, bakeMinutes: 60 },
      ],
      items: {
        type: "object",
        additionalProperties: false,
        required: ["weight", "minRequests", "bakeMinutes"],
        properties: {
          weight: {
            type: "number",
            exclusiveMinimum: 0,
            exclusiveMaximum: 1,
            description: "Share of the callers that the candidate answers.",
          },
          minRequests,
          bakeMinutes,
        },
      },
      description: "Then it answers a growing share of the callers; the weights grow.",
    },
    falseAlarmRate: {
      type: "number",
      exclusiveMinimum: 0,
      maximum: 0.2,
      default: 0.05,
      description:
        "Chance that a candidate that is as good as the stable version is rolled back, over the whole release, where requests fail independently of each other.",
    },
    guardRails: {
      type: "object",
      additionalProperties: false,
      default: {},
      properties: {
        maxErrorIncrease: { ...share, default: 0.005, description: "Errors, as a share of requests, that it may have more." },
        maxLatencyRatio: {
          type: "number",
          minimum: 1,
          default: 1.2,
          description: "Its 95th percentile of latency over that of the stable version, in runs of the model that had as many rows.",
        },
        maxPredictionShift: {
          type: "number",
          exclusiveMinimum: 0,
          default: 0.25,
          description: "Population stability index between the answers of both.",
        },
        maxLossIncrease: {
          type: "number",
          minimum: 0,
          default: 0.01,
          description: "Log loss, or squared error over the label's variance, that it may have more once labels are in.",
        },
      },
      description: "What rolls a release back as soon as the evidence suffices.",
    },
  },
  description: "How a new version takes over.",
} as const;

/** What is watched: what model.yaml says below `monitors`. */
export const monitors = {
  type: "object",
  additionalProperties: false,
  default: {},
  properties: {
    windowSessions: {
      type: "integer",
      minimum: 1,
      maximum: 1000,
      default: 60,
      description: "Sessions that are held against the reference at a time.",
    },
    minRows: { type: "integer", minimum: 10, default: 100, description: "Rows below which a window is not judged." },
    falseAlarmRate: {
      type: "number",
      exclusiveMinimum: 0,
      maximum: 0.5,
      default: 0.05,
      description: "Chance that a window like the reference raises drift, over all features together.",
    },
    driftedShare: {
      ...share,
      default: 0.3,
      description: "Share of the features that must have drifted for the model to be called drifted.",
    },
    maxMetricLoss: {
      ...share,
      default: 0.05,
      description: "What search.metric may lose against the package's own test before that is called decay.",
    },
    minLabels: { type: "integer", minimum: 10, default: 100, description: "Labels below which performance is not judged." },
    labelToleranceSessions: {
      type: "integer",
      minimum: 0,
      default: 3,
      description: "Sessions that a label may come later than label.horizonSessions before it counts as missing.",
    },
    anomalyScore: {
      type: "number",
      exclusiveMinimum: 0,
      default: 6,
      description: "Robust z-score from which a session's mean answer is an anomaly.",
    },
  },
  description: "What is watched once the model serves.",
} as const;

/** When it is trained again or given up: what model.yaml says below `retraining`. */
export const retraining = {
  type: "object",
  additionalProperties: false,
  default: {},
  properties: {
    everyDays: { ...days, description: "Train again after so many days, whatever the monitors say." },
    triggers: {
      type: "array",
      items: { enum: ["drift", "decay", "new-data"] },
      uniqueItems: true,
      default: ["decay"],
      description: "What may start a training run beside the schedule and a person.",
    },
    cooldownDays: { type: "integer", minimum: 0, maximum: 365, default: 14, description: "Days after a run in which no other starts." },
    monthlyComputeHours: {
      type: "number",
      exclusiveMinimum: 0,
      default: 10,
      description: "Compute hours that retraining may use in a calendar month (UTC).",
    },
    retireAfterRefusals: {
      type: "integer",
      minimum: 1,
      default: 3,
      description: "Retrainings in a row that the gates refused, while the served version decays, after which the model is to be retired.",
    },
  },
  description: "When it is trained again, and when it is given up.",
} as const;

/** What it may cost: what model.yaml says below `budget`. */
export const budget = {
  type: "object",
  additionalProperties: false,
  required: ["monthly"],
  properties: {
    monthly: {
      type: "integer",
      minimum: 1,
      description: "Amount a month, in the subscription's currency, in each environment, for what carries the model's tag.",
    },
  },
  description: "What it may cost. Its owner and the environment's contacts are told; nothing is stopped.",
} as const;

/** How long what it leaves is kept: what model.yaml says below `retention`. */
export const retention = {
  type: "object",
  additionalProperties: false,
  default: {},
  properties: {
    predictionsDays: { ...days, default: 365, description: "Days that a logged prediction is kept." },
    featuresDays: { ...days, default: 180, description: "Days that feature tables are kept, and the curated rows that they are made of." },
    rawDays: {
      ...days,
      default: 1825,
      description:
        "Days that a delivery of raw data is kept: what the model learns from. Where it is not trained, the environment's rawDays if that is less.",
    },
  },
  description: "How long what it leaves behind is kept.",
} as const;
