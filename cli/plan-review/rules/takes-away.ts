import { isWall, missingWithout } from "../dangers/guards";
import { isProtected } from "../surroundings";
import { losesData } from "./loses-data";
import { becauseOf, each, type RiskRule } from "./rule";

export const takesAway: RiskRule = {
  id: "takes-away",
  title: "Something is taken away",
  why: "Whatever uses it fails while it is gone, and what is made anew has another id, which roles and references may not follow.",
  check: each("low", (change, surroundings) => {
    const { action } = change;
    if (action !== "delete" && action !== "replace" && action !== "forget") return [];
    if (losesData.check([change], surroundings).length > 0) return [];
    // what protected is told of as that
    if (action !== "forget" && missingWithout(change) !== undefined) return [];
    if (action === "delete" && isWall(change)) return [];
    const what = {
      delete: "is destroyed",
      replace: `is destroyed and made anew${becauseOf(change)}`,
      forget: "is left as it is, but no longer managed: no later plan tells of it",
    }[action];
    return [{ what, level: isProtected(surroundings, change.stack) ? "medium" : "low" }];
  }),
};
