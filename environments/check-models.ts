import type { Problem } from "../model-code/core/problem";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import { computeProblems } from "./check-compute";
import { ingestionProblems } from "./check-ingestion";
import type { Places } from "./read";

/** What models and environments say of each other: that a model trains in an environment that there is, and that has what it asks for. */
export function checkModels(models: readonly ModelSpec[], { environments }: Places): readonly Problem[] {
  const names = environments.map((e) => e.name);
  return models.flatMap((m) => {
    const home = environments.find((e) => e.name === m.trainsIn);
    if (home !== undefined) return [...ingestionProblems(m, home), ...computeProblems(m, home)];
    return {
      where: `${m.name}/model.yaml trainsIn`,
      expected: `one of ${names.join(", ")}`,
      got: `"${m.trainsIn}"`,
      remedy: "Name an environment.",
    };
  });
}
