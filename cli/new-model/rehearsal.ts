import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { duckdb } from "../../model-code/adapters/duckdb/sql-engine";
import type { ModelFolder } from "../../model-code/adapters/model-files";
import { graphScorer } from "../../model-code/adapters/onnx/graph-scorer";
import { openInput, openLanding } from "../../model-code/adapters/step-folders/input-folder";
import { openOutput } from "../../model-code/adapters/step-folders/output-folder";
import type { InputFolder, StepVerdict } from "../../model-code/core/lifecycle/step";
import { STEPS } from "../../model-code/core/lifecycle/steps";

/** What steps left that were run here. */
export interface Rehearsed {
  /** The last step that was run. */
  readonly step: string;
  readonly verdict: StepVerdict;
  readonly warnings: readonly string[];
  /** A step's output, to look into. */
  readonly output: (name: string) => InputFolder;
}

export interface RehearsalOptions {
  readonly model: ModelFolder;
  /** Folder with CSV files. */
  readonly data: string;
  /** The last step to run. @default all */
  readonly until?: string;
}

/**
 * Takes a model through its steps in this process, without a store, and registers it nowhere; lends what they wrote to `use`. The real
 * thing, `mlops run`, takes its steps in a process of the bundle that is deployed.
 * @throws what the step throws
 */
export async function rehearse<T>({ model, data, until }: RehearsalOptions, use: (done: Rehearsed) => Promise<T> | T): Promise<T> {
  const work = mkdtempSync(join(tmpdir(), "rehearsal-"));
  const folder = (name: string) => join(work, name);
  const warnings: string[] = [];
  const scorer = graphScorer();
  try {
    let [step, verdict]: [string, StepVerdict] = ["", { verdict: "done" }];
    for (const next of STEPS) {
      const inputs = next.inputs.filter((i) => i.optional !== true || existsSync(folder(i.name)));
      const outputs = next.outputs.map(({ name }) => [name, openOutput(folder(name))] as const);
      try {
        verdict = await next.run({
          inputs: Object.fromEntries(inputs.map(({ name }) => [name, name === "source" ? openLanding(data) : openInput(folder(name))])),
          outputs: Object.fromEntries(outputs.map(([name, pending]) => [name, pending.folder])),
          params: {},
          model: model.spec,
          modelFile: model.file,
          sql: duckdb,
          scorer,
          registry: { register: async () => ({ version: 1, created: true }) },
          lockDigest: "",
          progress: { at: () => {}, metric: () => {}, warn: (message) => warnings.push(message) },
        });
        for (const [, pending] of outputs) await pending.commit();
      } finally {
        for (const [, pending] of outputs) pending.discard();
      }
      step = next.name;
      if (verdict.verdict === "refused" || step === until) break;
    }
    return await use({ step, verdict, warnings, output: (name) => openInput(folder(name)) });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
