import { type AddressInfo, connect as connectTo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { connect } from "../../../model-code/adapters/blob-store/connect";
import { openLocalStore } from "../../../model-code/adapters/local-store/open-local-store";
import type { ReleaseManifest } from "../../../model-code/core/release/manifest";
import type { PredictionRecord } from "../../../model-code/core/serving/prediction-record";
import type { RunningServer } from "../../../model-code/hosts/server/start";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { GOOD, get, manifestOf, post, probabilityOf, release, startScorer, storePackage } from "../../support/scorer";

let azurite: TestAzurite;
let server: RunningServer;
let first: string;
let second: string;
beforeAll(async () => {
  azurite = await startAzurite();
  [first, second] = await Promise.all([storePackage(azurite.store), storePackage(azurite.store, {}, -3)]);
});
afterAll(() => azurite.stop());
beforeEach(async () => {
  await release(azurite.store, manifestOf(first));
  server = await startScorer(azurite.location, azurite.folder);
});
afterEach(() => server.stop());

const ask = async (key?: string) => (await post(server.address, "/predict", { features: GOOD, ...(key && { key }) })).json();
/** The answers of many callers, asked at once. */
const askAll = async (keys: readonly string[]): Promise<readonly { arm: string; digest: string; probability: number }[]> => {
  const rows = keys.map((key) => ({ features: GOOD, key }));
  return (await (await post(server.address, "/predict/batch", { rows })).json()).answers;
};
const move = async (manifest: ReleaseManifest): Promise<void> => {
  await release(azurite.store, manifest);
  await server.poll();
};
const canary = (weight: number, version: number) => manifestOf(first, { digest: second, mode: "canary", weight, step: 0 }, { version });
const ready = () => get(server.address, "/v2/health/ready");

test("callers stay with their version while the weight grows, and move at most once", async () => {
  const keys = Array.from({ length: 300 }, (_, i) => `caller-${i}`);
  const arms: string[][] = [];
  for (const [i, weight] of [0.1, 0.5, 0.9].entries()) {
    await move(canary(weight, i + 2));
    const answers = await askAll(keys);
    arms.push(answers.map((a) => a.arm));
    expect(await ask(keys[7])).toMatchObject({ arm: answers[7]!.arm });
    for (const a of answers) {
      expect(a.digest).toBe(a.arm === "canary" ? second : first);
      expect(a.probability).toBeCloseTo(probabilityOf(12, "red", a.arm === "canary" ? -3 : 0.5), 5);
    }
    const share = answers.filter((a) => a.arm === "canary").length / keys.length;
    // four standard deviations of a share of 300
    expect(Math.abs(share - weight)).toBeLessThan(4 * Math.sqrt((weight * (1 - weight)) / keys.length));
  }
  for (const i of keys.keys()) expect(`${arms.map((a) => a[i])}`).toMatch(/^(stable,)*(stable|canary)(,canary)*$/);
});

test("rows without a key are split by what they are about, not by who calls", async () => {
  await move(canary(0.5, 2));
  const rows = Array.from({ length: 300 }, (_, i) => ({ features: GOOD, about: { car: `P-${i}`, date: "2009-04-01" } }));
  const arms = async () => {
    const { answers } = (await (await post(server.address, "/predict/batch", { rows })).json()) as { answers: { arm: string }[] };
    return answers.map((a) => a.arm);
  };
  const once = await arms();
  // four standard deviations of a share of 300
  expect(Math.abs(once.filter((arm) => arm === "canary").length / rows.length - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / rows.length));
  expect(await arms()).toEqual(once);
});

test("a shadow scores what the stable version answers, and nobody sees it", async () => {
  await move(manifestOf(first, { digest: second, mode: "shadow" }, { version: 2 }));
  const answer = await ask("anna");
  expect(answer).toMatchObject({ arm: "stable", digest: first });
  // the shadow scores after the answer
  while (server.context.predictions.stats.accepted < 2) await new Promise(setImmediate);
  await server.context.predictions.flush();
  const blobs = await azurite.store.list("predictions", "speeding/predictions/");
  const texts = await Promise.all(
    blobs.map(async (b) => new TextDecoder().decode((await azurite.store.get("predictions", b.name)).content)),
  );
  const lines = texts.flatMap((t) => t.trimEnd().split("\n")).map((l) => JSON.parse(l) as PredictionRecord);
  const [stable, shadow] = lines.filter((l) => l.id === answer.id).sort((a, b) => (a.arm < b.arm ? 1 : -1));
  expect(stable).toMatchObject({ arm: "stable", digest: first, score: answer.probability });
  expect(shadow).toMatchObject({ arm: "shadow", digest: second, score: expect.closeTo(probabilityOf(12, "red", -3), 5), features: GOOD });
});

test("a candidate with another contract gets only the rows that fit it; no caller suffers", async () => {
  const other = await storePackage(azurite.store, { unused: [] });
  await move(manifestOf(first, { digest: other, mode: "canary", weight: 0.999, step: 0 }, { version: 2 }));
  // `weather` is known to the stable version alone
  const response = await post(server.address, "/predict", { features: { ...GOOD, weather: "fine" }, key: "anna" });
  expect(await response.json()).toMatchObject({ arm: "stable", digest: first });
  expect(await ask("anna")).toMatchObject({ arm: "canary", digest: other });
});

test.each([
  ["a manifest that is no JSON", async () => azurite.store.put("releases", "speeding.json", "{"), "JSON"],
  [
    "a manifest of another model",
    async () =>
      release(azurite.store, manifestOf(second)).then(() =>
        azurite.store.put("releases", "speeding.json", JSON.stringify(manifestOf(second, null, { model: "other" }))),
      ),
    "that of speeding",
  ],
  ["a package that is not there", async () => release(azurite.store, manifestOf("0".repeat(64))), "stored folder"],
  [
    "a package that is damaged",
    async () => {
      const digest = await storePackage(azurite.store, {}, 1);
      await azurite.store.put("models", `package/${digest}/model.onnx`, "not what was stored");
      await release(azurite.store, manifestOf(digest));
    },
    "sha256",
  ],
  [
    "a package that does not load",
    async () =>
      release(azurite.store, manifestOf(await storePackage(azurite.store, { features: { numbers: ["speed"], categories: ["colour"] } }))),
    "package",
  ],
])("%s never serves; what served goes on, and health says so", async (_what, spoil, told) => {
  await spoil();
  await server.poll();
  expect(await ask()).toMatchObject({ digest: first });
  const health = await ready();
  expect(health.status).toBe(200);
  const { models } = await health.json();
  expect(models.speeding).toMatchObject({ stable: first, problem: expect.stringContaining(told) });
  expect(await (await get(server.address, "/metrics")).text()).toContain('mlops_model_problem{model="speeding"} 1');
  // and it recovers with the next release
  await move(manifestOf(second, null, { version: 9 }));
  expect(await ask()).toMatchObject({ digest: second, release: 9 });
  expect((await (await ready()).json()).models.speeding.problem).toBeNull();
});

test("a canary that does not load leaves its callers to the stable version", async () => {
  await move(manifestOf(first, { digest: "0".repeat(64), mode: "canary", weight: 0.99, step: 0 }, { version: 2 }));
  expect(await ask("anna")).toMatchObject({ arm: "stable", digest: first, release: 2 });
  expect((await (await ready()).json()).models.speeding.problem).toContain("stored folder");
});

test("a retired model is gone for its callers, who are told since when", async () => {
  await move(manifestOf(first, null, { version: 2, state: "retired", stable: null, since: "2021-06-01T09:30:00.000Z" }));
  const response = await post(server.address, "/predict", { features: GOOD });
  expect(response.status).toBe(410);
  expect((await response.json()).detail).toBe("speeding was retired on 2021-06-01 and is not served any more.");
  expect((await ready()).status).toBe(503);
});

test("a model that was never released keeps the server from being ready, and says what to do", async () => {
  const waiting = await startScorer(azurite.location, azurite.folder, { MODELS: "speeding,unknown" });
  try {
    const health = await get(waiting.address, "/v2/health/ready");
    expect(health.status).toBe(503);
    expect((await health.json()).models.unknown.problem).toContain("mlops release start unknown");
    const refused = await post(waiting.address, "/models/unknown/predict", { features: GOOD });
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("5");
    // of several models, one is named
    expect((await post(waiting.address, "/predict", { features: GOOD })).status).toBe(400);
    expect((await post(waiting.address, "/predict", { model: "speeding", features: GOOD })).status).toBe(200);
    expect((await get(waiting.address, "/v2/models/speeding/ready")).status).toBe(200);
    expect((await get(waiting.address, "/v2/models/unknown/ready")).status).toBe(503);
  } finally {
    await waiting.stop();
  }
});

/** An address that leads to a store wherever that is now, or nowhere. */
async function openRelay() {
  let port: number | undefined;
  const open = new Set<Socket>();
  const relay = createServer((from) => {
    if (port === undefined) return void from.destroy();
    const to = connectTo(port, "127.0.0.1");
    for (const [socket, other] of [
      [from, to],
      [to, from],
    ] as const) {
      open.add(socket);
      socket.on("error", () => other.destroy()).on("close", () => open.delete(socket));
      socket.pipe(other);
    }
  });
  await new Promise<void>((listening) => relay.listen(0, "127.0.0.1", listening));
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    /** @returns the store's location by this address */
    leadTo(location: string): string {
      const url = new URL(location);
      port = Number(url.port);
      url.port = String((relay.address() as AddressInfo).port);
      return url.href;
    },
    leadNowhere() {
      port = undefined;
      cut();
    },
    close() {
      relay.close();
      cut();
    },
  };
}

