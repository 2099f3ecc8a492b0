import type { FromSchema } from "json-schema-to-ts";

const actions = {
  type: "array",
  minItems: 1,
  maxItems: 2,
  items: { enum: ["no-op", "create", "read", "update", "delete", "forget"] },
} as const;

/** Which parts of a value are unknown or sensitive: true for all of it, else a tree like the value's. */
const marks = { anyOf: [{ type: "boolean" }, { type: "object" }, { type: "array" }] } as const;

const change = {
  type: "object",
  required: ["actions"],
  properties: {
    actions,
    before: {},
    after: {},
    after_unknown: marks,
    before_sensitive: marks,
    after_sensitive: marks,
    replace_paths: { type: "array", items: { type: "array", items: { type: ["string", "number"] } } },
    importing: { type: "object", properties: { id: { type: "string" }, unknown: { type: "boolean" } } },
  },
} as const;

const resourceChanges = {
  type: "array",
  items: {
    type: "object",
    required: ["address", "mode", "type", "provider_name", "change"],
    properties: {
      address: { type: "string", minLength: 1 },
      previous_address: { type: "string" },
      mode: { enum: ["managed", "data"] },
      type: { type: "string", minLength: 1 },
      deposed: { type: "string" },
      provider_name: { type: "string" },
      action_reason: { type: "string" },
      change,
    },
  },
} as const;

/**
 * What is read of a plan's JSON; what is not named here is passed over, as the format asks for.
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export const PLAN_SCHEMA = {
  type: "object",
  required: ["format_version", "terraform_version"],
  properties: {
    format_version: { type: "string" },
    terraform_version: { type: "string" },
    variables: { type: "object", additionalProperties: { type: "object", properties: { value: {} } } },
    configuration: {
      type: "object",
      properties: {
        root_module: {
          type: "object",
          properties: {
            variables: { type: "object", additionalProperties: { type: "object", properties: { sensitive: { type: "boolean" } } } },
          },
        },
      },
    },
    resource_changes: resourceChanges,
    resource_drift: resourceChanges,
    output_changes: { type: "object", additionalProperties: change },
    errored: { type: "boolean" },
    complete: { type: "boolean" },
  },
} as const;

export type PlanJson = FromSchema<typeof PLAN_SCHEMA>;
export type ResourceChange = NonNullable<PlanJson["resource_changes"]>[number];
export type ChangeJson = ResourceChange["change"];
