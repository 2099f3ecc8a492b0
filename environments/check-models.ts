import type { Problem } from "../model-code/core/problem";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import { computeProblems } from "./check-compute";
import { ingestionProblems } from "./check-ingestion";
import { servingProblems } from "./check-serving";
import type { Places } from "./read";
import type { Environment } from "./schema";

/** What models and environments say of each other: that a model trains in an environment that there is, and that each has what it asks for. */
export const checkModels = (models: readonly ModelSpec[], { environments }: Places): readonly Problem[] =>
  models.flatMap((model) => [...trainingProblems(model, environments), ...servingProblems(model, environments)]);

function trainingProblems(model: ModelSpec, environments: readonly Environment[]): readonly Problem[] {
  const home = environments.find((e) => e.name === model.trainsIn);
  if (home !== undefined) return [...ingestionProblems(model, home), ...computeProblems(model, home)];
  return [
    {
      where: `${model.name}/model.yaml trainsIn`,
      expected: `one of ${environments.map((e) => e.name).join(", ")}`,
      got: `"${model.trainsIn}"`,
      remedy: "Name an environment.",
    },
  ];
}
