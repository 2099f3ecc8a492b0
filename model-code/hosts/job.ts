import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { duckdb } from "../adapters/duckdb/sql-engine";
import { loadModel } from "../adapters/model-files";
import { openInput, openLanding } from "../adapters/step-folders/input-folder";
import { openOutput } from "../adapters/step-folders/output-folder";
import type { GraphScorer, ModelRegistry, Progress, Step, StepVerdict } from "../core/lifecycle/step";
import { PACKAGE_STORE } from "../core/package/layout";
import { BadInput } from "../core/problem";
import type { ModelSpec } from "../core/spec/model-schema";
import { type JobArguments, parseJobArguments, USAGE } from "./job-arguments";
import { EVENTS_FD, EXIT, type JobEnd, type JobEvent } from "./job-events";
import { notedMetrics } from "./job-metrics";

const LINES = "--lines";
const inTurn = process.argv[2] === LINES;

const print = (line: string) => {
  if (inTurn) writeSync(EVENTS_FD, `${line}\n`);
  else process.stdout.write(`${line}\n`);
};

function progressOf(json: boolean): Progress {
  const say = (event: JobEvent, plain: string) => print(json ? JSON.stringify(event) : plain);
  return {
    at: (share, doing) => say({ at: share, doing }, `${String(Math.round(100 * share)).padStart(3)} % ${doing}`),
    // a figure that could not be determined is none
    metric: (name, value, step) =>
      Number.isFinite(value) &&
      say(
        { metric: name, value, ...(step === undefined ? {} : { step }) },
        `     ${name} ${value}${step === undefined ? "" : ` (${step})`}`,
      ),
    warn: (message) => say({ warning: message }, `     warning: ${message}`),
  };
}

/**
 * The registry in the store of packages that MLOPS_PACKAGES names, where the package is before it has a version; without it, in the store
 * that MLOPS_STORE names, where the step's output goes anyway. Loaded by the step that registers, and by no other: the SDK takes long.
 */
const registryFromEnvironment = (packageFolder: string | undefined): ModelRegistry => ({
  async register(model, entry) {
    const location = process.env.MLOPS_STORE;
    if (location === undefined)
      throw new BadInput("register", [
        {
          where: "MLOPS_STORE",
          expected: "the blob store's address",
          got: "none",
          remedy: "Set it to https://<account>.blob.core.windows.net.",
        },
      ]);
    const packages = process.env.MLOPS_PACKAGES;
    const [{ connect }, { BlobModelRegistry }, { putFolder }] = await Promise.all([
      import("../adapters/blob-store/connect"),
      import("../adapters/registry/blob-model-registry"),
      import("../adapters/blob-store/folders"),
    ]);
    const store = connect(packages ?? location);
    if (packages !== undefined && packageFolder !== undefined)
      await putFolder(store, PACKAGE_STORE.container, PACKAGE_STORE.packages, packageFolder);
    return new BlobModelRegistry(store).register(model, entry);
  },
});

/** onnxruntime, loaded at the first graph. */
const lazyScorer = (): GraphScorer => {
  let scorer: GraphScorer | undefined;
  return {
    async score(...args) {
      scorer ??= (await import("../adapters/onnx/graph-scorer")).graphScorer();
      return scorer.score(...args);
    },
    async scoreBound(...args) {
      scorer ??= (await import("../adapters/onnx/graph-scorer")).graphScorer();
      return scorer.scoreBound(...args);
    },
  };
};

const lockDigest = (): string => {
  const lock = join(__dirname, "package-lock.json");
  return existsSync(lock) ? createHash("sha256").update(readFileSync(lock)).digest("hex") : "";
};

/** A step read something that its fingerprint does not hold; its record would be taken for another's. */
class Undeclared extends Error {
  readonly code = "UNDECLARED";
  constructor(step: Step, what: string) {
    super(`the step ${step.name} read ${what}, which its entry in the step table does not declare`);
  }
}

/** The model as the step may see it: only the parts that it declares. */
const declared = (spec: ModelSpec, step: Step): ModelSpec =>
  new Proxy(spec, {
    get(target, key) {
      if (key in target && !(step.reads as readonly PropertyKey[]).includes(key)) throw new Undeclared(step, `model.yaml ${String(key)}`);
      return target[key as keyof ModelSpec];
    },
  });

