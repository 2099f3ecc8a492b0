import Ajv from "ajv";
import { BadInput, type Problem } from "../../core/problem";
import type { TrainingJobs } from "./azure-ml-training";

const text = (description: string) => ({ type: "string", minLength: 1, description }) as const;
const url = (description: string) => ({ type: "string", pattern: "^https?://[^\\s@]+$", description }) as const;

/** The environment variables that the control host reads. */
export const SETTINGS = {
  STORE_URL: url("Blob store of the environment: releases, predictions, feedback, audit."),
  PACKAGES_URL: url("Blob store of the packages. Without it, STORE_URL."),
  ML_WORKSPACE_ID: text("ARM id of the Azure ML workspace in which models are trained."),
  ML_COMPUTE_ID: text("ARM id of the compute cluster that training runs on."),
  ML_SWEEP_COMPUTE_ID: text("ARM id of the cluster for the trials of a search."),
  TRAINING_CLIENT_ID: text("Client id of the identity that training acts as."),
  LOGS_ENDPOINT: url("Data collection endpoint to which figures are sent."),
  METRICS_RULE_ID: text("Immutable id of the data collection rule of model metrics."),
  DRIFT_RULE_ID: text("Immutable id of the data collection rule of drift."),
  AUDIT_RULE_ID: text("Immutable id of the data collection rule of decisions."),
  ENVIRONMENT_NAME: text("Name of the environment, written into each row of figures."),
  AUTH_TENANT: text("Entra tenant whose tokens the alert webhook takes."),
  AUTH_AUDIENCE: text("The audience that a token must name: the application that stands for this host."),
} as const;

/** The control host's settings, checked. */
export interface ControlConfig {
  readonly storeUrl: string;
  readonly packagesUrl: string;
  /** The content hashes of the models' files in the package store, by the names of the models that the environment has. */
  readonly modelFiles: Readonly<Record<string, string>>;
  readonly workspaceId: string;
  readonly trainingJobs: TrainingJobs;
  readonly logs: {
    readonly endpoint: string;
    readonly metricsRuleId: string;
    readonly driftRuleId: string;
    readonly auditRuleId: string;
    readonly environment: string;
  };
  readonly auth: { readonly issuer: string; readonly audience: string; readonly jwksUrl: string };
}

type Name = keyof typeof SETTINGS;
const OPTIONAL: readonly Name[] = ["PACKAGES_URL"];
const REQUIRED = (Object.keys(SETTINGS) as Name[]).filter((name) => !OPTIONAL.includes(name));

const isSettings = new Ajv({ allErrors: true }).compile({ type: "object", properties: SETTINGS });
const isJob = new Ajv({ allErrors: true }).compile<object>({
  type: "object",
  required: ["jobType"],
  properties: { jobType: { enum: ["Pipeline", "Command"] } },
});

/** What a setting of each model says, by the models' names. */
const byModel = (environment: Readonly<Record<string, string | undefined>>, what: "TRAINING_JOB" | "MODEL_FILES") =>
  Object.entries(environment).flatMap(([setting, value]) =>
    setting.startsWith(`${what}_`) && value
      ? [
          {
            setting,
            model: setting
              .slice(what.length + 1)
              .toLowerCase()
              .replaceAll("_", "-"),
            value,
          },
        ]
      : [],
  );

/** The hashes of the models' files, a setting `MODEL_FILES_<MODEL>` each. */
const filesOf = (environment: Readonly<Record<string, string | undefined>>, problems: Problem[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    byModel(environment, "MODEL_FILES").map(({ setting, model, value }) => {
      if (!/^[0-9a-f]{64}$/.test(value)) {
        const remedy = "Apply the stack of control again: it writes it.";
        problems.push({ where: setting, expected: "64 hexadecimal digits, the hash of the model's files", got: `"${value}"`, remedy });
      }
      return [model, value];
    }),
  );

/**
 * The training jobs, a setting `TRAINING_JOB_<MODEL>` each: JSON as the jobs API takes it below `properties`. `{{ML_WORKSPACE_ID}}` in it
 * is the setting of that name.
 */
function jobsOf(environment: Readonly<Record<string, string | undefined>>, problems: Problem[]): TrainingJobs {
  const jobs: Record<string, object> = {};
  for (const { setting, model, value: json } of byModel(environment, "TRAINING_JOB")) {
    const problem = (got: string) =>
      problems.push({
        where: setting,
        expected: "a job as JSON, of jobType Pipeline or Command",
        got,
        remedy: "Apply the stack of control again: it writes them.",
      });
    try {
      const value: unknown = JSON.parse(json.replace(/\{\{([A-Z_]+)\}\}/g, (whole, told: string) => environment[told] ?? whole));
      if (isJob(value)) jobs[model] = value;
      else problem((isJob.errors ?? []).map((e) => `${e.instancePath} ${e.message}`.trim()).join("; "));
    } catch {
      problem("something else");
    }
  }
  return jobs;
}

/**
 * Reads the control host's settings from environment variables; an empty one counts as none.
 * @throws BadInput with every problem
 */
export function readControlConfig(environment: Readonly<Record<string, string | undefined>>): ControlConfig {
  const s = Object.fromEntries(
    (Object.keys(SETTINGS) as Name[]).flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])),
  ) as Partial<Record<Name, string>>;
  const problems: Problem[] = REQUIRED.filter((name) => s[name] === undefined).map((name) => ({
    where: name,
    expected: "a value",
    got: "none",
    remedy: SETTINGS[name].description,
  }));
  if (!isSettings(s))
    for (const { instancePath, message } of isSettings.errors ?? []) {
      const name = instancePath.slice(1) as Name;
      problems.push({ where: name, expected: `what ${message}`, got: JSON.stringify(s[name]), remedy: SETTINGS[name].description });
    }
  const trainingJobs = jobsOf(environment, problems);
  const modelFiles = filesOf(environment, problems);
  if (problems.length > 0) throw new BadInput("the control host's environment variables", problems);
  const entra = `https://login.microsoftonline.com/${s.AUTH_TENANT}`;
  return {
    storeUrl: s.STORE_URL!,
    packagesUrl: s.PACKAGES_URL ?? s.STORE_URL!,
    modelFiles,
    workspaceId: s.ML_WORKSPACE_ID!,
    trainingJobs,
    logs: {
      endpoint: s.LOGS_ENDPOINT!,
      metricsRuleId: s.METRICS_RULE_ID!,
      driftRuleId: s.DRIFT_RULE_ID!,
      auditRuleId: s.AUDIT_RULE_ID!,
      environment: s.ENVIRONMENT_NAME!,
    },
    auth: { issuer: `${entra}/v2.0`, audience: s.AUTH_AUDIENCE!, jwksUrl: `${entra}/discovery/v2.0/keys` },
  };
}
