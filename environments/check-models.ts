import type { Problem } from "../model-code/core/problem";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import type { Places } from "./read";

/** What models and environments say of each other: that a model trains in an environment that there is. */
export function checkModels(models: readonly ModelSpec[], { environments }: Places): readonly Problem[] {
  const names = environments.map((e) => e.name);
  return models
    .filter((m) => !names.includes(m.trainsIn as (typeof names)[number]))
    .map((m) => ({
      where: `${m.name}/model.yaml trainsIn`,
      expected: `one of ${names.join(", ")}`,
      got: `"${m.trainsIn}"`,
      remedy: "Name an environment.",
    }));
}
