const host = { enum: ["aks", "functions"] } as const;
const hour = { type: "string", pattern: "^([01]\\d|2[0-3]):[0-5]\\d$" } as const;

/** How a model answers: what model.yaml says below `serving`. */
export const serving = {
  type: "object",
  additionalProperties: false,
  required: ["host", "slo"],
  properties: {
    host: { ...host, description: "What answers requests. Functions idles at no cost, AKS answers at once." },
    hosts: {
      type: "object",
      additionalProperties: host,
      default: {},
      description: "What answers them in an environment that differs, by its name: `{ dev: functions }`.",
    },
    slo: {
      type: "object",
      additionalProperties: false,
      required: ["availability", "p95Milliseconds"],
      properties: {
        availability: {
          type: "number",
          exclusiveMinimum: 0,
          exclusiveMaximum: 1,
          description: "Share of requests answered without a server's error.",
        },
        p95Milliseconds: { type: "number", exclusiveMinimum: 0, description: "Time within which 95 of 100 requests are answered." },
      },
      description: "What callers may rely on; the alerts are derived from it.",
    },
    replicas: {
      type: "object",
      additionalProperties: false,
      default: {},
      properties: {
        min: { type: "integer", minimum: 1, maximum: 100, default: 2 },
        max: { type: "integer", minimum: 1, maximum: 1000, default: 6 },
      },
      description: "Processes that answer, at least and at most.",
    },
    hours: {
      type: "object",
      additionalProperties: false,
      required: ["from", "until", "timeZone"],
      properties: {
        from: { ...hour, description: "When it begins to answer on a weekday, `08:00`." },
        until: { ...hour, description: "When it ends, on the same day." },
        timeZone: { type: "string", minLength: 1, description: "Zone of both, summer and winter: `America/New_York`." },
      },
      description: "On AKS: when it answers at all; no process is left at other times. Without it, always.",
    },
    stream: {
      type: "boolean",
      description:
        "On Functions: whether rows come as events, too, by a hub of the model's name. What they score is in the prediction log.",
    },
  },
  description: "How the model answers.",
} as const;
