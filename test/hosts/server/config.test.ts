import { BadInput } from "../../../model-code/core/problem";
import { readFunctionConfig } from "../../../model-code/hosts/function/settings";
import { readConfig } from "../../../model-code/hosts/server/config";

const STORE_URL = "https://lake.blob.core.windows.net";
const SOUND = { MODELS: "a", STORE_URL, AUTH_TENANT: "t", AUTH_AUDIENCE: "api://scorer" };
const problemsOf = (environment: Readonly<Record<string, string>>): readonly string[] => {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    return error.problems.map((p) => p.where);
  }
};

test("a tenant gives issuer and keys; packages are in the environment's store unless said otherwise", () => {
  expect(readConfig({ ...SOUND, MODELS: "a, b,a", PORT: "9000" })).toMatchObject({
    models: ["a", "b"],
    storeUrl: STORE_URL,
    packagesUrl: STORE_URL,
    host: "0.0.0.0",
    port: 9000,
    auth: {
      issuer: "https://login.microsoftonline.com/t/v2.0",
      audience: "api://scorer",
      jwksUrl: "https://login.microsoftonline.com/t/discovery/v2.0/keys",
    },
  });
});

test("the spool has a room that a volume of its host has, and none so small that a batch may never fit", () => {
  expect(readConfig(SOUND).spoolBytes).toBe(2 ** 30);
  expect(problemsOf({ ...SOUND, SPOOL_BYTES: "1000000" })).toEqual(["SPOOL_BYTES"]);
  const functions = { ...SOUND, AZURE_FUNCTIONS_ENVIRONMENT: "Production" };
  // of the 0.8 GB that an instance has
  expect(readFunctionConfig(functions).spoolBytes).toBeLessThanOrEqual(0.4 * 1e9);
  expect(readFunctionConfig({ ...functions, SPOOL_BYTES: "20000000" }).spoolBytes).toBe(20_000_000);
});

test("every problem is told at once", () => {
  expect([...problemsOf({ MODELS: "A,b", PORT: "x", POLL_SECONDS: "0", LOG_LEVEL: "loud" })].sort()).toEqual([
    "AUTH_AUDIENCE",
    "AUTH_TENANT",
    "LOG_LEVEL",
    "MODELS",
    "POLL_SECONDS",
    "PORT",
    "STORE_URL",
  ]);
});

test.each(["0.0.0.0", "::", "10.0.0.4", "scorer.example.com"])("without tokens it refuses to listen on %s", (HOST) => {
  expect(problemsOf({ MODELS: "a", STORE_URL, DEVELOPMENT_WITHOUT_AUTH: "true", HOST })).toEqual(["HOST"]);
});

test("without tokens it listens on the loopback, and only if it is said", () => {
  const open = { MODELS: "a", STORE_URL, HOST: "127.0.0.1" };
  expect(readConfig({ ...open, DEVELOPMENT_WITHOUT_AUTH: "true" }).auth).toBeNull();
  expect(problemsOf(open)).toEqual(["AUTH_AUDIENCE", "AUTH_TENANT"]);
  expect(problemsOf({ ...open, DEVELOPMENT_WITHOUT_AUTH: "false" })).toEqual(["AUTH_AUDIENCE", "AUTH_TENANT"]);
  // unset, it listens on every address, which it must not
  expect(problemsOf({ MODELS: "a", STORE_URL, DEVELOPMENT_WITHOUT_AUTH: "true" })).toEqual(["HOST"]);
});

test("keys over http are taken from this machine alone", () => {
  const of = (url: string) => problemsOf({ ...SOUND, AUTH_ISSUER: url, AUTH_JWKS_URL: url });
  expect(of("http://keys.example.com/keys")).toEqual(["AUTH_ISSUER", "AUTH_JWKS_URL"]);
  expect(of("http://127.0.0.1:1/keys")).toEqual([]);
});

test("predictions go to Log Analytics where all that it takes is said", () => {
  const logs = { LOGS_ENDPOINT: "https://dce.example.com", PREDICTIONS_RULE_ID: "dcr-1", ENVIRONMENT_NAME: "dev" };
  expect(readConfig({ ...SOUND, ...logs }).logs).toEqual({ endpoint: "https://dce.example.com", ruleId: "dcr-1", environment: "dev" });
  expect(readConfig(SOUND).logs).toBeNull();
  expect(problemsOf({ ...SOUND, LOGS_ENDPOINT: logs.LOGS_ENDPOINT })).toEqual(["PREDICTIONS_RULE_ID", "ENVIRONMENT_NAME"]);
});
