import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type EventHubHandler, type HttpHandler, HttpRequest, type HttpRequestInit, InvocationContext } from "@azure/functions";
import { putFolder } from "../../../model-code/adapters/blob-store/folders";
import type { PredictionRecord } from "../../../model-code/core/serving/prediction-record";
import { type Functions, registerScorer } from "../../../model-code/hosts/function/register";
import { openScorerHost, type ScorerHost } from "../../../model-code/hosts/function/scorer-host";
import { readFunctionConfig } from "../../../model-code/hosts/function/settings";
import { once } from "../../../model-code/hosts/once";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { linearPackage } from "../../support/linear-package";
import { readFeedback, readPredictions } from "../../support/read-log";

let azurite: TestAzurite;
let digest: string;
let host: () => Promise<ScorerHost>;
let http: HttpHandler;
let stream: EventHubHandler;

/** What the functions make known of themselves. */
function registered(open: () => Promise<ScorerHost>, settings: Readonly<Record<string, string>>) {
  const known: Record<string, { readonly handler: unknown } & Readonly<Record<string, unknown>>> = {};
  const note = (name: string, options: never) => {
    known[name] = options;
  };
  const hook = { appTerminate: (handler: unknown) => note("terminate", { handler } as never) };
  registerScorer({ http: note, eventHub: note, hook } as unknown as Functions, open, settings);
  return known;
}

beforeAll(async () => {
  azurite = await startAzurite();
  digest = await linearPackage(join(azurite.folder, "package"));
  await putFolder(azurite.store, "models", "package", join(azurite.folder, "package"));
  await release(azurite);
  host = once(() => openScorerHost(config(azurite, "spool")));
  const known = registered(host, { STREAM_EVENT_HUB: "rows" });
  http = known.scorer!.handler as HttpHandler;
  stream = known.stream!.handler as EventHubHandler;
});
afterAll(async () => {
  await (await host()).close();
  await azurite.stop();
});

const config = ({ location, folder }: TestAzurite, spool: string) =>
  readFunctionConfig({
    MODELS: "linear",
    STORE_URL: location,
    CACHE_DIRECTORY: join(folder, "cache"),
    SPOOL_DIRECTORY: join(folder, spool),
    LOG_LEVEL: "silent",
    // so long that what is in the store was brought there by the answer
    LOG_FLUSH_SECONDS: "600",
    DEVELOPMENT_WITHOUT_AUTH: "true",
    AZURE_FUNCTIONS_ENVIRONMENT: "Development",
  });

const release = ({ store }: TestAzurite, change: object = {}, model = "linear") => {
  const manifest = { schema: 1, model, version: 1, state: "serving", stable: digest, previous: null, candidate: null, ...change };
  return store.put("releases", `${model}.json`, JSON.stringify({ ...manifest, since: "2009-04-01T00:00:00Z" }));
};

const call = (path: string, init: Partial<HttpRequestInit> = {}) =>
  http(new HttpRequest({ method: "GET", url: `https://scorer.example.com${path}`, ...init }), new InvocationContext());
const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const string = typeof body === "string" ? body : JSON.stringify(body);
  const answer = await call(path, { method: "POST", body: { string }, headers: { "content-type": "application/json", ...headers } });
  const { status, body: bytes, headers: given } = answer as { status: number; body: Buffer; headers: Record<string, string> };
  return { status, headers: given, json: JSON.parse(bytes.toString()) as Record<string, unknown> };
};
const day = new Date().toISOString().slice(0, 10);
const logged = () => readPredictions(azurite.store, "linear", { from: "2009-04-01", to: day });

test("one row: the answer, and its line in the store before it", async () => {
  const about = { symbol: "IBM", date: "2009-04-01" };
  const { status, json } = await post("/predict", { features: { a: 3, b: null, c: "x" }, about }, { "x-request-id": "one" });
  const { id } = json;
  // 10 + 2·3 + 1/2 + 3
  expect([status, json]).toMatchObject([200, { digest, release: 1, arm: "stable", prediction: 19.5, outOfRange: [] }]);
  expect((await logged()).filter((r) => r.id === id)).toMatchObject([{ about, score: 19.5, features: { a: 3, b: null, c: "x" } }]);
});

