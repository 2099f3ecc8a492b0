import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type EventGridEvent, type HttpFunctionOptions, HttpRequest, InvocationContext } from "@azure/functions";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { putFolder } from "../../../model-code/adapters/blob-store/folders";
import { loadModel } from "../../../model-code/adapters/model-files";
import { buildBundle } from "../../../model-code/hosts/bundle";
import { type AlertedModel, type ControlHost, controlHost } from "../../../model-code/hosts/control/control-host";
import { registerControl } from "../../../model-code/hosts/control/register";
import { readControlConfig } from "../../../model-code/hosts/control/settings";
import { openRelease, readLedger, type Tick } from "../../../model-code/hosts/control/ticks";
import { tokenCheck } from "../../../model-code/hosts/server/auth";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { functionsOf } from "../../support/functions-bundle";
import { linearPackage } from "../../support/linear-package";
import { logged, predictionOf } from "../../support/prediction-rows";

const ISSUER = "https://login.example.com/tenant/v2.0";
const AUDIENCE = "api://control";
const NOW = new Date("2009-05-01T22:00:00Z");

let azurite: TestAzurite;
let keys: Server;
let jwksUrl: string;
let sign: (claims: Record<string, unknown>, change?: { readonly audience?: string; readonly expires?: string }) => Promise<string>;
beforeAll(async () => {
  azurite = await startAzurite();
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "k", alg: "RS256" };
  keys = createServer((_request, response) => response.setHeader("content-type", "application/json").end(JSON.stringify({ keys: [jwk] })));
  await new Promise<void>((done) => keys.listen(0, "127.0.0.1", done));
  jwksUrl = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/keys`;
  sign = (claims, { audience = AUDIENCE, expires = "2009-05-01T23:00:00Z" } = {}) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", kid: "k" })
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setIssuedAt(new Date("2009-05-01T21:59:00Z"))
      .setExpirationTime(new Date(expires))
      .sign(privateKey);
});
afterAll(async () => {
  await azurite.stop();
  await new Promise((done) => keys.close(done));
});

const shipped = loadModel("model-code/models", "market-volatility").spec;
let models = 0;

/** A model that is served and whose answers have drifted, and another that was never released. */
async function stage(retraining: Partial<typeof shipped.retraining> = { triggers: ["drift"] }) {
  const name = `linear-${models++}`;
  const folder = join(azurite.folder, name);
  const digest = await linearPackage(folder, { model: name });
  await putFolder(azurite.store, "models", "package", folder);
  const model = {
    ...shipped,
    name,
    task: "regression" as const,
    search: { ...shipped.search, metric: "root-mean-squared-error" as const },
    monitors: { ...shipped.monitors, windowSessions: 20, minRows: 20, minLabels: 10 },
    retraining: { ...shipped.retraining, ...retraining },
  };
  const places = { packages: azurite.store, environment: azurite.store };
  const tick: Tick = { model, places, clock: () => NOW };
  await openRelease(tick, digest);
  const answers = Array.from({ length: 40 }, (_, i) =>
    predictionOf({
      id: `${name}/${i}/0`,
      ...{ model: name, digest, score: 213.5, features: { a: 99, b: 5, c: "x" } },
      about: { symbol: `S${i % 2}`, date: `2009-04-${String(6 + Math.floor(i / 2)).padStart(2, "0")}` },
    }),
  );
  await logged(azurite.store, "predictions", answers);
  const started: string[] = [];
  const ended = new Set<string>();
  const clock = { now: NOW };
  const told: string[] = [];
  const sent: unknown[] = [];
  const decided: string[] = [];
  const host: ControlHost = controlHost({
    models: [model, { ...model, name: `${name}-unreleased` }],
    places,
    training: {
      newRunId: (of) => `${of}-run-${started.length}`,
      start: async (_model, runId) => void started.push(runId),
      status: async (_model, runId) =>
        ended.has(runId) ? { state: "refused", reasons: [], computeHours: 1 } : { state: started.includes(runId) ? "running" : "absent" },
    },
    auditTable: { send: async (entries) => void decided.push(...entries.map((e) => e.action)) },
    telemetry: { send: async (figures) => void sent.push(figures) },
    clock: () => clock.now,
    check: tokenCheck({ issuer: ISSUER, audience: AUDIENCE, jwksUrl }, () => NOW),
    tell: ({ model: of, part, did }) => told.push(`${of} ${part}: ${did}`),
  });
  return { name, tick, host, started, ended, clock, told, sent, decided };
}

describe("the timer", () => {
  test("does all that is to be done for each model; what is not served is no failure", async () => {
    const { name, host, started, told, sent, decided, tick } = await stage();
    await host.timer();
    expect(told).toEqual([
      `${name} data: none is prepared here`,
      `${name} training: nothing new`,
      expect.stringMatching(`^${name} monitors: retrain on 2009-05-01; a training run was started: drift: `),
      `${name} schedule: no schedule`,
      `${name} release: hold: no release under way`,
      `${name} audit: 1 entry sent`,
      `${name}-unreleased data: none is prepared here`,
      `${name}-unreleased training: nothing new`,
      expect.stringContaining(`${name}-unreleased monitors: ${name}-unreleased: expected a version that is served, got none`),
      `${name}-unreleased schedule: no schedule`,
      `${name}-unreleased release: hold: never released`,
      `${name}-unreleased audit: nothing new`,
    ]);
    expect([started.length, sent.length, decided]).toEqual([1, 1, ["start"]]);
    await host.timer();
    expect(started).toHaveLength(1);
    expect((await readLedger(tick)).refusals).toMatchObject([{ cause: "duplicate" }]);
  });

  test("tells how good the data is that was prepared last, and asks by the schedule once it is due", async () => {
    const { name, host, told, started, sent } = await stage({ triggers: [], everyDays: 90 });
    const quality = { bars: { rows: 50, rejectedShare: 0.04, to: "2009-04-30" } };
    await azurite.store.put("quarantine", `${name}/quarantine/quality.json`, JSON.stringify(quality));
    await host.timer();
    expect(told).toContain(`${name} data: bars rejected_share 0.04, bars data_sessions_late 1`);
    expect(sent).toContainEqual({
      drift: [],
      metrics: [expect.objectContaining({ Model: name, Metric: "rejected_share", Slice: "bars", Value: 0.04 }), expect.anything()],
    });
    expect(told).toContain(`${name} schedule: a training run was started: schedule: 90 days have passed since the last training`);
    expect(started).toHaveLength(1);
  });

  test("what fails keeps nothing else from being done, and is told in the end", async () => {
    const { name, host, told } = await stage();
    await azurite.store.put("releases", `${name}/retraining.json`, "{}");
    await expect(host.timer()).rejects.toThrow(`${name}, training: a retraining ledger: 4 problems`);
    expect(told).toContain(`${name} release: hold: no release under way`);
    expect(told).toContain(`${name}-unreleased release: hold: never released`);
  });
});

describe("an alert", () => {
  const alert = (model: string, change: Record<string, unknown> = {}) => ({
    schemaId: "azureMonitorCommonAlertSchema",
    data: {
      essentials: {
        alertId: "/subscriptions/s/providers/Microsoft.AlertsManagement/alerts/1",
        alertRule: "drift",
        severity: "Sev2",
        monitorCondition: "Fired",
        firedDateTime: "2009-05-01T21:58:00Z",
        essentialsVersion: "1.0",
        ...change,
      },
      alertContext: { condition: { allOf: [{ metricValue: 1, dimensions: [{ name: "Model", value: model }] }] } },
      customProperties: { runbook: "docs/runbooks/drift.md" },
    },
  });
  const role = { roles: ["ActionGroupsSecureWebhook"] };
  const send = (host: ControlHost, body: unknown, token?: string) =>
    host.alert(
      new HttpRequest({
        method: "POST",
        url: "https://control.example.com/alerts",
        body: { string: typeof body === "string" ? body : JSON.stringify(body) },
        headers: { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      }),
    );

  test("is taken before the model's own monitors look, which ask the guard if they find the same", async () => {
    const { name, host, started, told } = await stage();
    expect(await send(host, alert(name), await sign(role))).toEqual({ response: { status: 202 }, looks: [{ model: name }] });
    expect(told).toEqual([]);
    await host.look({ model: name });
    expect(told).toEqual([expect.stringMatching(`^${name} monitors: retrain on 2009-05-01; a training run was started`)]);
    expect(started).toHaveLength(1);
  });

  test("that is resolved, or about no model, asks for nothing", async () => {
    const { name, host, told } = await stage();
    const nothing = { response: { status: 204 }, looks: [] };
    expect(await send(host, alert(name, { monitorCondition: "Resolved" }), await sign(role))).toEqual(nothing);
    expect(await send(host, alert("another"), await sign(role))).toEqual(nothing);
    await host.look({ model: "one that was taken away meanwhile" });
    expect(told).toEqual([]);
  });

  test("is not taken without a token that is valid and gives the role", async () => {
    const { name, host, told } = await stage();
    const forged = `${(await sign(role)).slice(0, -8)}AAAAAAAA`;
    for (const [token, status] of [
      [undefined, 401],
      [forged, 401],
      [await sign(role, { expires: "2009-05-01T21:00:00Z" }), 401],
      [await sign(role, { audience: "api://another" }), 401],
      [await sign({ roles: ["Model.Predict"] }), 403],
    ] as const)
      expect(await send(host, alert(name), token)).toMatchObject({ response: { status }, looks: [] });
    expect(told).toEqual([]);
  });

  test("of another shape is refused with every problem", async () => {
    const { name, host } = await stage();
    const { response: answer } = await send(
      host,
      { ...alert(name, { monitorCondition: "Perhaps", alertRule: "" }), schemaId: "own" },
      await sign(role),
    );
    expect(answer.status).toBe(400);
    expect(JSON.parse(String(answer.body)).problems.map((p: { where: string }) => p.where)).toEqual([
      "the body schemaId",
      "the body data/essentials/alertRule",
      "the body data/essentials/monitorCondition",
    ]);
    expect((await send(host, "{", await sign(role))).response.status).toBe(400);
  });
});

describe("a storage event", () => {
  const event = (change: Partial<EventGridEvent>): EventGridEvent => ({
    id: "1",
    topic: "/subscriptions/s",
    eventType: "Microsoft.Storage.BlobCreated",
    subject: "",
    eventTime: "2009-05-01T21:30:00Z",
    data: {},
    dataVersion: "1",
    metadataVersion: "1",
    ...change,
  });
  const at = (model: string) => `/blobServices/default/containers/raw/blobs/${model}/prepared/0f4c.json`;

  test("of a model that is trained on new data asks the guard, once a day", async () => {
    const { name, host, started, tick } = await stage({ triggers: ["new-data"] });
    await host.data(event({ subject: at(name) }));
    await host.data(event({ subject: at(name) }));
    expect(started).toHaveLength(1);
    const { runs, refusals } = await readLedger(tick);
    expect([runs[0], refusals[0]]).toMatchObject([{ trigger: "new-data", evidence: "data of 2009-05-01" }, { cause: "duplicate" }]);
  });

  test("what the guard refused for a cause that passes is asked by the timer until it is trained on", async () => {
    const { name, host, started, ended, tick, told, clock } = await stage({ triggers: ["new-data"], cooldownDays: 2 });
    await host.data(event({ subject: at(name) }));
    ended.add(started[0]!);
    await host.timer();
    clock.now = new Date("2009-05-02T22:00:00Z");
    await host.data(event({ subject: at(name), eventTime: "2009-05-02T21:30:00Z" }));
    await host.timer();
    expect([started.length, told.filter((t) => t.includes(`no training: run ${started[0]} began on`)).length]).toEqual([1, 2]);
    clock.now = new Date("2009-05-03T22:00:00Z");
    await host.timer();
    expect(told).toContain(`${name} training: a training run was started: new-data: data of 2009-05-02 came`);
    ended.add(started[1]!);
    clock.now = new Date("2009-05-09T22:00:00Z");
    await host.timer();
    expect([started.length, (await readLedger(tick)).runs.map((r) => r.evidence)]).toEqual([
      2,
      ["data of 2009-05-01", "data of 2009-05-02"],
    ]);
  });

  test("of anything else asks for nothing", async () => {
    const { name, host, told } = await stage({ triggers: ["new-data"] });
    await host.data(event({ subject: at(name), eventType: "Microsoft.Storage.BlobDeleted" }));
    await host.data(event({ subject: at("another") }));
    await host.data(event({ subject: `/blobServices/default/containers/curated/blobs/${name}/prepared/0f4c.json` }));
    // the first file of an upload: the others are still to come
    await host.data(event({ subject: `/blobServices/default/containers/raw/blobs/${name}/source/bars.csv` }));
    await host.data(event({ subject: `/blobServices/default/containers/raw/blobs/${name}/source/prepared/0f4c.json` }));
    const other = await stage({ triggers: ["drift"] });
    await other.host.data(event({ subject: at(other.name) }));
    expect([...told, ...other.told]).toEqual([]);
  });
});

test("the settings are checked, each that is wrong at once", () => {
  expect(() =>
    readControlConfig({ STORE_URL: "nowhere", TRAINING_JOB_LINEAR: '{"jobType":"Sweep"}', MODEL_FILES_LINEAR: "newest" }),
  ).toThrow(
    /ML_WORKSPACE_ID: expected a value[\s\S]*STORE_URL: expected what must match[\s\S]*TRAINING_JOB_LINEAR: expected a job as JSON, of jobType Pipeline or Command, got \/jobType must be[\s\S]*MODEL_FILES_LINEAR: expected 64 hexadecimal digits/,
  );
});

test("an alert's models go into the queue that looks are taken from, and its answer waits for none of them", async () => {
  const registered: Record<string, { readonly handler: (...given: never[]) => Promise<unknown>; readonly queueName?: string }> = {};
  const register = (name: string, options: unknown) => void Object.assign(registered, { [name]: options });
  const looked: AlertedModel[] = [];
  const answer = { response: { status: 202 }, looks: [{ model: "linear" }] };
  const nothing = () => Promise.resolve();
  const host = { alert: async () => answer, look: async (about: AlertedModel) => void looked.push(about), timer: nothing, data: nothing };
  registerControl({ timer: register, http: register, storageQueue: register }, async () => host);
  const context = new InvocationContext();
  const request = new HttpRequest({ method: "POST", url: "https://control.example.com/alerts" });
  const { handler, extraOutputs } = registered.alerts as unknown as HttpFunctionOptions;
  expect(await handler(request, context)).toEqual({ status: 202 });
  expect([looked, extraOutputs?.map((o) => [o.type, o.queueName, context.extraOutputs.get(o)])]).toEqual([
    [],
    [["queue", registered.looks?.queueName, [{ model: "linear" }]]],
  ]);
  await registered.looks!.handler({ model: "linear" } as never);
  expect(looked).toEqual([{ model: "linear" }]);
});

test("the bundle is what the Functions host loads", async () => {
  const bundle = await buildBundle("control");
  const json = (file: string) => JSON.parse(readFileSync(join(bundle.directory, file), "utf8"));
  expect([json("package.json").main, json("host.json").version]).toEqual(["control.js", "2.0"]);
  const triggers = functionsOf(bundle, "control.js", {}).map((f) => [
    f.name,
    Object.values(f.bindings).find((b) => String(b.type).endsWith("Trigger")),
  ]);
  expect(triggers).toMatchObject([
    ["ticks", { type: "timerTrigger", schedule: "%TICK_SCHEDULE%" }],
    ["alerts", { type: "httpTrigger", route: "alerts", methods: ["POST"] }],
    ["looks", { type: "queueTrigger", queueName: "%ALERT_QUEUE%", connection: "AzureWebJobsStorage" }],
    ["data", { type: "queueTrigger", queueName: "%DATA_QUEUE%", connection: "AzureWebJobsStorage" }],
    ["health", { type: "httpTrigger", route: "health", methods: ["GET"], authLevel: "anonymous" }],
  ]);
});
