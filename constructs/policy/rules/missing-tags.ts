import type { PolicyRule } from "../rule";
import { valueAt } from "../setting";

const TAGS = ["environment", "stack", "team", "cost-center", "managed-by"];
/** What a model's resources have besides. */
const MODEL_TAGS = ["risk-tier", "sensitivity"];

export const missingTags: PolicyRule = {
  id: "missing-tags",
  what: `the tags ${TAGS.join(", ")}, and ${MODEL_TAGS.join(" and ")} where it is a model's`,
  why: "Without them nobody can tell what a resource costs whom, which code made it, or how sensitive it is.",
  remedy: "Put the resource into a PlatformStack, whose tags it gets, and do not set one of them to nothing.",
  check: (element) => {
    if (!element.taggable) return [];
    const expected = valueAt(element, "tags.model") === undefined ? TAGS : [...TAGS, ...MODEL_TAGS];
    const missing = expected.filter((tag) => !valueAt(element, `tags.${tag}`));
    return missing.length === 0 ? [] : [`none of ${missing.join(", ")}`];
  },
};