test("a store that goes away leaves the scorer answering; one that comes back gets what was logged meanwhile", async () => {
  const folder = join(azurite.folder, "comes-and-goes");
  const relay = await openRelay();
  let store = await openLocalStore(folder);
  const location = relay.leadTo(store.location);
  await connect(location).ensureContainers();
  const digest = await storePackage(connect(location));
  await release(connect(location), manifestOf(digest));
  const scorer = await startScorer(location, azurite.folder);
  const { predictions } = scorer.context;
  const logged = async () => {
    const blobs = await connect(location).list("predictions", "speeding/predictions/");
    const contents = await Promise.all(blobs.map(async ({ name }) => (await connect(location).get("predictions", name)).content));
    return contents
      .flatMap((content) => Buffer.from(content).toString().trimEnd().split("\n"))
      .map((line) => JSON.parse(line).id as string);
  };
  const predict = async () => (await (await post(scorer.address, "/predict", { features: GOOD })).json()).id as string;
  try {
    const before = await predict();
    await predictions.flush();
    expect(await logged()).toEqual([before]);

    relay.leadNowhere();
    await store.close();
    const meanwhile = [await predict(), await predict()];
    // each asks the store again and again before it gives up
    await Promise.all([scorer.poll(), expect(predictions.flush()).rejects.toThrow()]);
    expect(scorer.context.models.get("speeding")?.problem).not.toBeNull();
    expect((await get(scorer.address, "/v2/health/ready")).status).toBe(200);
    expect(predictions.stats).toMatchObject({ delivered: 1, spooledBytes: expect.any(Number), failure: expect.any(String) });
    expect(predictions.stats.spooledBytes).toBeGreaterThan(0);

    store = await openLocalStore(folder);
    relay.leadTo(store.location);
    await predictions.flush();
    const ids = await logged();
    expect([ids.length, new Set(ids)]).toEqual([3, new Set([before, ...meanwhile])]);
    await scorer.poll();
    expect(scorer.context.models.get("speeding")?.problem).toBeNull();
    expect(predictions.stats).toMatchObject({ delivered: 3, spooledBytes: 0, failure: null });
  } finally {
    await scorer.stop();
    relay.close();
    await store.close();
  }
});

