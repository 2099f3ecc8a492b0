import { VM_SIZE_NAMES } from "../vm-sizes";
import { count, id } from "./vocabulary";

const vmSize = { enum: VM_SIZE_NAMES } as const;

const computeCluster = (description: string) =>
  ({
    type: "object",
    additionalProperties: false,
    required: ["vmSize", "priority", "maxNodes", "idleMinutes"],
    properties: {
      vmSize: { ...vmSize, description: "Machines that jobs run on." },
      priority: { enum: ["Dedicated", "LowPriority"], description: "LowPriority is cheap and can be taken away in the middle of a job." },
      maxNodes: { ...count(1, 100), description: "Most machines at once; without a job there are none." },
      idleMinutes: { ...count(1, 120), description: "Minutes that a machine waits for the next job." },
    },
    description,
  }) as const;

/** How large an environment is. */
export const sizes = {
  training: computeCluster("Azure ML's compute cluster for jobs."),
  sweep: computeCluster("Azure ML's compute cluster for the trials of a search."),
  stream: {
    type: "object",
    additionalProperties: false,
    required: ["capacity", "maxCapacity", "partitions", "retentionHours"],
    properties: {
      capacity: { ...count(1, 40), description: "Throughput units that are always there." },
      maxCapacity: { ...count(1, 40), description: "Throughput units at most; more than `capacity` lets it grow by itself." },
      partitions: { ...count(1, 32), description: "Partitions of each hub; cannot be changed later." },
      retentionHours: { ...count(1, 168), description: "Hours that an event can be read again." },
    },
    description: "Event Hubs, for sources that stream.",
  },
  selfHostedRuntime: {
    type: "boolean",
    description: "true: Data Factory also gets a runtime that you install near a source it cannot reach.",
  },
  cluster: {
    type: "object",
    additionalProperties: false,
    required: ["tier", "nodeSize", "minNodes", "maxNodes", "grafana"],
    properties: {
      tier: { enum: ["Free", "Standard", "Premium"], description: "Free has no uptime guarantee." },
      nodeSize: { ...vmSize, description: "Machines that pods run on." },
      minNodes: { ...count(1, 100), description: "Fewest machines for the system's own pods." },
      maxNodes: { ...count(1, 100), description: "Most machines of each kind; at least minNodes." },
      grafana: { type: "boolean", description: "true: a managed Grafana shows the cluster's metrics." },
      gateway: {
        type: "object",
        additionalProperties: false,
        required: ["domain", "certificate"],
        properties: {
          domain: {
            type: "string",
            pattern: "^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$",
            description: "Each model answers at its own name below this one.",
          },
          certificate: {
            type: "string",
            pattern: "^[A-Za-z0-9-]{1,127}$",
            description: "Name of the certificate for `*.<domain>` in the environment's vault, which you put there and Azure renews.",
          },
        },
        description: "Where callers outside of the cluster reach models, over TLS. Without it, they do not.",
      },
      hours: {
        type: "object",
        additionalProperties: false,
        required: ["start", "stop"],
        properties: {
          start: {
            type: "string",
            pattern: "^([01]\\d|2[0-3]):[0-5]\\d$",
            description: "When the cluster is started on a working day, in UTC.",
          },
          stop: { type: "string", pattern: "^([01]\\d|2[0-3]):[0-5]\\d$", description: "When it is stopped, every day, in UTC." },
        },
        description: "When the cluster runs. Without it, always.",
      },
    },
    description: "AKS.",
  },
  control: {
    type: "object",
    additionalProperties: false,
    required: ["schedule", "alertApplication"],
    properties: {
      schedule: {
        type: "string",
        pattern: "^\\S+( \\S+){5}$",
        description: "When monitors and releases are looked at, in UTC: second, minute, hour, day, month, day of the week.",
      },
      alertApplication: {
        type: "object",
        additionalProperties: false,
        required: ["clientId", "objectId"],
        properties: {
          clientId: {
            ...id,
            description: "Its application (client) id. Zeros are filled in from AZURE_ALERT_CLIENT_ID_<NAME> or AZURE_ALERT_CLIENT_ID.",
          },
          objectId: {
            ...id,
            description: "Its object id. Zeros are filled in from AZURE_ALERT_OBJECT_ID_<NAME> or AZURE_ALERT_OBJECT_ID.",
          },
        },
        description: "Entra application for whose tokens Azure Monitor's calls are let in.",
      },
    },
    description: "What runs monitors, the guard of retraining and releases.",
  },
  agents: {
    type: "object",
    additionalProperties: false,
    required: ["vmSize"],
    properties: { vmSize: { ...vmSize, description: "Machines that pipelines run on." } },
    description: "Private mode: the scale set that Azure DevOps fills with agents, and empties.",
  },
} as const;
