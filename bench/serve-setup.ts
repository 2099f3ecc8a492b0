import { type ChildProcess, fork } from "node:child_process";
import type { EventEmitter } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import autocannon from "autocannon";
import { connect } from "../model-code/adapters/blob-store/connect";
import { putFolder } from "../model-code/adapters/blob-store/folders";
import { openLocalStore } from "../model-code/adapters/local-store/open-local-store";
import { boostedTrees } from "../model-code/core/learners/boosted-trees";
import { profileOf } from "../model-code/core/monitor/reference-profile";
import { toOnnx } from "../model-code/core/onnx";
import { PACKAGE_FILES, PACKAGE_STORE, type PackageDocument } from "../model-code/core/package/layout";
import { seededRandom } from "../model-code/core/random";
import type { ReleaseManifest } from "../model-code/core/release/manifest";
import { buildScript, ROOT } from "../model-code/hosts/bundle";
import { type StoreWork, storeWork } from "./serve-store";

const MODEL = "speed";
const ROWS = 20_000;
const WIDTH = 20;
const TREES = 100;

/** Rows that callers ask for in turn: an engine remembers the text of a number that it has just written, which no real traffic gains by. */
const ASKED = 500;

/** Writes a package of 100 trees over 20 features; gives rows that it takes. */
function writePackage(folder: string): readonly Readonly<Record<string, number>>[] {
  const random = seededRandom("serve");
  const names = Array.from({ length: WIDTH }, (_, j) => `feature_${j}`);
  const numbers = names.map((name) => ({ name, values: Float64Array.from({ length: ROWS }, () => random.normal()) }));
  const label = Float64Array.from({ length: ROWS }, (_, i) =>
    numbers[0]!.values[i]! + numbers[1]!.values[i]! * random.normal() > 0 ? 1 : 0,
  );
  const features = { rows: ROWS, numbers, categories: [] };
  const fitted = boostedTrees.fit({ features, label }, { rounds: TREES, leaves: 31 }, { task: "binary-classification", random });
  const document: PackageDocument = {
    model: MODEL,
    title: "Bench",
    task: "binary-classification",
    selected: "boosted-trees",
    learner: "boosted-trees",
    params: {},
    features: { numbers: names, categories: [] },
    unused: [],
    output: "probability",
    threshold: 0.5,
    rowKey: [],
    time: null,
    sensitivity: "internal",
    subject: null,
    trainedOn: { from: "2020-01-01", to: "2020-12-31", rows: ROWS },
    testedOn: { from: "2021-01-01", to: "2021-12-31", rows: 0 },
    lockDigest: "",
  };
  const rows = Array.from({ length: ASKED }, (_, i) => Object.fromEntries(numbers.map((c) => [c.name, c.values[i]!])));
  const graph = toOnnx({ learner: "boosted-trees", task: "binary-classification", fitted, calibration: null }, document.features);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, PACKAGE_FILES.graph), graph);
  writeFileSync(join(folder, PACKAGE_FILES.document), JSON.stringify(document));
  writeFileSync(join(folder, PACKAGE_FILES.example), JSON.stringify(rows.slice(0, 1)));
  writeFileSync(join(folder, PACKAGE_FILES.profile), JSON.stringify(profileOf(features, label)));
  return rows;
}

/** A host under load. */
export interface Host {
  readonly address: string;
  readonly process: ChildProcess;
  /** Processor time that it has taken so far, on all of its threads, in microseconds. */
  processorTime(): Promise<number>;
  stop(): Promise<void>;
}

/** A store with a released package, and hosts that serve it. */
export interface Stage {
  /** Of a request. */
  readonly body: string;
  /** Of different ones. */
  readonly bodies: readonly string[];
  readonly store: StoreWork;
  /** Starts a host from a bundle that is built as what is deployed. */
  start(kind: "bare" | "scorer" | "unlogged", settings?: Readonly<Record<string, string>>): Promise<Host>;
  close(): Promise<void>;
}

export async function setStage(): Promise<Stage> {
  const place = mkdtempSync(join(tmpdir(), "serve-"));
  const local = await openLocalStore(join(place, "store"));
  const store = connect(local.location);
  await store.ensureContainers();
  const folder = join(place, "package");
  const rows = writePackage(folder);
  const bodies = rows.map((features) => JSON.stringify({ features }));
  const { stored } = await putFolder(store, PACKAGE_STORE.container, PACKAGE_STORE.packages, folder);
  const since = "2021-01-01T00:00:00.000Z";
  const manifest: ReleaseManifest = {
    schema: 1,
    model: MODEL,
    version: 1,
    state: "serving",
    stable: stored.digest,
    previous: null,
    candidate: null,
    since,
  };
  await store.put("releases", `${MODEL}.json`, JSON.stringify(manifest));
  const hosts = new Set<Host>();
  const work = await storeWork(local.location, join(place, "store"), place, rows, MODEL, stored.digest);
  const script = join(place, "serve-host.js");
  await buildScript("server", join(__dirname, "serve-host.ts"), script);
  return {
    body: bodies[0]!,
    bodies,
    store: work,
    async start(kind, settings = {}) {
      const child = fork(script, [kind, folder], {
        execArgv: [],
        env: {
          PATH: process.env.PATH,
          NODE_PATH: join(ROOT, "node_modules"),
          MODELS: MODEL,
          STORE_URL: local.location,
          CACHE_DIRECTORY: join(place, "cache"),
          SPOOL_DIRECTORY: mkdtempSync(join(place, "spool-")),
          HOST: "127.0.0.1",
          PORT: "0",
          RATE_LIMIT_PER_MINUTE: "1000000000",
          LOG_LEVEL: "warn",
          // what one host has left is not to be sent while another is measured
          LOG_FLUSH_SECONDS: "600",
          ...(settings.AUTH_AUDIENCE === undefined && { DEVELOPMENT_WITHOUT_AUTH: "true" }),
          ...settings,
        },
      });
      const { address } = await new Promise<{ address: string }>((resolve, reject) => {
        child.once("message", (m) => resolve(m as { address: string }));
        child.once("exit", (code) => reject(new Error(`the ${kind} host ended with ${code}`)));
      });
      const host: Host = {
        address,
        process: child,
        processorTime: () =>
          new Promise((resolve) => {
            child.once("message", (m) => {
              const { user, system } = m as NodeJS.CpuUsage;
              resolve(user + system);
            });
            child.send("how much?");
          }),
        stop: () =>
          new Promise((done) => {
            hosts.delete(host);
            child.removeAllListeners("exit");
            child.once("exit", () => done());
            child.kill("SIGKILL");
          }),
      };
      hosts.add(host);
      return host;
    },
    async close() {
      await Promise.all([...hosts].map((h) => h.stop()));
      work.stop();
      await local.close();
      rmSync(place, { recursive: true, force: true });
    },
  };
}

export const CONNECTIONS = 32;

/**
 * Puts a host under load.
 * @param answered is told of each answer
 */
export function load(
  { address }: Host,
  body: string,
  seconds: number,
  more: Partial<autocannon.Options> = {},
  answered: () => void = () => {},
): Promise<autocannon.Result> {
  const running = autocannon({
    url: `${address}/predict`,
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    connections: CONNECTIONS,
    duration: seconds,
    ...more,
  });
  // what autocannon's types know of its answer leaves this out
  (running as unknown as EventEmitter).on("response", () => answered());
  return running;
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
