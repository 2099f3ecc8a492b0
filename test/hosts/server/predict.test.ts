import { connect as connectSocket } from "node:net";
import type { PredictionRecord } from "../../../model-code/core/serving/prediction-record";
import type { RunningServer } from "../../../model-code/hosts/server/start";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { GOOD, get, manifestOf, post, probabilityOf, release, startScorer, storePackage } from "../../support/scorer";

let azurite: TestAzurite;
let server: RunningServer;
let digest: string;
beforeAll(async () => {
  azurite = await startAzurite();
  digest = await storePackage(azurite.store);
  await release(azurite.store, manifestOf(digest));
  server = await startScorer(azurite.location, azurite.folder, { REQUEST_TIMEOUT_SECONDS: "1" });
});
afterAll(async () => {
  await server.stop();
  await azurite.stop();
});

const ask = (path: string, body: unknown, headers?: Readonly<Record<string, string>>) => post(server.address, path, body, headers);
const records = async (): Promise<readonly PredictionRecord[]> => {
  await server.context.predictions.flush();
  const blobs = await azurite.store.list("predictions", "speeding/predictions/");
  const texts = await Promise.all(
    blobs.map(async (b) => new TextDecoder().decode((await azurite.store.get("predictions", b.name)).content)),
  );
  return texts.flatMap((t) => t.trimEnd().split("\n")).map((line) => JSON.parse(line));
};

test("a row by name is scored, decided, and logged as asked", async () => {
  const about = { car: "B-1", date: "2021-05-03" };
  const response = await ask("/predict", { features: GOOD, key: "anna", about }, { "x-request-id": "request-1" });
  expect(response.status).toBe(200);
  const answer = await response.json();
  // 0.5 + 2 (12 − 10) / 5 + 1 = 2.3
  expect(answer).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}\/0$/),
    model: "speeding",
    digest,
    release: 1,
    arm: "stable",
    probability: expect.closeTo(1 / (1 + Math.exp(-2.3)), 6),
    decision: true,
    outOfRange: [],
  });
  expect((await records()).find((r) => r.id === answer.id)).toMatchObject({
    about,
    arm: "stable",
    digest,
    release: 1,
    status: "ok",
    features: GOOD,
    score: answer.probability,
    outOfRange: [],
  });
  // partitioned by the day that the row is about
  expect((await azurite.store.list("predictions", "speeding/predictions/date=2021-05-03/")).length).toBeGreaterThan(0);
});

test("two requests under one id of the caller's are two predictions", async () => {
  const twice = [9, 14].map(async (speed) => {
    const response = await ask("/predict", { features: { ...GOOD, speed } }, { "x-request-id": "retried" });
    expect(response.headers.get("x-request-id")).toBe("retried");
    return (await response.json()).id;
  });
  const ids = await Promise.all(twice);
  const lines = (await records()).filter((r) => ids.includes(r.id));
  expect(lines.map((r) => r.features.speed).sort()).toEqual([14, 9]);
  expect(new Set(ids).size).toBe(2);
});

test("a row is logged in its caller's own words where these are sure, else as what was read from them", async () => {
  const texts = async () => {
    await server.context.predictions.flush();
    const blobs = await azurite.store.list("predictions", "speeding/predictions/");
    return Promise.all(blobs.map(async (b) => new TextDecoder().decode((await azurite.store.get("predictions", b.name)).content)));
  };
  const bodies = [
    '{"features": {"speed": 12.50, "load": 3e0, "colour": "red"}}',
    '{"features": {"speed": 99, "speed": 13.50, "load": 3e0, "colour": "red"}}',
    '{"features": {"speed": 14.50, "load": 3e0, "colour": "red", "weather": "wet"}}',
  ];
  const ids = await Promise.all(bodies.map(async (body) => (await (await ask("/predict", body)).json()).id));
  const lines = (await texts()).flatMap((t) => t.split("\n"));
  const logged = ids.map((id) => /"features":(\{.*?\})/.exec(lines.find((l) => l.includes(id))!)![1]);
  expect(logged).toEqual([
    '{"speed": 12.50, "load": 3e0, "colour": "red"}',
    '{"speed":13.5,"load":3,"colour":"red"}',
    '{"speed":14.5,"load":3,"colour":"red"}',
  ]);
});

