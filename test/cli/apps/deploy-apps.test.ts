import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { appsOf, pickApps } from "../../../cli/apps/apps-of";
import { type DeployedApp, deployApps, isWaiting } from "../../../cli/apps/deploy-apps";
import { nameOf } from "../../../constructs/naming/name";
import type { Artifact } from "../../../model-code/hosts/artifact/artifact";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { environment, models } from "../../support/platform";

/** A Functions app as Azure's front end and its deployment engine answer for it. */
interface FakeApp {
  runs: string | null;
  /** What the deployment says, look by look; 404 where it is not known yet; no answer, or half of one, where it is broken off. */
  states: (number | "unknown" | "broken off" | "cut")[];
  accepts: number;
  /** What the app runs once it was deployed; null: it does not start. */
  starts: string | null;
  readonly seen: { readonly line: string; readonly token: string | undefined; readonly body: string }[];
}

const HASH = "c".repeat(64);
let azurite: TestAzurite;
let server: Server;
let app: FakeApp;
let origin: string;
beforeAll(async () => {
  azurite = await startAzurite();
  await azurite.store.put("models", `bundles/control/${HASH}.zip`, "the package");
  server = createServer(async (request: IncomingMessage, answer) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { method, url, headers } = request;
    if (url === "/health") return app.runs === null ? answer.writeHead(404).end() : answer.end(JSON.stringify({ package: app.runs }));
    app.seen.push({ line: `${method} ${url}`, token: headers.authorization, body: Buffer.concat(parts).toString() });
    if (method === "POST") return answer.writeHead(app.accepts).end(app.accepts === 202 ? '"d-1"' : "not you");
    const status = app.states.shift() ?? 4;
    if (status === "unknown") return answer.writeHead(404).end();
    if (status === "broken off") return request.socket.destroy();
    if (status === "cut") {
      answer.writeHead(200, { "content-length": "100" }).write('{"id":');
      return setImmediate(() => request.socket.destroy());
    }
    if (status === 4) app.runs = app.starts;
    return answer.end(JSON.stringify({ id: "d-1", status, status_text: "no space", log_url: "https://scm/log" }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((done) => server.close(done));
  await azurite.stop();
});
beforeEach(() => {
  app = { runs: null, states: [], accepts: 202, starts: HASH, seen: [] };
});

const CONTROL = { what: "control", name: "func-control", bundle: "control" } as const;
const artifact = (hash: string): Artifact => ({ name: "control", form: "package", hash, directory: "" });
async function deploy(
  more: { readonly dryRun?: boolean; readonly hash?: string; readonly isPrivate?: boolean; readonly at?: string } = {},
) {
  const told: DeployedApp[] = [];
  const at = more.at ?? origin;
  await deployApps([CONTROL], {
    artifactOf: async () => artifact(more.hash ?? HASH),
    packages: azurite.store,
    addressOf: () => ({ app: at, scm: at }),
    token: async () => "secret",
    isPrivate: more.isPrivate ?? false,
    dryRun: more.dryRun ?? false,
    waiting: { everyMs: 1, deployedMs: 200, healthyMs: 50 },
    tell: (done) => told.push(done),
  });
  return told.map(({ did }) => did);
}

test("a published package is put onto its app by one deployment, whose end and whose health are waited for; a second time there is nothing to do", async () => {
  app.states = ["unknown", 0, 2, 4];
  expect(await deploy()).toEqual(["deployed"]);
  expect(app.seen[0]).toEqual({ line: "POST /api/publish?RemoteBuild=false&Deployer=mlops", token: "Bearer secret", body: "the package" });
  expect(app.seen.slice(1).map((s) => s.line)).toEqual(Array(4).fill("GET /api/deployments/d-1"));
  app.seen.length = 0;
  expect([await deploy(), app.seen]).toEqual([["there"], []]);
});

test("a look that is broken off is followed by the next", async () => {
  app.states = [1, "broken off", "cut", 4];
  expect(await deploy()).toEqual(["deployed"]);
});

test("a dry run asks the app what it runs, and does nothing; by it a pipeline knows that an app waits", async () => {
  app.runs = "d".repeat(64);
  expect([await deploy({ dryRun: true }), app.seen]).toEqual([["would deploy"], []]);
  const looked = (...did: DeployedApp["did"][]) => isWaiting(did.map((d) => ({ ...CONTROL, hash: HASH, did: d })));
  expect([looked("there", "would deploy"), looked("there", "there"), looked()]).toEqual([true, false, false]);
});

test("a deployment that fails is told with Azure's words and its log", async () => {
  app.states = [1, 3];
  await expect(deploy()).rejects.toThrow(
    "app func-control: expected deployment d-1 to succeed, got it failed: no space. Read https://scm/log.",
  );
});

test("a package that is deployed and does not start is no success", async () => {
  app.starts = null;
  await expect(deploy()).rejects.toThrow(
    `app func-control: expected ${origin}/health to say package ${HASH}, got no answer that says so. Look at the app's log stream`,
  );
  app.starts = "d".repeat(64);
  await expect(deploy()).rejects.toThrow(`got package ${"d".repeat(64)}`);
});

test("who may not, what is not published, and an app that is not reached are told with what to do", async () => {
  app.accepts = 403;
  await expect(deploy()).rejects.toThrow(
    "expected that it takes the package, got 403 not you. Publish as somebody who may change the app, such as the environment's deployer.",
  );
  await expect(deploy({ hash: "e".repeat(64) })).rejects.toThrow(
    `expected the package bundles/control/${"e".repeat(64)}.zip in ${azurite.location}, got none. Publish it: npx mlops publish <env>.`,
  );
  await expect(deploy({ at: "http://127.0.0.1:9", isPrivate: true })).rejects.toThrow(
    "run this in the environment's network, as its agents do.",
  );
});

test("an environment's apps are control and the models that are served on Functions there", () => {
  const env = environment();
  const apps = appsOf(env, models);
  const onFunctions = models.filter((m) => (m.serving.hosts[env.name] ?? m.serving.host) === "functions").map((m) => m.name);
  expect(onFunctions).toContain("market-volatility");
  expect(apps.map((a) => [a.what, a.bundle])).toEqual([["control", "control"], ...onFunctions.map((name) => [name, "function"])]);
  expect(apps[0]!.name).toBe(nameOf("function-app", env, "control"));
  expect(pickApps(apps, ["control"])).toEqual([apps[0]]);
  expect(() => pickApps(apps, ["market-volatlity"])).toThrow("got market-volatlity. Correct the names.");
  expect(appsOf(env, [])).toEqual([]);
});
