import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BlobStore } from "../../model-code/adapters/blob-store/blob-store";
import { putFolder } from "../../model-code/adapters/blob-store/folders";
import { profileNumber, type ReferenceProfile } from "../../model-code/core/monitor/reference-profile";
import { toOnnx } from "../../model-code/core/onnx";
import { PACKAGE_FILES, type PackageDocument } from "../../model-code/core/package/layout";
import type { Candidate, ReleaseManifest } from "../../model-code/core/release/manifest";
import { readConfig } from "../../model-code/hosts/server/config";
import type { ServerParts } from "../../model-code/hosts/server/open-context";
import { type RunningServer, startServer } from "../../model-code/hosts/server/start";

/** A model of one formula: log-odds = intercept + 2 (speed − 10) / 5 + 1 for a red one, −1 for a blue one. Speed may be missing. */
export const INTERCEPT = 0.5;
export const probabilityOf = (speed: number, colour: string, intercept = INTERCEPT): number => {
  const ofColour: Readonly<Record<string, number>> = { red: 1, blue: -1 };
  return 1 / (1 + Math.exp(-(intercept + (2 * (speed - 10)) / 5 + (ofColour[colour] ?? 0))));
};

const FEATURES = { numbers: ["speed", "load"], categories: ["colour"] };
export const GOOD = { speed: 12, load: 3, colour: "red" };

const profile = (): ReferenceProfile => ({
  rows: 100,
  numbers: [
    profileNumber("speed", Float64Array.from([...Array.from({ length: 99 }, (_, i) => i / 4), Number.NaN])),
    profileNumber(
      "load",
      Float64Array.from({ length: 100 }, (_, i) => i / 10),
    ),
  ],
  categories: [{ name: "colour", shares: { red: 0.5, blue: 0.5 }, missingShare: 0 }],
  prediction: profileNumber(
    "prediction",
    Float64Array.from({ length: 100 }, (_, i) => i / 100),
  ),
});

/** Writes the files of a package and gives their folder's content. */
export function writePackage(folder: string, change: Partial<PackageDocument> = {}, intercept = INTERCEPT): void {
  mkdirSync(folder, { recursive: true });
  const document: PackageDocument = {
    model: "speeding",
    title: "Is it speeding?",
    task: "binary-classification",
    selected: "logistic",
    learner: "logistic",
    params: {},
    features: FEATURES,
    unused: ["weather"],
    output: "probability",
    threshold: 0.5,
    rowKey: ["car", "date"],
    time: "date",
    sensitivity: "internal",
    subject: null,
    trainedOn: { from: "2020-01-01", to: "2020-12-31", rows: 100 },
    testedOn: { from: "2021-01-01", to: "2021-03-31", rows: 20 },
    lockDigest: "",
    ...change,
  };
  const fitted = {
    numbers: [
      { name: "speed", mean: 10, scale: 5 },
      { name: "load", mean: 5, scale: 1 },
    ],
    categories: [{ name: "colour", levels: ["red", "blue"] }],
    intercept,
    coefficients: [2, 0, 1, -1],
  };
  const graph = toOnnx({ learner: "logistic", task: "binary-classification", fitted, calibration: null }, FEATURES);
  const write = (file: string, content: string | Uint8Array) => writeFileSync(join(folder, file), content);
  write(PACKAGE_FILES.graph, graph);
  write(PACKAGE_FILES.document, JSON.stringify(document));
  write(PACKAGE_FILES.profile, JSON.stringify(profile()));
  write(PACKAGE_FILES.example, JSON.stringify([GOOD]));
}

/** Stores a package and gives its digest. */
export async function storePackage(store: BlobStore, change: Partial<PackageDocument> = {}, intercept = INTERCEPT): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "package-"));
  try {
    writePackage(folder, change, intercept);
    return (await putFolder(store, "models", "package", folder)).stored.digest;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const manifestOf = (stable: string, candidate: Candidate | null = null, more: Partial<ReleaseManifest> = {}): ReleaseManifest => ({
  schema: 1,
  model: "speeding",
  version: 1,
  state: "serving",
  stable,
  previous: null,
  candidate,
  since: "2021-04-01T00:00:00.000Z",
  ...more,
});

export const release = (store: BlobStore, manifest: ReleaseManifest): Promise<unknown> =>
  store.put("releases", `${manifest.model}.json`, JSON.stringify(manifest));

/** A scorer in this process, on a free port of the loopback, with folders of its own. */
export async function startScorer(
  storeUrl: string,
  folder: string,
  settings: Readonly<Record<string, string>> = {},
  parts: Partial<ServerParts> = {},
): Promise<RunningServer> {
  const config = readConfig({
    MODELS: "speeding",
    STORE_URL: storeUrl,
    CACHE_DIRECTORY: join(folder, "cache"),
    SPOOL_DIRECTORY: mkdtempSync(join(folder, "spool-")),
    HOST: "127.0.0.1",
    PORT: "0",
    POLL_SECONDS: "3600",
    DRAIN_SECONDS: "0",
    LOG_LEVEL: "silent",
    // the caller shares the loop, and the machine other tests
    MAX_LOOP_DELAY_MS: "60000",
    ...(settings.AUTH_AUDIENCE === undefined && { DEVELOPMENT_WITHOUT_AUTH: "true" }),
    ...settings,
  });
  const server = await startServer(config, parts);
  await server.poll();
  return server;
}

// biome-ignore lint/suspicious/noExplicitAny: an answer before it is looked at
type Loose = any;
export type Answer = Omit<Response, "json"> & { json(): Promise<Loose> };

/** Posts JSON, or a text as it is. */
export const post = (address: string, path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  fetch(`${address}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

export const get = (address: string, path: string): Promise<Answer> => fetch(`${address}${path}`);