test("a row as a list is scored like the same row by name; what is missing is null", async () => {
  const byList = await (await ask("/models/speeding/predict", { input: [9, 3, "blue"] })).json();
  expect(byList.probability).toBeCloseTo(probabilityOf(9, "blue"), 6);
  // a missing number counts as the mean, 10
  const missing = await (await ask("/predict", { features: { ...GOOD, speed: null } })).json();
  expect(missing.probability).toBeCloseTo(probabilityOf(10, "red"), 6);
});

test("a batch is scored in its order, at once", async () => {
  const speeds = Array.from({ length: 300 }, (_, i) => i / 20);
  const response = await ask("/predict/batch", { rows: speeds.map((speed) => ({ features: { ...GOOD, speed } })) });
  const { answers } = await response.json();
  expect(answers).toHaveLength(300);
  for (const [i, speed] of speeds.entries()) expect(answers[i].probability).toBeCloseTo(probabilityOf(speed, "red"), 5);
});

test("values unlike those of training are scored and flagged", async () => {
  const answer = await (await ask("/predict", { features: { speed: 400, load: 3, colour: "green" } })).json();
  expect(answer.outOfRange).toEqual(["speed", "colour"]);
  expect(answer.probability).toBeCloseTo(1, 6);
});

const NESTED = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
test.each([
  ["a missing feature", { features: { speed: 1, colour: "red" } }, 400, ["features/load"]],
  ["an extra feature", { features: { ...GOOD, x: 1 } }, 400, ["features/x"]],
  ["wrong types", { features: { speed: "12", load: true, colour: 5 } }, 400, ["features/speed", "features/load", "features/colour"]],
  ["nested values", { features: { ...GOOD, speed: { value: 1 }, load: [1] } }, 400, ["features/speed", "features/load"]],
  ["null where training had none", { features: { ...GOOD, load: null } }, 400, ["features/load"]],
  ["a number beyond all numbers", '{"features":{"speed":1e999,"load":1,"colour":"red"}}', 400, ["features/speed"]],
  ["an empty category", { features: { ...GOOD, colour: "" } }, 400, ["features/colour"]],
  ["a list that is too short", { input: [1] }, 400, ["input"]],
  ["both ways at once", { features: GOOD, input: [1, 2, "red"] }, 400, ["the body"]],
  ["nothing", {}, 400, ["the body"]],
  ["a list as body", [], 400, ["the body"]],
  ["an unknown key beside bad features", { features: { ...GOOD, load: "x" }, foo: 1 }, 400, ["foo", "features/load"]],
  ["a key that is none", { features: GOOD, key: 5 }, 400, ["key"]],
  ["half a row key", { features: GOOD, about: { car: "x" } }, 400, ["about/date"]],
  ["an unknown part of the row key", { features: GOOD, about: { car: "x", date: "2009-11-30", z: "w" } }, 400, ["about/z"]],
  ["a day that there never was", { features: GOOD, about: { car: "x", date: "2009-11-31" } }, 400, ["about/date"]],
  ["a day that is none", { features: GOOD, about: { car: "x", date: "../../x" } }, 400, ["about/date"]],
  ["a day in another order", { features: GOOD, about: { car: "x", date: "04.03.2013" } }, 400, ["about/date"]],
  ["a day of another age", { features: GOOD, about: { car: "x", date: "3009-11-30" } }, 400, ["about/date"]],
  ["NaN", '{"features":{"speed":NaN,"load":1,"colour":"red"}}', 400, undefined],
  ["a truncated body", '{"features":{"speed":1', 400, undefined],
  ["an empty body", "", 400, undefined],
  ["deep nesting", `{"features":${NESTED}}`, 400, ["features"]],
  ["a poisoned prototype", '{"features":{"__proto__":{"a":1}}}', 400, undefined],
])("%s is refused with every problem", async (_what, body, status, wheres) => {
  const response = await ask("/predict", body);
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toContain("application/problem+json");
  const problem = await response.json();
  expect(problem).toMatchObject({ status, type: expect.stringMatching(/^\/docs#/), instance: response.headers.get("x-request-id") });
  expect(problem.problems?.map((p: { where: string }) => p.where)).toEqual(wheres);
});

test("a batch tells which row has which problem", async () => {
  const rows = [{ features: GOOD }, { features: { ...GOOD, load: "x" } }, { input: [1] }];
  const problem = await (await ask("/predict/batch", { rows, more: 1 })).json();
  expect(problem.problems.map((p: { where: string }) => p.where)).toEqual(["more", "rows/1/features/load", "rows/2/input"]);
  expect((await ask("/predict/batch", { rows: [] })).status).toBe(400);
  expect((await ask("/predict/batch", { rows: "all" })).status).toBe(400);
  const undated = await (await ask("/predict/batch", { rows: [{ features: GOOD, about: { car: "x", date: "2013-3-4" } }] })).json();
  expect(undated.problems).toMatchObject([{ where: "rows/0/about/date", expected: "a date YYYY-MM-DD, or a time of RFC 3339" }]);
  const about = (days: number) =>
    Array.from({ length: days }, (_, i) => ({ features: GOOD, about: { car: "x", date: new Date(1e12 + i * 86_400_000).toISOString() } }));
  expect((await ask("/predict/batch", { rows: about(31) })).status).toBe(200);
  const tooMany = await (await ask("/predict/batch", { rows: about(32) })).json();
  expect(tooMany.problems).toMatchObject([{ where: "rows", got: "32 days" }]);
});

test("a batch may have the rows that it is promised, as the README writes them, and a body has an end", async () => {
  // 450 bytes each, as those of 20 features by name are
  const row = { features: { ...GOOD, weather: "x".repeat(348) }, about: { car: "x", date: "2009-04-01" } };
  expect(JSON.stringify(row)).toHaveLength(450);
  const rows = Array.from({ length: 10_000 }, () => row);
  for (const path of ["/predict/batch", "/models/speeding/predict/batch"]) {
    const response = await ask(path, { rows });
    expect([response.status, (await response.json()).answers.length]).toEqual([200, 10_000]);
  }
  expect((await ask("/predict/batch", { rows: [...rows, row] })).status).toBe(400);
  const limit = 8 * 1_048_576;
  expect((await ask("/predict/batch", JSON.stringify({ rows }).padEnd(limit))).status).toBe(200);
  expect((await ask("/predict/batch", JSON.stringify({ rows }).padEnd(limit + 1))).status).toBe(413);
  expect((await ask("/predict", JSON.stringify({ features: GOOD }).padEnd(limit / 8 + 1))).status).toBe(413);
});

test("another content type, a huge body and a model that is not here are refused", async () => {
  expect((await ask("/predict", "a=1", { "content-type": "application/x-www-form-urlencoded" })).status).toBe(415);
  expect((await ask("/predict", "hello", { "content-type": "text/plain" })).status).toBe(415);
  const huge = JSON.stringify({ features: { ...GOOD, colour: "x".repeat(10_000_000) } });
  expect((await ask("/predict", huge)).status).toBe(413);
  expect((await ask("/models/nobody/predict", { features: GOOD })).status).toBe(404);
  expect((await ask("/predict", { model: "nobody", features: GOOD })).status).toBe(404);
  expect((await ask("/predict", { model: "speeding", features: GOOD })).status).toBe(200);
  expect((await get(server.address, "/predict")).status).toBe(404);
});

/** Sends bytes, ends or not, and gives what comes back until the connection closes. */
const raw = (bytes: string, end: boolean): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.address);
    const socket = connectSocket(Number(port), hostname, () => (end ? socket.end(bytes) : socket.write(bytes)));
    let got = "";
    socket.on("data", (chunk) => {
      got += chunk;
    });
    socket.on("close", () => resolve(got));
    socket.on("error", reject);
  });
