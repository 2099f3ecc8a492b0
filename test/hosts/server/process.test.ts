import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { type Bundle, buildBundle } from "../../../model-code/hosts/bundle";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { GOOD, get, manifestOf, release, storePackage } from "../../support/scorer";

let azurite: TestAzurite;
let bundle: Bundle;
const children = new Set<ChildProcess>();
beforeAll(async () => {
  [azurite, bundle] = await Promise.all([startAzurite(), buildBundle("server")]);
  await release(azurite.store, manifestOf(await storePackage(azurite.store)));
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
});
afterAll(() => azurite.stop());

interface Process {
  readonly child: ChildProcess;
  readonly address: string;
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/** Runs the bundle as it is deployed. */
async function run(settings: Readonly<Record<string, string>>): Promise<Process> {
  const child = spawn(process.execPath, [join(bundle.directory, "server.js")], {
    env: {
      PATH: process.env.PATH ?? "",
      MODELS: "speeding",
      STORE_URL: azurite.location,
      CACHE_DIRECTORY: join(azurite.folder, "cache"),
      HOST: "127.0.0.1",
      PORT: "0",
      POLL_SECONDS: "0.1",
      LOG_LEVEL: "silent",
      MAX_LOOP_DELAY_MS: "60000",
      DRAIN_SECONDS: "0.5",
      DEVELOPMENT_WITHOUT_AUTH: "true",
      ...settings,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.add(child);
  const ended = new Promise<number | NodeJS.Signals | null>((done) => child.once("exit", (code, signal) => done(signal ?? code)));
  void ended.then(() => children.delete(child));
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout!.once("data", (line) => resolve(JSON.parse(line).listening));
    child.once("exit", (code) => reject(new Error(`the scorer ended with ${code}`)));
  });
  while ((await get(address, "/v2/health/ready")).status !== 200) await new Promise((done) => setTimeout(done, 20));
  return { child, address, ended };
}

interface Traffic {
  /** Ids of the predictions that were answered. */
  readonly answered: readonly string[];
  /** Requests that were sent on a connection and got no answer. */
  readonly dropped: readonly string[];
  readonly ended: Promise<unknown>;
}

const BODY = JSON.stringify({ features: GOOD, about: { car: "a", date: "2021-06-01" } });

/**
 * Callers that ask one thing after another on connections that they keep, until they are told to go elsewhere, as a load balancer does, or
 * the scorer is gone.
 */
function traffic(address: string, callers: number): Traffic {
  const answered: string[] = [];
  const dropped: string[] = [];
  const agent = new Agent({ keepAlive: true });
  const ask = () =>
    new Promise<boolean>((done) => {
      const headers = { "content-type": "application/json", "content-length": BODY.length };
      const r = request(`${address}/predict`, { method: "POST", agent, headers }, (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => {
          if (response.statusCode === 200) answered.push(JSON.parse(text).id);
          else dropped.push(`status ${response.statusCode}`);
          done(response.headers.connection !== "close");
        });
        response.on("error", (error) => done(dropped.push(error.message) === 0));
      });
      r.on("error", (error: NodeJS.ErrnoException) => done(error.code !== "ECONNREFUSED" && dropped.push(String(error.code)) === 0));
      r.end(BODY);
    });
  const ended = Promise.all(
    Array.from({ length: callers }, async () => {
      while (await ask());
    }),
  ).finally(() => agent.destroy());
  return { answered, dropped, ended };
}

const some = async (answered: readonly string[], many: number) => {
  while (answered.length < many) await new Promise(setImmediate);
};

/** The ids in the log's blobs, as often as they are there. */
async function logged(): Promise<readonly string[]> {
  const blobs = await azurite.store.list("predictions", "speeding/predictions/");
  const texts = await Promise.all(
    blobs.map(async (b) => new TextDecoder().decode((await azurite.store.get("predictions", b.name)).content)),
  );
  return texts.flatMap((t) => t.trimEnd().split("\n")).map((line) => JSON.parse(line).id);
}

test("SIGTERM under load: every request that was sent is answered, and every answer is in the store", async () => {
  const scorer = await run({ SPOOL_DIRECTORY: mkdtempSync(join(azurite.folder, "spool-")) });
  const { answered, dropped, ended } = traffic(scorer.address, 16);
  await some(answered, 300);
  scorer.child.kill("SIGTERM");
  expect(await scorer.ended).toBe(0);
  await ended;
  expect(dropped).toEqual([]);
  const ids = new Set(await logged());
  expect(answered.filter((id) => !ids.has(id))).toEqual([]);
});

test("kill -9 under load: what was answered is in the log, once, when the next scorer has started", async () => {
  const spool = { SPOOL_DIRECTORY: mkdtempSync(join(azurite.folder, "spool-")) };
  const scorer = await run(spool);
  const { answered, ended } = traffic(scorer.address, 16);
  await some(answered, 300);
  scorer.child.kill("SIGKILL");
  expect(await scorer.ended).toBe("SIGKILL");
  await ended;
  const next = await run(spool);
  next.child.kill("SIGTERM");
  expect(await next.ended).toBe(0);
  const ids = await logged();
  const times = new Map<string, number>();
  for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
  expect(answered.filter((id) => times.get(id) !== 1)).toEqual([]);
});

test("settings that are wrong are told at once, all of them, and nothing listens", async () => {
  const child = spawn(process.execPath, [join(bundle.directory, "server.js")], {
    env: { MODELS: "speeding", PORT: "many", DEVELOPMENT_WITHOUT_AUTH: "true" },
  });
  let told = "";
  child.stderr.on("data", (chunk) => {
    told += chunk;
  });
  expect(await new Promise((done) => child.once("close", done))).toBe(2);
  expect(told).toMatch(/3 problems[\s\S]*STORE_URL[\s\S]*PORT[\s\S]*HOST: expected one of 127.0.0.1/);
});