test("drift as of the newest monitor report can be scraped", async () => {
  const statistics = { psi: 0.31, jensenShannon: 0.04, kolmogorovSmirnov: null };
  const column = { name: "speed", statistics, threshold: { ...statistics, psi: 0.2 }, exceeded: ["psi"], bins: [], outOfRangeShare: null };
  const report = {
    model: "speeding",
    digest: "a".repeat(64),
    asOf: "2021-06-30",
    window: { from: "2021-04-01", to: "2021-06-30", sessions: 60, rows: 600 },
    driftJudged: true,
    features: [column],
    prediction: null,
    performance: { why: "no labels" },
    decision: { state: "watch", reasons: [] },
  };
  await azurite.store.put("releases", "speeding/monitor.json", JSON.stringify(report));
  await server.poll();
  const text = await (await get(server.address, "/metrics")).text();
  expect(text).toContain('mlops_drift{model="speeding",column="speed",statistic="psi"} 0.31');
  expect(text).toContain('mlops_drift_threshold{model="speeding",column="speed",statistic="psi"} 0.2');
  expect(text).toContain('mlops_monitor_state{model="speeding",state="watch"} 1');
  // 30 June 2021
  expect(text).toContain('mlops_monitor_as_of_seconds{model="speeding"} 1625011200');
});

test("a monitor report that lacks parts is told as unreadable where somebody looks, and the one before it stays", async () => {
  const put = (report: string) => azurite.store.put("releases", "speeding/monitor.json", report);
  const page = async () => {
    await server.poll();
    const [console, metrics] = [await get(server.address, "/"), await get(server.address, "/metrics")];
    return { status: [console.status, metrics.status], html: await console.text(), metrics: await metrics.text() };
  };
  for (const [content, said] of [
    [JSON.stringify({ model: "speeding", features: [{ name: "<b>" }] }), "expected the key &quot;digest&quot;"],
    [JSON.stringify({ model: "speeding", digest: "a".repeat(64), asOf: "2021-07-01" }), "expected the key &quot;window&quot;"],
    ["null", "expected"],
    ["{", "expected JSON"],
  ] as const) {
    await put(content);
    const { status, html, metrics } = await page();
    expect(status).toEqual([200, 200]);
    expect(html).toContain("The newest report of the monitors is unreadable: speeding/monitor.json");
    expect(html).toContain(said);
    expect(html).not.toContain("<b>");
    expect(html).toContain("2021-06-30");
    expect(metrics).toContain('mlops_monitor_as_of_seconds{model="speeding"} 1625011200');
  }
});