const HEAD = "POST /predict HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n";

test("a body that ends too early, one that never ends, and what is no HTTP get an answer and do no harm", async () => {
  const [early, slow, noise] = await Promise.all([
    raw(`${HEAD}{"features"`, true),
    raw(`${HEAD}{"features"`, false),
    raw("hello\r\n\r\n", false),
  ]);
  expect(early).toMatch(/^(HTTP\/1.1 400 |$)/);
  expect(slow).toMatch(/^HTTP\/1.1 408 /);
  expect(noise).toMatch(/^HTTP\/1.1 400 /);
  expect((await ask("/predict", { features: GOOD })).status).toBe(200);
});

test("the trace of the caller goes on, and a request's id is the caller's if it can stand in a log", async () => {
  const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01`, "x-request-id": "order-7" };
  const response = await ask("/predict", { features: GOOD }, headers);
  expect(response.headers.get("x-request-id")).toBe("order-7");
  expect(response.headers.get("traceparent")).toMatch(new RegExp(`^00-${trace}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
  const other = await ask("/predict", { features: GOOD }, { traceparent: "00-nonsense-01", "x-request-id": "a b\tc" });
  expect(other.headers.get("x-request-id")).not.toBe("a b\tc");
  expect(other.headers.get("traceparent")).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
});

