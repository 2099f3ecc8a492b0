import { definitionOf } from "../model-code/core/spec/definition";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import type { ModelTags } from "./platform-stack";

/** By what a model's resources are told from others. */
export const modelTags = (model: ModelSpec): ModelTags => ({
  model: model.name,
  owner: model.owner.contact,
  team: model.owner.team,
  "risk-tier": model.riskTier,
  sensitivity: model.sensitivity,
  definition: definitionOf(model),
});
