import type { Problem } from "../model-code/core/problem";
import type { Environment } from "./schema";

/**
 * Budgets that Azure would no longer make: it takes no month before the current one. Only where the file names no state account yet, so
 * before the first deployment is through: of a budget that stands, the first month stays what it was.
 * @param today `YYYY-MM-DD`
 */
export const agedBudgets = (environments: readonly Pick<Environment, "name" | "budget" | "state">[], today: string): readonly Problem[] =>
  environments
    .filter(({ budget, state }) => state === undefined && budget.since.slice(0, 7) < today.slice(0, 7))
    .map(({ name, budget }) => ({
      where: `environments/${name}.yaml budget/since`,
      expected: `${today.slice(0, 7)}-01 or later before the budget is made`,
      got: `"${budget.since}"`,
      remedy: "Azure begins no budget in a month that has passed; write the first day of this one.",
    }));
