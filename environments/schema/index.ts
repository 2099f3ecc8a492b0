import type { FromSchema } from "json-schema-to-ts";
import { REPLICATIONS } from "../../constructs/storage/replications";
import { devops } from "./devops";
import { keeping, sharedGroups } from "./keeping";
import { environmentNetwork, sharedNetwork } from "./network";
import { place, placeKeys } from "./place";
import { sizes } from "./sizes";
import { days } from "./vocabulary";

/** What `environments/shared.yaml` may hold: what the organization has once. */
export const SHARED_SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "shared.yaml",
  description: "What the organization has once, for all environments.",
  type: "object",
  additionalProperties: false,
  required: [...placeKeys, "groups", "network", "registry", "packages", "logs"],
  properties: {
    name: { const: "shared", description: "The file's name." },
    ...place,
    groups: sharedGroups,
    network: sharedNetwork,
    registry: {
      type: "object",
      additionalProperties: false,
      required: ["sku", "untaggedDays"],
      properties: {
        sku: { enum: ["Standard", "Premium"], description: "Private endpoints, retention and zones need Premium." },
        untaggedDays: { ...days(1, 365), description: "Days after which an image without a tag is deleted; Premium only." },
      },
      description: "The container registry.",
    },
    packages: {
      type: "object",
      additionalProperties: false,
      required: ["replication", "immutableDays", "locked"],
      properties: {
        replication: { enum: REPLICATIONS, description: "Copies of model packages." },
        immutableDays: { ...days(1, 146_000), description: "Days during which nobody can change or delete a package." },
        locked: { type: "boolean", description: "true: not even an owner can shorten that time or delete a package. Final." },
      },
      description: "The store of model packages, from which every environment takes them by digest.",
    },
    logs: {
      type: "object",
      additionalProperties: false,
      required: ["retentionDays"],
      properties: { retentionDays: { ...days(30, 730), description: "Days that logs can be queried." } },
      description: "Log Analytics, for who pulled and pushed what.",
    },
    devops,
  },
} as const;

/** What `environments/<name>.yaml` may hold. */
export const ENVIRONMENT_SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "An environment",
  description: "One place where the platform stands, and which models run there.",
  type: "object",
  additionalProperties: false,
  required: [
    ...placeKeys,
    "network",
    "replication",
    "retention",
    "vault",
    "logs",
    "alerts",
    "budget",
    "groups",
    "apps",
    "training",
    "sweep",
    "stream",
    "selfHostedRuntime",
    "cluster",
    "control",
    "agents",
    "models",
  ],
  properties: {
    name: { type: "string", pattern: "^[a-z][a-z0-9]{1,7}$", description: "The file's name: 2 to 8 lower-case letters and digits." },
    ...place,
    network: environmentNetwork,
    ...keeping,
    ...sizes,
  },
} as const;

/** A checked environment. */
export type Environment = FromSchema<typeof ENVIRONMENT_SCHEMA>;
/** The checked shared part. */
export type Shared = FromSchema<typeof SHARED_SCHEMA>;
/** Azure DevOps, where the organization has it. */
export type Devops = NonNullable<Shared["devops"]>;
/** A rule that need not hold somewhere, for a time. */
export type Waiver = Environment["waivers"][number];
/** What a stack stands in: an environment or the shared part. */
export type Place = Pick<Environment | Shared, (typeof placeKeys)[number] | "state"> & {
  readonly network: { readonly mode: "public" | "private" };
  /** Absent for the shared part, which has no vault. */
  readonly vault?: Environment["vault"];
};