test("a shadow's line is in the store soon after the answer, whether or not anybody asks again", async () => {
  const other = await linearPackage(join(azurite.folder, "other"), { title: "Another" });
  await putFolder(azurite.store, "models", "package", join(azurite.folder, "other"));
  await release(azurite, { candidate: { digest: other, mode: "shadow" } }, "shadowed");
  const shadowed = await openScorerHost({ ...config(azurite, "shadowed"), models: ["shadowed"] });
  const answer = await shadowed.http(
    new HttpRequest({
      method: "POST",
      url: "https://scorer.example.com/predict",
      body: { string: JSON.stringify({ features: { a: 1, b: 2, c: "y" } }) },
      headers: { "content-type": "application/json" },
    }),
  );
  expect(answer.status).toBe(200);
  let lines: readonly PredictionRecord[] = [];
  while (lines.length < 2) lines = await readPredictions(azurite.store, "shadowed", { from: "2009-04-01", to: day });
  expect(lines.map((l) => [l.arm, l.digest]).sort()).toEqual([
    ["shadow", other],
    ["stable", digest],
  ]);
  await shadowed.close();
});

test("when the app ends, what is still in the spool is sent, and a host that was never needed is not opened", async () => {
  const terminate = (open: () => Promise<ScorerHost>) => {
    const known = registered(open, {});
    return { scorer: known.scorer!.handler as HttpHandler, end: known.terminate!.handler as () => Promise<void> };
  };
  const ending = terminate(once(() => openScorerHost(config(azurite, "ending"))));
  expect(
    await ending.scorer(new HttpRequest({ method: "GET", url: "https://scorer.example.com/v2/health/live" }), new InvocationContext()),
  ).toMatchObject({ status: 200 });
  const spools = () => readdirSync(join(azurite.folder, "ending")).flatMap((kind) => readdirSync(join(azurite.folder, "ending", kind)));
  expect(spools()).toHaveLength(2);
  await ending.end();
  expect(spools()).toEqual([]);
  await terminate(() => Promise.reject(new Error("opened"))).end();
});

test("many rows, the Open Inference Protocol, feedback and health are the server's own", async () => {
  const rows = [1, 2].map((a) => ({ features: { a, b: 2, c: "y" } }));
  const many = await post("/predict/batch", { rows });
  expect((many.json.answers as { prediction: number }[]).map((a) => a.prediction)).toEqual([13, 15]);
  const inputs = [
    { name: "numbers", shape: [1, 2], datatype: "FP32", data: [1, 2] },
    { name: "categories", shape: [1, 1], datatype: "BYTES", data: ["y"] },
  ];
  const inferred = await post("/v2/models/linear/infer", { inputs });
  expect(inferred).toMatchObject({ status: 200, json: { model_name: "linear" } });
  expect((inferred.json.outputs as { data: number[] }[])[0]!.data).toEqual([13]);
  expect(await call("/v2/health/ready")).toMatchObject({ status: 200 });
  const told = await post("/feedback", { about: { symbol: "IBM", date: "2009-04-01" }, label: 20 });
  expect(told.status).toBe(200);
  expect(await readFeedback(azurite.store, "linear", { from: "2009-04-01", to: day })).toMatchObject([{ id: told.json.id, label: 20 }]);
});

test("what is wrong with a request is told as the server tells it", async () => {
  const wrong = await post("/predict", { features: { a: "3", c: 4 } });
  expect([wrong.status, wrong.headers["content-type"]]).toEqual([400, expect.stringContaining("application/problem+json")]);
  expect((wrong.json.problems as { where: string }[]).map((p) => p.where)).toEqual(["features/a", "features/b", "features/c"]);
  expect((await post("/predict", '{"features":')).status).toBe(400);
  expect((await call("/nowhere")).status).toBe(404);
  expect((await post("/predict", `{"features":"${"x".repeat(2e6)}"}`)).status).toBe(413);
});

test("tokens are asked for, unless Functions says that this is a developer's machine", () => {
  const environment = { MODELS: "linear", STORE_URL: azurite.location, DEVELOPMENT_WITHOUT_AUTH: "true" };
  expect(() => readFunctionConfig(environment)).toThrow(
    "DEVELOPMENT_WITHOUT_AUTH: expected none, as AZURE_FUNCTIONS_ENVIRONMENT is not Development",
  );
  expect(() => readFunctionConfig({ ...environment, DEVELOPMENT_WITHOUT_AUTH: "" })).toThrow("AUTH_AUDIENCE: expected a value");
});

test("with tokens, a request without one is refused", async () => {
  const auth = { issuer: "https://issuer.example.com", audience: "api://scorer", jwksUrl: "http://127.0.0.1:9/keys" };
  const strict = await openScorerHost({ ...config(azurite, "strict"), auth });
  const answer = await strict.http(
    new HttpRequest({
      method: "POST",
      url: "https://scorer.example.com/predict",
      body: { string: "{}" },
      headers: { "content-type": "application/json" },
    }),
  );
  expect([answer.status, (answer.headers as Record<string, string>)["www-authenticate"]]).toEqual([401, 'Bearer error="invalid_token"']);
  await strict.close();
});

