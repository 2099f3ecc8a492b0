import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openOutput } from "../../adapters/step-folders/output-folder";
import { bestChildRun } from "../../adapters/tracker/best-child-run";
import { MlflowRest } from "../../adapters/tracker/mlflow-rest";
import { ADOPTED_FILES, type NoneDocument } from "../../core/lifecycle/adopted-files";
import { BadInput, problemText } from "../../core/problem";
import { parseFolderArguments } from "../folder-arguments";

export const GRAPH_USAGE = "node job.js automl-graph --input best_model=DIR --input artifacts=DIR --output automl=DIR";

/** Where Azure ML keeps what a run wrote, below the folder of all runs. */
const outputOf = (run: string, file: string): string => join(`dcid.${run}`, "outputs", file);

/**
 * Brings the graph of the best model that AutoML found in this pipeline to where the step evaluate looks for it. What AutoML gives out, the
 * input best_model, is a Python model: it is named so that Azure ML waits for it, and not read. The graph lies among the artifacts of the
 * run that trained it; where that one wrote none, because it is no model that ONNX can hold, the output stays empty; where AutoML found no model at all, it holds why.
 * @param env tells the run that this is, as Azure ML sets it
 * @throws BadInput for wrong use; TrackerRefused, TrackerUnavailable
 */
export async function bringAutomlGraph(argv: readonly string[], env: NodeJS.ProcessEnv, tell: (line: string) => void): Promise<void> {
  const wanted = { inputs: ["best_model", "artifacts"], outputs: ["automl"], model: false, usage: GRAPH_USAGE } as const;
  const { inputs, outputs } = parseFolderArguments(argv, wanted);
  const { MLFLOW_TRACKING_URI: uri, MLFLOW_RUN_ID: runId, MLFLOW_TRACKING_TOKEN: token } = env;
  if (!uri || !runId) {
    const remedy = "Azure ML sets them; a laptop has no AutoML.";
    throw new BadInput("job", [{ where: "MLFLOW_TRACKING_URI, MLFLOW_RUN_ID", expected: "the run that this is", got: "none", remedy }]);
  }
  const rest = new MlflowRest(uri, token === undefined ? {} : { token: async () => token });
  const best = await bestChildRun(rest, runId).catch((error: unknown): NoneDocument => {
    if (!(error instanceof BadInput)) throw error;
    return { why: error.problems.map(problemText).join("; ") };
  });
  const pending = openOutput(outputs.automl);
  try {
    if (typeof best !== "string") {
      pending.folder.writeJson(ADOPTED_FILES.none, best);
      tell(best.why);
    } else
      for (const file of Object.values(ADOPTED_FILES.given)) {
        const path = join(inputs.artifacts, outputOf(best, file));
        if (existsSync(path)) pending.folder.writeBytes(file, readFileSync(path));
        tell(`${file} of ${best}: ${existsSync(path) ? "taken" : "there is none"}`);
      }
    await pending.commit();
  } finally {
    pending.discard();
  }
}
