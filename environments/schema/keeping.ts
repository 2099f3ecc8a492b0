import { REPLICATIONS } from "../../constructs/storage/replications";
import { days, emails, id } from "./vocabulary";

const entra = (description: string, variable: string) =>
  ({ ...id, description: `${description} Zeros are filled in from ${variable}_<NAME> or ${variable}.` }) as const;

const platform = entra("Administers the platform, its states and the cluster.", "AZURE_PLATFORM_GROUP_ID");

/** Who runs what the organization has once. */
export const sharedGroups = {
  type: "object",
  additionalProperties: false,
  required: ["platform"],
  properties: { platform },
  description: "Entra groups by object id.",
} as const;

/** What an environment keeps, for whom, and at what cost. */
export const keeping = {
  replication: { enum: REPLICATIONS, description: "Copies of stored data: LRS in one place, ZRS over zones, G… with the paired region." },
  retention: {
    type: "object",
    additionalProperties: false,
    required: ["logsDays", "archiveDays", "restoreDays", "rawDays", "predictionsDays", "auditDays", "auditLocked"],
    properties: {
      logsDays: { ...days(30, 730), description: "Days that logs can be queried." },
      archiveDays: { ...days(30, 4383), description: "Days that the platform's own tables are kept in all; at least logsDays." },
      restoreDays: { ...days(1, 365), description: "Days that something deleted can be brought back." },
      rawDays: {
        ...days(1, 3650),
        description:
          "Days after which quarantined data is deleted, and raw data but that of models that are trained here: theirs by their own rawDays.",
      },
      predictionsDays: { ...days(1, 3650), description: "Days after which logged predictions are deleted." },
      auditDays: { ...days(1, 146_000), description: "Days during which nobody can change or delete an audit record." },
      auditLocked: {
        type: "boolean",
        description: "true: not even an owner can shorten that time or delete the audit log. Final; for production only.",
      },
    },
    description: "How long what is kept.",
  },
  vault: {
    type: "object",
    additionalProperties: false,
    required: ["purgeProtection", "softDeleteDays"],
    properties: {
      purgeProtection: { type: "boolean", description: "true: nobody, owners included, can purge a deleted vault before its time. Final." },
      softDeleteDays: { ...days(7, 90), description: "Days that a deleted vault or secret can be brought back. Final." },
    },
    description: "Key vaults. What is final on Azure stands here, apart from protectData, which can be taken back.",
  },
  logs: {
    type: "object",
    additionalProperties: false,
    required: ["dailyQuotaGb"],
    properties: { dailyQuotaGb: { type: "number", exclusiveMinimum: 0, description: "Gigabytes a day after which ingestion stops." } },
    description: "Log Analytics.",
  },
  alerts: {
    type: "object",
    additionalProperties: false,
    required: ["urgent", "routine"],
    properties: {
      urgent: { ...emails, description: "Who is told at once: critical and error." },
      routine: { ...emails, description: "Who is told in working hours: warning and informational." },
    },
    description: "Who is told.",
  },
  budget: {
    type: "object",
    additionalProperties: false,
    required: ["monthly", "since", "thresholds", "contacts"],
    properties: {
      monthly: { type: "integer", minimum: 1, description: "Amount a month, in the subscription's currency." },
      since: {
        type: "string",
        pattern: "^20\\d\\d-(0[1-9]|1[0-2])-01$",
        description: "First day of the month that it counts from. Leave it as it is: another day makes another budget.",
      },
      thresholds: {
        type: "array",
        minItems: 1,
        maxItems: 4,
        uniqueItems: true,
        items: { type: "integer", minimum: 1, maximum: 1000 },
        description: "Percentages at which the contacts are told.",
      },
      contacts: { ...emails, description: "Who is told." },
    },
    description: "What the environment may cost.",
  },
  groups: {
    type: "object",
    additionalProperties: false,
    required: ["platform", "dataScience", "readers", "approvers"],
    properties: {
      platform,
      dataScience: entra(
        "Works on models: reads data, and submits jobs where neither data is protected nor a model confidential or personal.",
        "AZURE_DATA_SCIENCE_GROUP_ID",
      ),
      readers: entra("Reads logs, dashboards and metrics, no data.", "AZURE_READERS_GROUP_ID"),
      approvers: entra("Approves plans, and reads what they and releases rest on.", "AZURE_APPROVERS_GROUP_ID"),
    },
    description: "Entra groups by object id, one per kind of person.",
  },
  apps: {
    type: "object",
    additionalProperties: false,
    required: ["scorer"],
    properties: {
      scorer: entra("Stands for what answers requests: the audience that callers' tokens must name.", "AZURE_SCORER_APP_ID"),
    },
    description: "Entra applications by client id, for which callers get tokens.",
  },
  models: {
    type: "array",
    items: { type: "string" },
    uniqueItems: true,
    description: "Models deployed here, by the name of their folder.",
  },
} as const;
