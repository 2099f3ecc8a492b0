import type { FromSchema } from "json-schema-to-ts";
import { REPLICATIONS } from "../constructs/storage/keyless-account";
import { REGIONS } from "./regions";

const id = {
  type: "string",
  pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
} as const;
const vmSize = { type: "string", pattern: "^Standard_[A-Z][A-Za-z0-9_-]+$" } as const;

/** What an environment and the organization's shared part both say. */
const place = {
  owner: {
    type: "object",
    additionalProperties: false,
    required: ["team", "contact"],
    properties: {
      team: { type: "string", minLength: 1, description: "The team's name: the tag `team`." },
      contact: { type: "string", format: "email", description: "The team's address: the tag `owner`." },
    },
    description: "Who answers for what stands here and no model owns.",
  },
  costCenter: { type: "string", minLength: 1, maxLength: 64, description: "Who pays: the tag `cost-center` of every resource." },
  subscription: { ...id, description: "Subscription; zeros are filled in from AZURE_SUBSCRIPTION_ID_<NAME> or AZURE_SUBSCRIPTION_ID." },
  tenant: { ...id, description: "Entra tenant; zeros are filled in from AZURE_TENANT_ID_<NAME> or AZURE_TENANT_ID." },
  region: { enum: REGIONS, description: "Azure region of every resource." },
  prefix: {
    type: "string",
    pattern: "^[a-z][a-z0-9]{1,7}$",
    description: "First part of every name, after the type: 2 to 8 lower-case letters and digits.",
  },
  protectData: {
    type: "boolean",
    description: "true: Terraform refuses to destroy what holds data, and vaults cannot be purged.",
  },
  state: {
    type: "object",
    additionalProperties: false,
    required: ["account", "container"],
    properties: {
      account: { type: "string", pattern: "^[a-z0-9]{3,24}$", description: "Storage account that keeps the state; reached by Entra ID." },
      container: { type: "string", pattern: "^[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]$", description: "Its container." },
    },
    description: "Where state is kept. Without it, in files beside the output folder, for a first look only.",
  },
} as const;

const placeKeys = ["name", "owner", "costCenter", "subscription", "tenant", "region", "prefix", "protectData"] as const;

/** What `environments/shared.yaml` may hold: what the organization has once. */
export const SHARED_SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "shared.yaml",
  description: "What the organization has once, for all environments.",
  type: "object",
  additionalProperties: false,
  required: [...placeKeys, "registry"],
  properties: {
    name: { const: "shared", description: "The file's name." },
    ...place,
    registry: {
      type: "object",
      additionalProperties: false,
      required: ["sku"],
      properties: { sku: { enum: ["Standard", "Premium"], description: "Private endpoints need Premium." } },
      description: "The container registry.",
    },
  },
} as const;

/** What `environments/<name>.yaml` may hold. */
export const ENVIRONMENT_SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "An environment",
  description: "One place where the platform stands, and which models run there.",
  type: "object",
  additionalProperties: false,
  required: [...placeKeys, "network", "replication", "logs", "alerts", "groups", "training", "cluster", "models"],
  properties: {
    name: { type: "string", pattern: "^[a-z][a-z0-9]{1,7}$", description: "The file's name: 2 to 8 lower-case letters and digits." },
    ...place,
    network: {
      type: "object",
      additionalProperties: false,
      required: ["mode"],
      properties: { mode: { enum: ["public"], description: "public: reachable from anywhere, opened by Entra ID only." } },
      description: "How resources are reached.",
    },
    replication: { enum: REPLICATIONS, description: "Copies of stored data." },
    logs: {
      type: "object",
      additionalProperties: false,
      required: ["retentionDays", "dailyQuotaGb"],
      properties: {
        retentionDays: { type: "integer", minimum: 30, maximum: 730, description: "Days that logs are kept." },
        dailyQuotaGb: { type: "number", exclusiveMinimum: 0, description: "Gigabytes a day after which ingestion stops." },
      },
      description: "Log Analytics.",
    },
    alerts: {
      type: "object",
      additionalProperties: false,
      required: ["emails"],
      properties: {
        emails: {
          type: "array",
          items: { type: "string", format: "email" },
          minItems: 1,
          uniqueItems: true,
          description: "Who gets every alert.",
        },
      },
      description: "Who is told.",
    },
    groups: {
      type: "object",
      additionalProperties: false,
      required: ["platform"],
      properties: {
        platform: {
          ...id,
          description:
            "Entra group that administers the cluster; zeros are filled in from AZURE_PLATFORM_GROUP_ID_<NAME> or AZURE_PLATFORM_GROUP_ID.",
        },
      },
      description: "Entra groups by object id.",
    },
    training: {
      type: "object",
      additionalProperties: false,
      required: ["vmSize", "priority", "maxNodes", "idleMinutes"],
      properties: {
        vmSize: { ...vmSize, description: "Machines that jobs run on." },
        priority: { enum: ["Dedicated", "LowPriority"], description: "LowPriority is cheap and can be taken away in the middle of a job." },
        maxNodes: { type: "integer", minimum: 1, maximum: 100, description: "Most machines at once; without a job there are none." },
        idleMinutes: { type: "integer", minimum: 1, maximum: 120, description: "Minutes that a machine waits for the next job." },
      },
      description: "Azure ML's compute cluster.",
    },
    cluster: {
      type: "object",
      additionalProperties: false,
      required: ["tier", "nodeSize", "minNodes", "maxNodes", "replicas"],
      properties: {
        tier: { enum: ["Free", "Standard", "Premium"], description: "Free has no uptime guarantee." },
        nodeSize: { ...vmSize, description: "Machines that pods run on." },
        minNodes: { type: "integer", minimum: 1, maximum: 100, description: "Fewest machines; at least one, for the system's own pods." },
        maxNodes: { type: "integer", minimum: 1, maximum: 100, description: "Most machines; at least minNodes." },
        replicas: { type: "integer", minimum: 0, maximum: 100, description: "Pods of each model that AKS serves." },
      },
      description: "AKS.",
    },
    models: {
      type: "array",
      items: { type: "string" },
      uniqueItems: true,
      description: "Models deployed here, by the name of their folder.",
    },
  },
} as const;

/** A checked environment. */
export type Environment = FromSchema<typeof ENVIRONMENT_SCHEMA>;
/** The checked shared part. */
export type Shared = FromSchema<typeof SHARED_SCHEMA>;
/** What a stack stands in: an environment or the shared part. */
export type Place = Pick<
  Environment,
  "name" | "owner" | "costCenter" | "subscription" | "tenant" | "region" | "prefix" | "protectData" | "state"
>;
