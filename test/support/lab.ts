import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import type { BlobStore } from "../../model-code/adapters/blob-store/blob-store";
import { loadModel } from "../../model-code/adapters/model-files";
import { BUNDLE_NAMES, type Bundle, type BundleName, buildBundle } from "../../model-code/hosts/bundle";
import { type RunOptions, runModel } from "../../model-code/hosts/local-runner/run-model";
import type { RunRecord } from "../../model-code/hosts/local-runner/run-record";

const CLI = resolve("cli/bin.mjs");
const SAMPLE = "model-code/models/market-volatility";

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as a process of its own. */
export function mlops(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((done) => {
    execFile(process.execPath, [CLI, ...args], { env: { ...process.env, CI: "true", ...env }, maxBuffer: 1e8 }, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : typeof error.code === "number" ? error.code : null, stdout, stderr }),
    );
  });
}

/** The bundles that are deployed. */
export const builtBundles = async (): Promise<Readonly<Record<BundleName, Bundle>>> =>
  Object.fromEntries(await Promise.all(BUNDLE_NAMES.map(async (name) => [name, await buildBundle(name)])));

/** The job's bundle. */
export const builtBundle = (): Promise<Bundle> => buildBundle("job");

/** Lines of the sample's bars that a test keeps. */
export const sampleBars = (keep: (symbol: string, date: string) => boolean): string => {
  const [header, ...lines] = readFileSync(`${SAMPLE}/sample/ohlcv-daily.csv`, "utf8").trimEnd().split("\n");
  return `${[header, ...lines.filter((l) => keep(l.split(",")[0]!, l.split(",")[1]!))].join("\n")}\n`;
};

// biome-ignore lint/suspicious/noExplicitAny: a model.yaml before it is checked
type Loose = any;

/** A folder with models of its own and data, removed by `close`. */
export interface Lab {
  readonly folder: string;
  readonly models: string;
  /** Writes a folder of data files and gives its path. */
  data(name: string, files: Readonly<Record<string, string>>): string;
  /** Writes a model like market-volatility that is quick to train. */
  model(name: string, change?: (model: Loose) => void): void;
  run(store: BlobStore, bundle: Bundle, model: string, data: string, more?: Partial<RunOptions>): Promise<RunRecord>;
  close(): void;
}

export function openLab(): Lab {
  const folder = mkdtempSync(join(tmpdir(), "lab-"));
  const models = join(folder, "models");
  return {
    folder,
    models,
    data(name, files) {
      const place = join(folder, "data", name);
      mkdirSync(place, { recursive: true });
      for (const [file, text] of Object.entries(files)) writeFileSync(join(place, file), text);
      return place;
    },
    model(name, change) {
      const model: Loose = parse(readFileSync(`${SAMPLE}/model.yaml`, "utf8"));
      Object.assign(model, { name, sampleData: "." });
      Object.assign(model.split, { testFrom: undefined, folds: 2, minTrainSessions: 150 });
      Object.assign(model.search, { trials: 2 });
      Object.assign(model.evaluation, { resamples: 100, stress: ["halt", "missing-news"] });
      model.candidates[2] = { name: "boosted-trees", learner: "boosted-trees", params: { rounds: 10, leaves: 4 } };
      model.gates = [{ kind: "threshold", metric: "auc", min: 0.5 }];
      change?.(model);
      mkdirSync(join(models, name), { recursive: true });
      writeFileSync(join(models, name, "model.yaml"), stringify(model));
      for (const file of ["features.sql", "label.sql"]) cpSync(`${SAMPLE}/${file}`, join(models, name, file));
    },
    run: (store, bundle, model, data, more) =>
      runModel({
        model: loadModel(models, model),
        bundle,
        store,
        work: join(folder, "work"),
        data,
        runId: "r",
        commit: null,
        clock: () => new Date(),
        onEvent: () => {},
        underWay: new Map(),
        ...more,
      }),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The digest of each output of a run, by its name. */
export const digests = (run: RunRecord): Readonly<Record<string, string>> =>
  Object.fromEntries(run.steps.flatMap((s) => Object.entries(s.outputs).map(([name, { digest }]) => [name, digest])));