test("labels come by prediction or by row; the same one counts as the same", async () => {
  const first = await (await ask("/feedback", { prediction: "request-1/0", label: 1 })).json();
  const again = await (await ask("/models/speeding/feedback", { prediction: "request-1/0", label: true })).json();
  expect(again.id).toBe(first.id);
  const about = { car: "B-1", date: "2021-05-03" };
  expect((await ask("/feedback", { about, label: 0, id: "mine" })).status).toBe(200);
  await server.context.feedback.flush();
  const blobs = await azurite.store.list("predictions", "speeding/feedback/date=2021-05-03/");
  const text = new TextDecoder().decode((await azurite.store.get("predictions", blobs[0]!.name)).content);
  expect(JSON.parse(text)).toMatchObject({ id: "mine", about, label: 0, prediction: null, source: "caller" });
});

test.each([
  ["no label", { prediction: "x" }, ["label"]],
  ["a label that is no class", { prediction: "x", label: 2 }, ["label"]],
  ["a day that there never was", { about: { car: "x", date: "2021-02-29" }, label: 1 }, ["about/date"]],
  ["nothing that it is about", { label: 1 }, ["the body"]],
  ["an unknown name", { prediction: "x", label: 1, when: "now" }, ["when"]],
])("feedback with %s is refused", async (_what, body, wheres) => {
  const response = await ask("/feedback", body);
  expect(response.status).toBe(400);
  expect((await response.json()).problems.map((p: { where: string }) => p.where)).toEqual(wheres);
});

test("what is measured can be scraped", async () => {
  const text = await (await get(server.address, "/metrics")).text();
  expect(text).toMatch(/mlops_http_requests_total\{method="POST",route="\/predict",status="200"\} \d+/);
  expect(text).toMatch(/mlops_http_request_duration_seconds_bucket\{le="0.005",route="\/predict"\} \d+/);
  expect(text).toContain(`mlops_served_weight{model="speeding",digest="${digest}",arm="stable",release="1"} 1`);
  expect(text).toContain("# TYPE mlops_shadow_dropped_total counter\nmlops_shadow_dropped_total 0\n");
  expect(text).toContain('mlops_model_ready{model="speeding"} 1');
  expect(text).toMatch(new RegExp(`mlops_predictions_total\\{model="speeding",digest="${digest}",arm="stable",status="ok"\\} \\d+`));
});

test("the interface is described for people and for programs, and every kind of problem is", async () => {
  const document = await (await get(server.address, "/docs/json")).json();
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(["/predict", "/predict/batch", "/feedback", "/v2/models/{model}/infer"]),
  );
  const page = await get(server.address, "/docs");
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  const { type } = await (await ask("/predict", {})).json();
  expect(await page.text()).toContain(`id="${type.split("#")[1]}"`);
});

test("a caller who asks too often is told when to come back", async () => {
  const limited = await startScorer(azurite.location, azurite.folder, { RATE_LIMIT_PER_MINUTE: "2" });
  try {
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++) statuses.push((await post(limited.address, "/predict", { features: GOOD })).status);
    expect(statuses).toEqual([200, 200, 429]);
    const refused = await post(limited.address, "/predict", { features: GOOD });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await refused.json()).type).toBe("/docs#rate-limit");
    // who looks after it is not a caller
    expect((await get(limited.address, "/v2/health/ready")).status).toBe(200);
  } finally {
    await limited.stop();
  }
});
