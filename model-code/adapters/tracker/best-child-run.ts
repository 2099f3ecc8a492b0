import { BadInput } from "../../core/problem";
import type { MlflowRest } from "./mlflow-rest";

interface Run {
  readonly info: { readonly experiment_id: string };
  readonly data?: { readonly tags?: readonly { readonly key: string; readonly value: string }[] };
}

/** By these tags Azure ML's runs name what they are part of, and what AutoML found. */
const TAGS = { parent: "mlflow.parentRunId", best: "automl_best_child_run_id" } as const;

const tagOf = ({ data }: Run, key: string): string | undefined => data?.tags?.find((t) => t.key === key)?.value;

/**
 * The run that trained the best model of the AutoML job beside this one in a pipeline.
 * @param runId a run of the same pipeline
 * @throws BadInput if there is none; TrackerRefused, TrackerUnavailable
 * @see Azure ML, "Set up AutoML training with the Azure ML Python SDK v2": the tag of the best child run
 */
export async function bestChildRun(rest: MlflowRest, runId: string): Promise<string> {
  const { run } = await rest.get<{ readonly run: Run }>("runs/get", { run_id: runId });
  const parent = tagOf(run, TAGS.parent);
  const { runs = [] } =
    parent === undefined
      ? {}
      : await rest.post<{ readonly runs?: readonly Run[] }>("runs/search", {
          experiment_ids: [run.info.experiment_id],
          filter: `tags.${TAGS.parent} = '${parent}'`,
          max_results: 100,
        });
  const best = runs.map((r) => tagOf(r, TAGS.best)).find((id) => id !== undefined);
  if (best === undefined) {
    const got = parent === undefined ? "a run without a parent" : `${runs.length} runs of the pipeline ${parent}, none with it`;
    const remedy = "Look at the AutoML job in Azure ML: it found no model in its budget, or failed.";
    throw new BadInput("automl", [{ where: `run ${runId}`, expected: `a run beside it with the tag ${TAGS.best}`, got, remedy }]);
  }
  return best;
}
