import type { Change } from "../changes";
import { modelsUnder, placeOf } from "../surroundings";
import type { RiskRule } from "./rule";

/** Models from which on a change is one of many. */
const MANY = 2;

/** Whether what stands there already can feel it. */
const isFelt = ({ action }: Change): boolean => action === "update" || action === "replace" || action === "delete";

export const touchesManyModels: RiskRule = {
  id: "touches-many-models",
  title: "Many models are touched",
  why: "A mistake shows in all of them at once, and their owners learn of it from their users.",
  check: (changes, surroundings) => {
    const byPlace = new Map<string, Change[]>();
    for (const change of changes.filter(isFelt)) {
      const place = placeOf(surroundings, change.stack)?.name ?? change.stack;
      byPlace.set(place, [...(byPlace.get(place) ?? []), change]);
    }
    return [...byPlace].flatMap(([place, felt]) => {
      const models = [...new Set(felt.flatMap((change) => modelsUnder(surroundings, change)))].sort();
      if (models.length < MANY) return [];
      const stacks = [...new Set(felt.map((c) => c.stack))].sort();
      const what = `is the first of ${felt.length} change${felt.length === 1 ? "" : "s"} in ${place} that ${models.length} models can feel: ${models.join(", ")}, by way of ${stacks.join(", ")}`;
      return [{ change: felt[0]!, what, level: "medium" as const }];
    });
  },
};
