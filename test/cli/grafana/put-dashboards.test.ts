import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type PutDashboardsOptions, putDashboards } from "../../../cli/grafana/put-dashboards";
import { modelDashboard } from "../../../constructs/monitoring/dashboard/model-dashboard";
import { nameOf } from "../../../constructs/naming/name";
import { inProcess } from "../../support/in-process";
import { environment, models, onAks } from "../../support/platform";

interface Asked {
  readonly line: string;
  readonly token: string | undefined;
  readonly body: string;
}
let server: Server;
let origin: string;
let asked: Asked[] = [];
/** Statuses that Grafana answers with, one after the other, before all is well. */
let refusals: number[] = [];
beforeAll(async () => {
  server = createServer(async (request, answer) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    asked.push({ line: `${request.method} ${request.url}`, token: request.headers.authorization, body: Buffer.concat(parts).toString() });
    if (request.method === "GET") return answer.end(JSON.stringify({ properties: { endpoint: origin } }));
    const status = refusals.shift() ?? 200;
    return answer.writeHead(status).end(JSON.stringify(status === 200 ? { status: "success" } : { message: "not now" }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((done) => server.close(done)));
beforeEach(() => {
  [asked, refusals] = [[], []];
});

const dev = environment();
const env = environment({ models: ["market-volatility"], cluster: { ...dev.cluster, grafana: true } });
const patience = { tries: 3, silentTries: 1, firstDelayMs: 1, idleMs: 5000 };
const put = (more: Partial<PutDashboardsOptions> = {}) =>
  putDashboards({ env, models: onAks, token: async (scope) => `for ${scope}`, management: origin, patience, ...more });

test("each model that AKS serves gets its own dashboard, in the place of the one that is there", async () => {
  expect(await put()).toEqual(["market-volatility"]);
  const id = `/subscriptions/${env.subscription}/resourceGroups/rg-mlops-dev-cluster/providers/Microsoft.Dashboard/grafana/${nameOf("grafana", env)}`;
  expect(asked.map(({ line, token }) => [line, token])).toEqual([
    [`GET ${id}?api-version=2024-10-01`, "Bearer for https://management.azure.com/.default"],
    ["POST /api/dashboards/db", "Bearer for https://dashboard.azure.com/.default"],
  ]);
  const { dashboard, overwrite } = JSON.parse(asked[1]!.body);
  expect(overwrite).toBe(true);
  expect(dashboard).toEqual(JSON.parse(JSON.stringify(modelDashboard(onAks.find((m) => m.name === "market-volatility")!))));
});

test("where there is no Grafana, or Functions serves the models, nobody is asked", async () => {
  expect(await put({ env: { ...env, cluster: { ...env.cluster, grafana: false } } })).toEqual([]);
  expect(await put({ models })).toEqual([]);
  expect(asked).toEqual([]);
});

test("what is busy is asked again; what lacks a right says which", async () => {
  refusals = [503, 429];
  expect(await put()).toEqual(["market-volatility"]);
  expect(asked.filter((a) => a.line.startsWith("POST"))).toHaveLength(3);
  refusals = [403];
  await expect(put()).rejects.toThrow(
    'dashboard of market-volatility: expected an answer, got 403 {"message":"not now"}. Whoever calls needs Reader on it and the role Grafana Editor',
  );
});

test("the command says that an environment has none, and asks nobody", async () => {
  const { code, stdout } = await inProcess(["deploy-dashboards", "dev"]);
  expect([code, stdout.trim()]).toEqual([0, "dev has no Grafana: cluster.grafana is off"]);
});
