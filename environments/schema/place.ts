import { REGION_NAMES } from "../regions";
import { id } from "./vocabulary";

/** What an environment and the organization's shared part both say. */
export const place = {
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
  region: { enum: REGION_NAMES, description: "Azure region of every resource." },
  pairedRegion: {
    enum: REGION_NAMES,
    description: "The region that Azure copies to where data is kept in two; the only other one that policy allows.",
  },
  prefix: {
    type: "string",
    pattern: "^[a-z][a-z0-9]{1,7}$",
    description: "First part of every name, after the type: 2 to 8 lower-case letters and digits.",
  },
  protectData: {
    type: "boolean",
    description: "true: Terraform and a lock refuse to destroy what holds data.",
  },
  zoneRedundant: { type: "boolean", description: "true: what can stand in several availability zones of the region does." },
  state: {
    type: "object",
    additionalProperties: false,
    required: ["account", "container"],
    properties: {
      account: { type: "string", pattern: "^[a-z0-9]{3,24}$", description: "Storage account that keeps the state; reached by Entra ID." },
      container: { type: "string", pattern: "^[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]$", description: "Its container." },
      admits: {
        type: "array",
        minItems: 1,
        uniqueItems: true,
        items: { type: "string", format: "ipv4" },
        description: "Private mode: addresses outside of the network that the account answers too, while the first states move there.",
      },
    },
    description: "Where state is kept: what the bootstrap stack has made. Without it, in files beside the output folder.",
  },
  waivers: {
    type: "array",
    items: {
      type: "object",
      additionalProperties: false,
      required: ["rule", "resource", "reason", "expires"],
      properties: {
        rule: { type: "string", pattern: "^[a-z][a-z0-9-]+$", description: "Id of the policy rule; `npx mlops policies` lists them." },
        resource: {
          type: "string",
          minLength: 1,
          description: "Path of the construct, `dev-data/Lake/Account/Resource`; `*` stands for any part of one step.",
        },
        reason: { type: "string", minLength: 10, description: "Why the rule need not hold here." },
        expires: { type: "string", format: "date", description: "Day after which the rule holds again, `2027-06-30`." },
      },
    },
    description: "Where a policy rule need not hold, why, and until when.",
  },
} as const;

export const placeKeys = [
  "name",
  "owner",
  "costCenter",
  "subscription",
  "tenant",
  "region",
  "pairedRegion",
  "prefix",
  "protectData",
  "zoneRedundant",
  "waivers",
] as const;