async function runStep(
  step: Step,
  args: JobArguments,
  progress: Progress,
  inputs: Readonly<Record<string, string>>,
  outputs: Readonly<Record<string, string>>,
): Promise<StepVerdict> {
  const folder = loadModel(args.models, args.model, { sample: false });
  const pending = Object.fromEntries(step.outputs.map(({ name }) => [name, openOutput(outputs[name]!)]));
  try {
    const verdict = await step.run({
      inputs: Object.fromEntries(
        step.inputs
          .filter((i) => inputs[i.name] !== undefined)
          .map((i) => [i.name, i.name === "source" ? openLanding(inputs[i.name]!) : openInput(inputs[i.name]!)]),
      ),
      outputs: Object.fromEntries(Object.entries(pending).map(([name, p]) => [name, p.folder])),
      params: Object.fromEntries(Object.entries(args.params).filter(([k]) => k in step.params)),
      model: declared(folder.spec, step),
      modelFile: (path) => {
        if (!step.files(folder.spec).includes(path)) throw new Undeclared(step, path);
        return folder.file(path);
      },
      sql: duckdb,
      scorer: lazyScorer(),
      registry: registryFromEnvironment(inputs.package),
      lockDigest: lockDigest(),
      progress,
    });
    for (const p of Object.values(pending)) await p.commit();
    return verdict;
  } finally {
    for (const p of Object.values(pending)) p.discard();
  }
}

/** Runs the steps in a row, each with what those before it wrote; ends at the first that a gate refuses. */
async function run(args: JobArguments): Promise<number> {
  const between = mkdtempSync(join(tmpdir(), "job-"));
  const { progress, send } = notedMetrics(progressOf(args.json), process.env);
  try {
    const folders: Record<string, string> = { ...args.inputs };
    for (const step of args.steps) {
      if (args.steps.length > 1 && !args.json) print(`== ${step.name}: ${step.title}`);
      const outputs = Object.fromEntries(step.outputs.map(({ name }) => [name, args.outputs[name] ?? join(between, name)]));
      const verdict = await runStep(step, args, progress, folders, outputs);
      if (verdict.verdict === "refused") {
        print(args.json ? JSON.stringify({ refused: verdict.reasons } satisfies JobEvent) : `refused: ${verdict.reasons.join("; ")}`);
        return EXIT.refused;
      }
      Object.assign(folders, outputs);
    }
    return EXIT.done;
  } finally {
    await send();
    rmSync(between, { recursive: true, force: true });
  }
}

/** What is no step of the table, by its name: scoring of files, the listing of data, what goes before and after a search of Azure ML. */
const OTHER_JOBS: Readonly<Record<string, (argv: readonly string[]) => Promise<void>>> = {
  async score(argv) {
    const { parseScoreArguments, scoreFolder } = await import("./batch/score-job");
    return scoreFolder(parseScoreArguments(argv), print);
  },
  async "data-assets"(argv) {
    const [{ registerData }, { DefaultAzureCredential }] = await Promise.all([
      import("./data-assets/register-data"),
      import("@azure/identity"),
    ]);
    const credential = new DefaultAzureCredential();
    const token = async () => (await credential.getToken("https://management.azure.com/.default")).token;
    return registerData(argv, process.env, token, print);
  },
  "automl-table": async (argv) => (await import("./automl/table-job")).writeAutomlTables(argv, print),
  "automl-graph": async (argv) => (await import("./automl/graph-job")).bringAutomlGraph(argv, process.env, print),
};

/** Ends with an exit code; why it failed is told to `say`. */
async function job(argv: readonly string[], say: (why: string) => void): Promise<number> {
  const other = OTHER_JOBS[argv[0] ?? ""];
  if (other !== undefined) return told(() => other(argv.slice(1)).then(() => EXIT.done), say);
  let args: JobArguments;
  try {
    args = parseJobArguments(argv);
  } catch (error) {
    say((error as Error).message);
    return EXIT.wrongUse;
  }
  return told(() => run(args), say);
}

/** Runs jobs in turn, each by a line of standard input that holds its arguments as JSON: most take less time than a process takes to start. */
async function jobs(): Promise<number> {
  for await (const line of createInterface({ input: process.stdin })) {
    let said = "";
    const ended = await job(JSON.parse(line) as string[], (why) => {
      said = why;
    });
    print(JSON.stringify({ ended, said } satisfies JobEnd));
  }
  return EXIT.done;
}

async function main(argv: readonly string[]): Promise<number> {
  if (argv.includes("--help") || argv.length === 0) {
    print(USAGE);
    return argv.length === 0 ? EXIT.wrongUse : EXIT.done;
  }
  return inTurn ? jobs() : job(argv, (why) => process.stderr.write(`${why}\n`));
}

/** The exit code of some work. */
async function told(work: () => Promise<number>, say: (why: string) => void): Promise<number> {
  try {
    return await work();
  } catch (error) {
    say((process.env.MLOPS_DEBUG === undefined ? (error as Error).message : (error as Error).stack) ?? String(error));
    return EXIT.failed;
  }
}

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
