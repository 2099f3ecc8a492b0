import { TIME_ZONES } from "../constructs/data-factory/time-zones";
import { AUTOML, automlOf } from "../model-code/core/automl/vocabulary";
import type { Problem } from "../model-code/core/problem";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import type { Environment } from "./schema";

/** What a model asks of machines and clocks that the environment that it trains in does not have. */
export function computeProblems(model: ModelSpec, home: Environment): readonly Problem[] {
  return [...zoneProblems(model), ...sweepProblems(model, home), ...automlProblems(model, home)];
}

/** A zone of the batch's clock that Azure ML does not know. */
function zoneProblems({ name, batch }: ModelSpec): readonly Problem[] {
  if (batch === undefined || TIME_ZONES[batch.timeZone] !== undefined) return [];
  const expected = `one of ${Object.keys(TIME_ZONES).join(", ")}`;
  const remedy = "Take a zone with the same hours, or add it to constructs/data-factory/time-zones.ts.";
  return [{ where: `${name}/model.yaml batch/timeZone`, expected, got: `"${batch.timeZone}"`, remedy }];
}

/** More trials of AutoML at once than the cluster has machines. */
function automlProblems({ name, candidates }: ModelSpec, home: Environment): readonly Problem[] {
  const concurrent = automlOf(candidates)?.budget?.concurrent ?? 0;
  const { maxNodes } = home.training;
  if (concurrent <= maxNodes) return [];
  const at = candidates.findIndex((c) => c.learner === AUTOML);
  return [
    {
      where: `${name}/model.yaml candidates/${at}/budget/concurrent`,
      expected: `at most the ${maxNodes} machines of training.maxNodes in environments/${home.name}.yaml`,
      got: String(concurrent),
      remedy: "Lower it, or give the environment more machines.",
    },
  ];
}

function sweepProblems(model: ModelSpec, home: Environment): readonly Problem[] {
  const { sweep } = model.search;
  const { maxNodes } = home.sweep;
  if (sweep === undefined) return [];
  const searched = model.candidates.some((c) => Object.keys(c.space).length > 0);
  return [
    ...(sweep.concurrent <= maxNodes
      ? []
      : [
          {
            where: `${model.name}/model.yaml search/sweep/concurrent`,
            expected: `at most the ${maxNodes} machines of sweep.maxNodes in environments/${home.name}.yaml`,
            got: String(sweep.concurrent),
            remedy: "Lower it, or give the environment more machines.",
          },
        ]),
    ...(sweep.concurrent <= sweep.trials
      ? []
      : [
          {
            where: `${model.name}/model.yaml search/sweep/concurrent`,
            expected: `at most the ${sweep.trials} trials that there are`,
            got: String(sweep.concurrent),
            remedy: "Lower it.",
          },
        ]),
    ...(searched
      ? []
      : [
          {
            where: `${model.name}/model.yaml search/sweep`,
            expected: "a candidate with a space",
            got: "none",
            remedy: "Give a candidate a space, or leave the sweep out.",
          },
        ]),
  ];
}
