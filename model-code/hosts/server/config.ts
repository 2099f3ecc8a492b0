import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ErrorObject } from "ajv";
import { BadInput, type Problem } from "../../core/problem";
import { compileSchema } from "../../core/spec/compile-schema";

const whole = (minimum: number, maximum: number, initial: number, description: string) =>
  ({ type: "integer", minimum, maximum, default: initial, description }) as const;
const text = (description: string) => ({ type: "string", minLength: 1, description }) as const;
const url = (description: string) => ({ type: "string", pattern: "^https?://[^\\s@]+$", description }) as const;

/** The environment variables that the scorer reads; docs and checks are made from this alone. */
export const SETTINGS = {
  MODELS: text("Models to serve, by name, separated by commas."),
  STORE_URL: url("Blob store of the environment: release manifests, predictions, feedback."),
  PACKAGES_URL: url("Blob store of the packages. Without it, STORE_URL."),
  CACHE_DIRECTORY: { ...text("Local copies of packages."), default: join(tmpdir(), "mlops-packages") },
  SPOOL_DIRECTORY: { ...text("Predictions on their way to the store."), default: join(tmpdir(), "mlops-spool") },
  SPOOL_BYTES: whole(
    16_777_216,
    1e13,
    1_073_741_824,
    "Bytes that files in SPOOL_DIRECTORY may take: predictions and labels together, what Log Analytics waits for included. What does not fit gets 503.",
  ),
  HOST: { ...text("Address to listen on."), default: "0.0.0.0" },
  PORT: whole(0, 65535, 8080, "Port to listen on; 0 takes a free one."),
  POLL_SECONDS: {
    type: "number",
    minimum: 0.05,
    maximum: 3600,
    default: 10,
    description: "Seconds between looks at the release manifest.",
  },
  LOGS_ENDPOINT: url(
    "Data collection endpoint that predictions are sent to, beside the store; with PREDICTIONS_RULE_ID and ENVIRONMENT_NAME.",
  ),
  PREDICTIONS_RULE_ID: text("Immutable id of the data collection rule of predictions."),
  ENVIRONMENT_NAME: text("Name of the environment, written into each row that is sent there."),
  AUTH_TENANT: text("Entra tenant whose tokens are taken; gives AUTH_ISSUER and AUTH_JWKS_URL."),
  AUTH_AUDIENCE: text("The audience that a token must name: the application that stands for this scorer."),
  AUTH_ISSUER: url("The issuer that a token must name."),
  AUTH_JWKS_URL: url("Where the issuer's keys are."),
  DEVELOPMENT_WITHOUT_AUTH: {
    type: "boolean",
    default: false,
    description: "true: take requests without tokens. Then HOST must be a loopback address.",
  },
  RATE_LIMIT_PER_MINUTE: whole(1, 1e9, 60_000, "Requests a minute that a caller may send."),
  BODY_LIMIT_BYTES: whole(1024, 1e9, 1_048_576, "The largest body; a batch of rows may be 8 times as large."),
  REQUEST_TIMEOUT_SECONDS: whole(1, 600, 15, "Time in which a request must have arrived whole."),
  MAX_LOOP_DELAY_MS: whole(10, 60_000, 500, "Delay of the event loop from which requests are answered with 503."),
  SLO_P95_MILLISECONDS: {
    type: "number",
    exclusiveMinimum: 0,
    description: "Time within which 95 of 100 requests are to be answered: what the console holds them to.",
  },
  LOG_FLUSH_SECONDS: {
    type: "number",
    minimum: 0.05,
    maximum: 600,
    default: 10,
    description: "Seconds after which logged predictions leave for the store, however few they are.",
  },
  DRAIN_SECONDS: {
    type: "number",
    minimum: 0,
    maximum: 600,
    default: 5,
    description: "Time after SIGTERM in which callers are still served.",
  },
  LOG_LEVEL: {
    enum: ["fatal", "error", "warn", "info", "debug", "silent"],
    default: "info",
    description: "What is written to standard output.",
  },
  LOG_REQUESTS: {
    type: "boolean",
    default: false,
    description: "true: a line for each request, but for probes and scrapes that find nothing.",
  },
} as const;

/** The scorer's settings, checked. */
export interface ServerConfig {
  readonly models: readonly string[];
  readonly storeUrl: string;
  readonly packagesUrl: string;
  readonly cacheDirectory: string;
  readonly spoolDirectory: string;
  readonly spoolBytes: number;
  readonly host: string;
  readonly port: number;
  readonly pollSeconds: number;
  /** Log Analytics, beside the store; null where predictions go to the store alone. */
  readonly logs: { readonly endpoint: string; readonly ruleId: string; readonly environment: string } | null;
  /** null in development alone. */
  readonly auth: { readonly issuer: string; readonly audience: string; readonly jwksUrl: string } | null;
  readonly rateLimitPerMinute: number;
  readonly bodyLimitBytes: number;
  readonly requestTimeoutSeconds: number;
  readonly maxLoopDelayMs: number;
  /** null: nothing was promised. */
  readonly sloP95Milliseconds: number | null;
  readonly logFlushSeconds: number;
  readonly drainSeconds: number;
  readonly logLevel: string;
  readonly logRequests: boolean;
}

interface Settings {
  readonly [name: string]: string | number | boolean | undefined;
}

const isSettings = compileSchema<Settings>(
  { type: "object", required: ["MODELS", "STORE_URL"], properties: SETTINGS },
  { allErrors: true, verbose: true, useDefaults: true, coerceTypes: true },
);

const LOOPBACK = new Set(["127.0.0.1", "localhost", "::1"]);
const isLoopbackUrl = (value: string) => ["127.0.0.1", "localhost", "[::1]"].includes(new URL(value).hostname);
const MODEL = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

