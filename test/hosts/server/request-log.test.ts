import { readdirSync, readFileSync } from "node:fs";
import { Writable } from "node:stream";
import pino from "pino";
import { PREDICTION_ROUTES, requests } from "../../../constructs/monitoring/requests";
import { buildApp } from "../../../model-code/hosts/server/app";
import { readConfig } from "../../../model-code/hosts/server/config";
import { openContext } from "../../../model-code/hosts/server/open-context";
import { addRequestLog } from "../../../model-code/hosts/server/request-log";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { loggedApp } from "../../support/logged-app";
import { environment, onAks, synthPlatform } from "../../support/platform";
import { GOOD, manifestOf, release, storePackage } from "../../support/scorer";

interface Line {
  readonly [name: string]: unknown;
}

let azurite: TestAzurite;
beforeAll(async () => {
  azurite = await startAzurite();
  await release(azurite.store, manifestOf(await storePackage(azurite.store)));
});
afterAll(() => azurite.stop());

/** What the scorer writes by the settings of its pod, but for places that a pod alone has. */
async function linesOf(ask: (app: Awaited<ReturnType<typeof buildApp>>) => Promise<void>): Promise<readonly Line[]> {
  const { data } = synthPlatform({ models: onAks, environments: [environment()] }).only("kubernetes_config_map_v1") as {
    data: Record<string, string>;
  };
  const { LOGS_ENDPOINT, PREDICTIONS_RULE_ID, ENVIRONMENT_NAME, PACKAGES_URL, AUTH_TENANT, AUTH_AUDIENCE, ...settings } = data;
  const config = readConfig({
    ...settings,
    ...{ MODELS: "speeding", STORE_URL: azurite.location, HOST: "127.0.0.1", DEVELOPMENT_WITHOUT_AUTH: "true" },
    ...{ CACHE_DIRECTORY: `${azurite.folder}/cache`, SPOOL_DIRECTORY: `${azurite.folder}/spool`, MAX_LOOP_DELAY_MS: "60000" },
  });
  const written: string[] = [];
  const output = new Writable({
    write(chunk, _, done) {
      written.push(String(chunk));
      done();
    },
  });
  const logger = pino({ level: config.logLevel }, output);
  const { context, poll } = await openContext(config, logger);
  const app = await buildApp(context, logger);
  await poll();
  await ask(app);
  await app.close();
  await Promise.all([context.predictions.close(), context.feedback.close()]);
  return written.map((line) => JSON.parse(line));
}

/** The part of KQL that the query over the log consists of, done on lines: equal texts, texts of a list, figures by name. */
function asked(query: string, lines: readonly Line[]): readonly Line[] {
  const equal = [...query.matchAll(/tostring\(Line\.(\w+)\) == "([^"]+)"/g)];
  const among = [...query.matchAll(/tostring\(Line\.(\w+)\) in \(dynamic\((\[[^\]]*\])\)\)/g)];
  const figures = [...query.matchAll(/(\w+) = to(?:int|real)\(Line\.(\w+)\)/g)];
  expect([equal, among, figures].map((parts) => parts.length)).toEqual([1, 1, 2]);
  return lines
    .filter((line) => equal.every(([, name = "", value]) => line[name] === value))
    .filter((line) => among.every(([, name = "", list = "[]"]) => JSON.parse(list).includes(line[name])))
    .map((line) => Object.fromEntries(figures.map(([, to = "", name = ""]) => [to, Number(line[name])])));
}

test("what a pod's scorer logs is what alerts and workbook ask for: a row for each request to a model, whatever its route, and no others", async () => {
  const path = (route: string) => route.replace(":model", "speeding").replace(":version", "1");
  const lines = await linesOf(async (app) => {
    const answers = [];
    answers.push(await app.inject({ method: "POST", url: "/predict", payload: { features: GOOD } }));
    for (const route of PREDICTION_ROUTES) answers.push(await app.inject({ method: "POST", url: path(route), payload: {} }));
    for (const url of ["/v2/health/live", "/metrics", "/nowhere"]) await app.inject({ method: "GET", url });
    expect(answers.map((a) => a.statusCode)).toEqual([200, ...PREDICTION_ROUTES.map(() => expect.any(Number))]);
  });
  const rows = asked(requests({ host: "aks", namespace: "speeding" }), lines);
  expect(rows).toHaveLength(1 + PREDICTION_ROUTES.length);
  expect(rows[0]).toEqual({ Status: 200, Milliseconds: expect.any(Number) });
  for (const row of rows) expect([row.Status, (row.Milliseconds as number) > 0]).toEqual([expect.any(Number), true]);
  expect(rows.slice(1).every(({ Status }) => (Status as number) >= 400 && (Status as number) < 500)).toBe(true);

  const answered = lines.find((line) => line.msg === "answered")!;
  const told = readdirSync("docs/runbooks").flatMap((file) => [
    ...readFileSync(`docs/runbooks/${file}`, "utf8").matchAll(/\bLine\.(\w+)/g),
  ]);
  expect(told.length).toBeGreaterThan(3);
  expect(told.map(([, name]) => name!).filter((name) => !(name in answered))).toEqual([]);
});

test("of probes and scrapes only what is out of the ordinary has a line; of all else each answer", async () => {
  const { app, written } = loggedApp();
  addRequestLog(app);
  const routes = ["/v2/health/live", "/v2/health/ready", "/metrics", "/v2/models/:model/ready", "/predict"];
  for (const route of routes)
    app.get<{ Querystring: { status: string } }>(route, (request, reply) => reply.code(Number(request.query.status)).send());
  for (const route of routes) for (const status of [200, 500, 503]) await app.inject(`${route.replace(":model", "m")}?status=${status}`);
  await app.inject("/v2/health/elsewhere");
  await app.close();
  expect(written.map((line) => JSON.parse(line)).map(({ route, status }) => `${route} ${status}`)).toEqual([
    ...["/v2/health/live 500", "/v2/health/live 503", "/v2/health/ready 500", "/metrics 500", "/metrics 503"],
    ...["/v2/models/:model/ready 200", "/v2/models/:model/ready 500", "/v2/models/:model/ready 503"],
    ...["/predict 200", "/predict 500", "/predict 503", "none 404"],
  ]);
});

test("a pod's own probes and scrapes are the routes that have no line", () => {
  const stacks = synthPlatform({ models: onAks, environments: [environment()] });
  const asked = [...JSON.stringify(stacks.only("kubernetes_deployment_v1")).matchAll(/"path":"(\/[^"]+)"/g)].map(([, path]) => path!);
  expect([...new Set(asked)].sort()).toEqual(["/v2/health/live", "/v2/health/ready"]);
});