describe("a stream", () => {
  const metadata = (...sequences: number[]) =>
    new InvocationContext({
      triggerMetadata: {
        sequenceNumberArray: sequences,
        enqueuedTimeUtcArray: sequences.map(() => "2009-04-02T09:00:00Z"),
        partitionContext: { partitionId: "3" },
      },
    });
  const good = (a: number) => ({ features: { a, b: 2, c: "y" }, about: { symbol: "S", date: "2009-04-03" } });
  const aside = async (folder = "dead-letters/rows/") => {
    const found = await azurite.store.list("quarantine", folder);
    return Promise.all(
      found.map(async (b) => ({
        name: b.name,
        ...JSON.parse(new TextDecoder().decode((await azurite.store.get("quarantine", b.name)).content)),
      })),
    );
  };

  test("each event is scored and logged once, however often its batch comes; bad ones are put aside with their reasons", async () => {
    const batch = [good(1), { features: { a: "x", b: 2, c: "y" } }, "no json", JSON.stringify(good(2)), { model: "other", ...good(3) }];
    const context = metadata(11, 12, 13, 14, 15);
    await stream(batch, context);
    await stream(batch, context);
    const rows = (await logged()).filter((r) => r.about?.symbol === "S");
    expect(rows.map((r) => [r.id.split("-")[0], r.score])).toEqual([
      ["11", 13],
      ["14", 15],
    ]);
    const put = await aside();
    expect(put.map((p) => [p.name.replace(/-[0-9a-f]{24}\.json$/, ""), p.refusal, p.event])).toEqual([
      ["dead-letters/rows/date=2009-04-02/12", "contract", batch[1]],
      ["dead-letters/rows/date=2009-04-02/13", "syntax", "no json"],
      ["dead-letters/rows/date=2009-04-02/15", "no-model", { model: "other", ...good(3) }],
    ]);
    expect(put[0].problems).toMatchObject([{ where: "features/a", expected: "a finite number", got: '"x"' }]);
  });

  test("a batch goes to the store in few blobs, not one for each event", async () => {
    const of = (n: number) => ({ ...good(n), about: { symbol: "MANY", date: "2009-04-07" } });
    const numbers = Array.from({ length: 200 }, (_, i) => i);
    await stream(numbers.map(of), metadata(...numbers.map((n) => 1000 + n)));
    expect((await logged()).filter((r) => r.about?.symbol === "MANY")).toHaveLength(200);
    expect((await azurite.store.list("predictions", "linear/predictions/date=2009-04-07/")).length).toBeLessThanOrEqual(6);
  });

  test("of confidential data that is put aside no value is kept, and none where it is not known whose it is", async () => {
    const secret = await linearPackage(join(azurite.folder, "secret"), { sensitivity: "confidential" });
    await putFolder(azurite.store, "models", "package", join(azurite.folder, "secret"));
    await release(azurite, { stable: secret }, "secret");
    const both = await openScorerHost({ ...config(azurite, "secret"), models: ["linear", "secret"] });
    const hub = registered(async () => both, { STREAM_EVENT_HUB: "secrets" });
    const features = { a: "4711", b: 2, c: "y" };
    await (hub.stream!.handler as EventHubHandler)(
      [{ model: "secret", features }, { features }, "4711", { model: "linear", features }],
      metadata(31, 32, 33, 34),
    );
    const put = await aside("dead-letters/secrets/");
    expect(put.map(({ name, id, ...kept }) => kept)).toEqual([
      {
        refusal: "contract",
        problems: [{ where: "features/a", expected: "a finite number" }],
        sha256: createHash("sha256").update('{"features":{"a":"4711","b":2,"c":"y"},"model":"secret"}').digest("hex"),
      },
      { refusal: "contract", problems: [{ where: "model", expected: "one of linear, secret" }], sha256: expect.any(String) },
      { refusal: "syntax", problems: [expect.anything()], sha256: expect.any(String) },
      expect.objectContaining({ event: { model: "linear", features } }),
    ]);
    expect(JSON.stringify(put.slice(0, 3))).not.toContain("4711");
    await both.close();
  });

  test("while nothing can answer, the batch fails and is to come again", async () => {
    const waiting = await openScorerHost({ ...config(azurite, "waiting"), models: ["unreleased"] });
    const known = registered(async () => waiting, { STREAM_EVENT_HUB: "rows" });
    const before = (await aside()).length;
    await expect((known.stream!.handler as EventHubHandler)([good(1)], metadata(21))).rejects.toThrow(
      "expected a release manifest, got none",
    );
    expect(await aside()).toHaveLength(before);
    await waiting.close();
  });

  test("there is none unless a setting names it", () => {
    expect(Object.keys(registered(host, {}))).toEqual(["terminate", "scorer"]);
    expect(registered(host, { STREAM_EVENT_HUB: "rows" }).stream).toMatchObject({ cardinality: "many", retry: { maxRetryCount: -1 } });
  });
});