function schemaProblem({ keyword, instancePath, params, message, data, parentSchema }: ErrorObject): Problem {
  if (keyword === "required") {
    const name = params.missingProperty as keyof typeof SETTINGS;
    return { where: name, expected: "a value", got: "none", remedy: SETTINGS[name].description };
  }
  return {
    where: instancePath.slice(1),
    expected: keyword === "enum" ? `one of ${params.allowedValues.join(", ")}` : (message ?? keyword).replace(/^must (be )?/, ""),
    got: JSON.stringify(data),
    remedy: (parentSchema as { description: string }).description,
  };
}

/** All of them, or none. */
const LOGS = ["LOGS_ENDPOINT", "PREDICTIONS_RULE_ID", "ENVIRONMENT_NAME"] as const;

/** What the schema can't say. */
function furtherProblems(s: Settings): readonly Problem[] {
  const problems: Problem[] = [];
  const odd = String(s.MODELS ?? "none")
    .split(",")
    .filter((name) => !MODEL.test(name.trim()));
  if (odd.length > 0)
    problems.push({
      where: "MODELS",
      expected: "names of models, separated by commas",
      got: odd.map((n) => `"${n}"`).join(", "),
      remedy: "Correct them.",
    });
  const absent = LOGS.filter((name) => s[name] === undefined);
  if (absent.length > 0 && absent.length < LOGS.length)
    for (const name of absent)
      problems.push({
        where: name,
        expected: `a value beside ${LOGS.filter((n) => !absent.includes(n)).join(" and ")}`,
        got: "none",
        remedy: SETTINGS[name].description,
      });
  if (s.DEVELOPMENT_WITHOUT_AUTH === true) {
    if (!LOOPBACK.has(String(s.HOST)))
      problems.push({
        where: "HOST",
        expected: `one of ${[...LOOPBACK].join(", ")}, as DEVELOPMENT_WITHOUT_AUTH is true`,
        got: String(s.HOST),
        remedy: "Listen on a loopback address, or demand tokens.",
      });
  } else {
    if (s.AUTH_AUDIENCE === undefined)
      problems.push({ where: "AUTH_AUDIENCE", expected: "a value", got: "none", remedy: SETTINGS.AUTH_AUDIENCE.description });
    if (s.AUTH_TENANT === undefined && (s.AUTH_ISSUER === undefined || s.AUTH_JWKS_URL === undefined))
      problems.push({
        where: "AUTH_TENANT",
        expected: "a tenant, or AUTH_ISSUER and AUTH_JWKS_URL",
        got: "neither",
        remedy: "Name who issues the tokens. On your own machine, DEVELOPMENT_WITHOUT_AUTH=true does without.",
      });
    for (const name of ["AUTH_ISSUER", "AUTH_JWKS_URL"] as const) {
      const value = s[name];
      if (typeof value === "string" && value.startsWith("http:") && !isLoopbackUrl(value))
        problems.push({ where: name, expected: "an https address", got: value, remedy: "Keys that came over http could be anybody's." });
    }
  }
  return problems;
}

/**
 * Reads the scorer's settings from environment variables; an empty one counts as none.
 * @throws BadInput with every problem
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): ServerConfig {
  const given = Object.keys(SETTINGS).flatMap((name) => (environment[name] ? [[name, environment[name]]] : []));
  const settings: unknown = Object.fromEntries(given);
  const unfit = isSettings(settings) ? [] : (isSettings.errors ?? []).map(schemaProblem);
  const s = settings as Settings;
  const problems = [...unfit, ...furtherProblems(s)];
  if (problems.length > 0) throw new BadInput("the scorer's environment variables", problems);
  const entra = `https://login.microsoftonline.com/${s.AUTH_TENANT}`;
  return {
    models: [
      ...new Set(
        String(s.MODELS)
          .split(",")
          .map((name) => name.trim()),
      ),
    ],
    storeUrl: String(s.STORE_URL),
    packagesUrl: String(s.PACKAGES_URL ?? s.STORE_URL),
    cacheDirectory: String(s.CACHE_DIRECTORY),
    spoolDirectory: String(s.SPOOL_DIRECTORY),
    spoolBytes: Number(s.SPOOL_BYTES),
    host: String(s.HOST),
    port: Number(s.PORT),
    pollSeconds: Number(s.POLL_SECONDS),
    logs:
      s.LOGS_ENDPOINT === undefined
        ? null
        : { endpoint: String(s.LOGS_ENDPOINT), ruleId: String(s.PREDICTIONS_RULE_ID), environment: String(s.ENVIRONMENT_NAME) },
    auth:
      s.DEVELOPMENT_WITHOUT_AUTH === true
        ? null
        : {
            issuer: String(s.AUTH_ISSUER ?? `${entra}/v2.0`),
            audience: String(s.AUTH_AUDIENCE),
            jwksUrl: String(s.AUTH_JWKS_URL ?? `${entra}/discovery/v2.0/keys`),
          },
    rateLimitPerMinute: Number(s.RATE_LIMIT_PER_MINUTE),
    bodyLimitBytes: Number(s.BODY_LIMIT_BYTES),
    requestTimeoutSeconds: Number(s.REQUEST_TIMEOUT_SECONDS),
    maxLoopDelayMs: Number(s.MAX_LOOP_DELAY_MS),
    sloP95Milliseconds: s.SLO_P95_MILLISECONDS === undefined ? null : Number(s.SLO_P95_MILLISECONDS),
    logFlushSeconds: Number(s.LOG_FLUSH_SECONDS),
    drainSeconds: Number(s.DRAIN_SECONDS),
    logLevel: String(s.LOG_LEVEL),
    logRequests: s.LOG_REQUESTS === true,
  };
}
