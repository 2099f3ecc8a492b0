import { loadPlaces } from "../../environments/load";
import type { Places } from "../../environments/read";
import { loadModels } from "../../model-code/adapters/model-files";
import type { ModelSpec } from "../../model-code/core/spec/model-schema";

/** What the project ships, as read from its files. */
export interface Shipped {
  readonly models: readonly ModelSpec[];
  readonly places: Places;
}

export function readShipped(): Shipped {
  const models = loadModels("model-code/models").map((m) => m.spec);
  return { models, places: loadPlaces("environments", { models: models.map((m) => m.name), variables: {} }) };
}
